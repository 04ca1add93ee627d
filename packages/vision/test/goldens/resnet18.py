"""torchvision's ResNet-18: names, shapes, printed tree, and its answers with weights that both sides can compute."""
import json
import os

import torch
import torchvision

model = torchvision.models.resnet18(num_classes=7)
state = model.state_dict()
with torch.no_grad():
    for i, (name, t) in enumerate(state.items()):
        if not t.is_floating_point():
            continue
        wave = torch.sin(torch.arange(t.numel(), dtype=torch.float64) * 0.7 + i).reshape(t.shape)
        if name.endswith("running_var") or t.dim() == 1 and name.endswith("weight"):
            t.copy_(1 + 0.5 * wave)
        else:
            t.copy_(wave * (0.1 if t.dim() == 1 else (2 / t[0].numel()) ** 0.5))
model.double()
n = 2 * 3 * 40 * 36
x = torch.sin(torch.arange(n, dtype=torch.float64) * 0.37).reshape(2, 3, 40, 36)
out = {
    "torch": torch.__version__,
    "torchvision": torchvision.__version__,
    "keys": {name: list(t.shape) for name, t in state.items()},
    "printed": str(torchvision.models.resnet18(num_classes=7)),
    "evaluation": model.eval()(x).flatten().tolist(),
    "training": model.train()(x).flatten().tolist(),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resnet18.json"), "w") as file:
    json.dump(out, file)
    file.write("\n")
