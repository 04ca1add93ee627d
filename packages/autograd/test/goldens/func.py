"""Writes func.json: transforms of functions as torch.func gives them. Run with a Python that has torch."""

import json
import pathlib

import torch
from torch import func
from torch.autograd import functional

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(0)
x, y, v, w = (torch.randn(*s, generator=generator) for s in ((3,), (2, 3), (3,), (2, 3)))


def scalar(a, b):
    return (a.sin() * b.exp()).sum() * a.prod()


def several(a, b):
    return {"p": (b @ a).tanh(), "q": [a * a.sum()]}


def plain(t):
    return t.tolist() if isinstance(t, torch.Tensor) else {k: plain(u) for k, u in t.items()} if isinstance(t, dict) else [plain(u) for u in t]


out = {"torch": torch.__version__, "x": x, "y": y, "v": v, "w": w}
out["grad"] = func.grad(scalar)(x, y)
out["gradBoth"] = func.grad(scalar, argnums=(0, 1))(x, y)
out["gradAndValue"] = func.grad_and_value(scalar, argnums=1)(x, y)
out["nested"] = func.grad(lambda a: (func.grad(scalar)(a, y) * v).sum())(x)
out["captured"] = func.grad(lambda a: func.grad(lambda b: scalar(a, b))(y).pow(2).sum())(x)
value, pull = func.vjp(several, x, y)
out["vjp"] = [value, pull({"p": v[:2], "q": [v]})]
out["jvp"] = func.jvp(several, (x, y), (v, w))
out["jacrev"] = func.jacrev(several, argnums=(0, 1))(x, y)
out["hessian"] = func.hessian(scalar, argnums=1)(x, y)
out["hvp"] = functional.hvp(scalar, (x, y), (v, w))
out["third"] = func.grad(func.grad(func.grad(lambda t: t ** 4 * t.cos())))(x[0])
pathlib.Path(__file__).with_name("func.json").write_text(json.dumps({k: plain(t) if not isinstance(t, str) else t for k, t in out.items()}))
