"""Writes optimizers.json: parameters after each of 12 steps, for every option of every optimizer.

Run with PyTorch 2.15 (CPU): python optimizers.py
"""

import json
import pathlib

import torch

STEPS = 12
CASES = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02, "maximize": True}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-6}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "amsgrad": True}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "weight_decay": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.2, "amsgrad": True}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.0, "maximize": True}),
    ("RMSprop", {"lr": 0.02}),
    ("RMSprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-4}),
    ("RMSprop", {"lr": 0.02, "centered": True}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.8}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.8, "centered": True, "weight_decay": 0.1, "maximize": True}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.05, "initial_accumulator_value": 0.2}),
    ("Adagrad", {"lr": 0.1, "eps": 0.1, "maximize": True}),
]


def plain(state):
    return {k: v.tolist() for k, v in state.items() if v is not None}


def run(name, options, start, grads):
    p = torch.nn.Parameter(start.clone())
    optimizer = getattr(torch.optim, name)([p], **options, foreach=False)
    after = []
    for g in grads:
        p.grad = g.clone()
        optimizer.step()
        after.append(p.detach().flatten().tolist())
    state = {k: plain(v) for k, v in optimizer.state_dict()["state"].items()}
    return {"optimizer": name, "options": options, "after": after, "state": state}


torch.manual_seed(0)
start = torch.randn(2, 3)
grads = torch.randn(STEPS, 2, 3)
result = {
    "torch": torch.__version__,
    "start": start.tolist(),
    "grads": grads.tolist(),
    "cases": [run(name, options, start, grads) for name, options in CASES],
}
path = pathlib.Path(__file__).with_name("optimizers.json")
path.write_text(json.dumps(result) + "\n")
