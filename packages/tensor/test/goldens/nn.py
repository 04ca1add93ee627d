"""What PyTorch gives for options of losses and norms that the samples of the ops don't have. Writes nn.json."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

f64 = torch.float64
logits = torch.tensor([[0.5, -1, 2], [1.5, 0.25, -0.75], [-2, 0, 1], [3, -3, 0.5]], dtype=f64)
target = torch.tensor([2, 0, -100, 1])
classes = torch.tensor([2, 0, 2, 1])
weight = torch.tensor([0.5, 2, 1.5], dtype=f64)

cross_entropy = []
for names, aim, options in [
    ({"weight": True}, target, {}),
    ({"weight": True}, target, {"label_smoothing": 0.1}),
    ({"weight": True}, target, {"label_smoothing": 0.1, "reduction": "none"}),
    ({"weight": True}, target, {"label_smoothing": 0.2, "reduction": "sum"}),
    ({}, classes, {"ignore_index": 1}),
]:
    x = logits.clone().requires_grad_()
    loss = F.cross_entropy(x, aim, weight=weight if names else None, **options)
    loss.sum().backward()
    cross_entropy.append(
        {"weighted": bool(names), "target": aim.tolist(), "options": options, "loss": loss.tolist(), "grad": x.grad.tolist()}
    )

probabilities = torch.softmax(logits.flip(0), 1)
x = logits.clone().requires_grad_()
loss = F.cross_entropy(x, probabilities, weight=weight, label_smoothing=0.1)
loss.backward()
soft = {"target": probabilities.tolist(), "loss": loss.item(), "grad": x.grad.tolist()}

edges = torch.tensor([0, 1, 0.25], dtype=f64, requires_grad=True)
aims = torch.tensor([1, 1, 0.5], dtype=f64)
factors = torch.tensor([1, 2, 3], dtype=f64)
loss = F.binary_cross_entropy(edges, aims, weight=factors)
loss.backward()
bce = {"loss": loss.item(), "grad": edges.grad.tolist()}

far = torch.tensor([0, -2, 300], dtype=f64, requires_grad=True)
loss = F.binary_cross_entropy_with_logits(far, aims, weight=factors, pos_weight=torch.tensor([3, 1, 2], dtype=f64))
loss.backward()
bce_logits = {"loss": loss.item(), "grad": far.grad.tolist()}

x = torch.arange(12, dtype=f64).reshape(2, 3, 2) ** 1.5
mean, var = torch.zeros(3, dtype=f64), torch.ones(3, dtype=f64)
y = F.batch_norm(x, mean, var, training=True, momentum=0.3)
batch_norm = {"mean": mean.tolist(), "var": var.tolist(), "out": y.flatten().tolist()}

Path(__file__).with_name("nn.json").write_text(
    json.dumps(
        {
            "torch": torch.__version__,
            "crossEntropy": cross_entropy,
            "softTargets": soft,
            "binaryCrossEntropy": bce,
            "binaryCrossEntropyWithLogits": bce_logits,
            "batchNorm": batch_norm,
        }
    )
    + "\n"
)
