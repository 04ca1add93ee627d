"""Writes modules.json: names, order and values of a small network's state, and the order of its hooks.

Run with PyTorch 2.15: python modules.py
"""

import json
import pathlib

import torch
from torch import nn

torch.manual_seed(0)


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear_one = nn.Linear(3, 4)
        self.scale_factor = nn.Parameter(torch.ones(4))
        self.register_buffer("step_count", torch.zeros((), dtype=torch.int64))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)

    def forward(self, x):
        return torch.relu(self.linear_one(x)) * self.scale_factor


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 3)
        self.shared = self.fc1
        self.inner = Inner()
        self.tail = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1, bias=False))
        self.top_level = nn.Parameter(torch.full((1,), 0.5))

    def forward(self, x):
        return self.tail(self.inner(self.fc1(x))) + self.top_level


net = Net()
events = []
for name, m in net.named_modules():
    label = name or "net"
    m.register_forward_pre_hook(lambda m, a, label=label: events.append(f"pre {label}"))
    m.register_forward_hook(lambda m, a, o, label=label: events.append(f"forward {label}"))
    m.register_full_backward_pre_hook(lambda m, g, label=label: events.append(f"backward pre {label}"))
    m.register_full_backward_hook(lambda m, gi, go, label=label: events.append(f"backward {label}"))
x = torch.randn(5, 2, requires_grad=True)
out = net(x)
out.pow(2).mean().backward()
result = {
    "torch": torch.__version__,
    "state": {k: {"shape": list(v.shape), "values": v.flatten().tolist()} for k, v in net.state_dict().items()},
    "parameters": [n for n, _ in net.named_parameters()],
    "buffers": [n for n, _ in net.named_buffers()],
    "modules": [n for n, _ in net.named_modules()],
    "modules with duplicates": [n for n, _ in net.named_modules(remove_duplicate=False)],
    "children": [n for n, _ in net.named_children()],
    "events": events,
    "input": x.tolist(),
    "output": out.tolist(),
    "gradients": {n: p.grad.flatten().tolist() for n, p in net.named_parameters()},
    "input gradient": x.grad.tolist(),
}
pathlib.Path(__file__).with_name("modules.json").write_text(json.dumps(result) + "\n")
