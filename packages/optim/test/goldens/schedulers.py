"""Writes schedulers.json: learning rates of two groups (and the momentum) over 20 steps, for every scheduler.

Run with PyTorch 2.15 (CPU): python schedulers.py
"""

import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.filterwarnings("ignore")
STEPS = 20


def optimizer(kind="SGD"):
    a, b = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
    groups = [{"params": [a]}, {"params": [b], "lr": 0.3}]
    if kind == "Adam":
        return torch.optim.Adam(groups, lr=0.1)
    return torch.optim.SGD(groups, lr=0.1, momentum=0.9)


def record(scheduler, o, metric=None):
    rates = [[g["lr"] for g in o.param_groups]]
    momenta = [o.param_groups[0].get("momentum", o.param_groups[0].get("betas", [None])[0])]
    for t in range(STEPS):
        o.step()
        scheduler.step() if metric is None else scheduler.step(metric[t])
        rates.append([g["lr"] for g in o.param_groups])
        momenta.append(o.param_groups[0].get("momentum", o.param_groups[0].get("betas", [None])[0]))
    return {"rates": rates, "momenta": momenta}


SIMPLE = [
    ("StepLR", [3], {}),
    ("StepLR", [4], {"gamma": 0.5}),
    ("MultiStepLR", [[2, 5, 5, 11]], {"gamma": 0.3}),
    ("ExponentialLR", [0.9], {}),
    ("CosineAnnealingLR", [7], {}),
    ("CosineAnnealingLR", [5], {"eta_min": 0.01}),
    ("LinearLR", [], {}),
    ("LinearLR", [], {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 9}),
    ("ConstantLR", [], {}),
    ("ConstantLR", [], {"factor": 0.25, "total_iters": 8}),
    ("PolynomialLR", [], {"total_iters": 12, "power": 2.0}),
    ("CosineAnnealingWarmRestarts", [4], {}),
    ("CosineAnnealingWarmRestarts", [3], {"T_mult": 2, "eta_min": 0.001}),
    ("OneCycleLR", [1.0], {"total_steps": 20}),
    ("OneCycleLR", [[1.0, 2.0]], {"epochs": 4, "steps_per_epoch": 6, "three_phase": True}),
    ("OneCycleLR", [0.5], {"total_steps": 25, "anneal_strategy": "linear", "pct_start": 0.4, "div_factor": 10}),
    ("OneCycleLR", [0.5], {"total_steps": 25, "cycle_momentum": False}),
]

cases = []
for name, args, options in SIMPLE:
    o = optimizer()
    cases.append({"scheduler": name, "args": args, "options": options, **record(getattr(S, name)(o, *args, **options), o)})

o = optimizer("Adam")
cases.append({"scheduler": "OneCycleLR", "optimizer": "Adam", "args": [1.0], "options": {"total_steps": 20},
              **record(S.OneCycleLR(o, 1.0, total_steps=20), o)})

metric = [1.0, 0.9, 0.9, 0.9, 0.89, 0.889999, 0.95, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7]
PLATEAU = [
    {"patience": 1},
    {"patience": 2, "factor": 0.5, "cooldown": 2, "min_lr": 0.05},
    {"mode": "max", "patience": 2, "threshold": 0.05},
    {"threshold_mode": "abs", "threshold": 0.02, "patience": 1, "min_lr": [0.001, 0.1]},
]
plateau = []
for options in PLATEAU:
    o = optimizer()
    plateau.append({"options": options, **record(S.ReduceLROnPlateau(o, **options), o, metric)})

o = optimizer()
sequential = record(S.SequentialLR(o, [S.LinearLR(o, start_factor=0.2, total_iters=4), S.CosineAnnealingLR(o, 10),
                                       S.ExponentialLR(o, 0.7)], milestones=[4, 12]), o)
o = optimizer()
lambdas = record(S.LambdaLR(o, [lambda e: 0.95**e, lambda e: 1 / (1 + e)]), o)
o = optimizer()
first, second = S.ExponentialLR(o, 0.9), S.StepLR(o, 4)


class Both:
    def step(self):
        first.step()
        second.step()


chained = record(Both(), o)

result = {"torch": torch.__version__, "cases": cases, "metric": metric, "plateau": plateau,
          "sequential": sequential, "lambdas": lambdas, "chained": chained}
pathlib.Path(__file__).with_name("schedulers.json").write_text(json.dumps(result) + "\n")
