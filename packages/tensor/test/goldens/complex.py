"""Writes complex.json: functions of complex numbers and their gradients as PyTorch gives them. Run with a Python that has torch."""

import json
import math
import pathlib

import torch

UNARY = """abs angle neg square reciprocal rsqrt sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh
cosh tanh asinh acosh atanh sigmoid conj_physical""".split()
BINARY = "add sub mul div pow".split()
inf = math.inf
# Branch cuts from both sides, zeros, units, and numbers whose squares over- or underflow.
EDGES = [0j, complex(-0.0, 0), 1, -1, 1j, -1j, 2, -2, complex(-2, -0.0), complex(2, -0.0), 0.5, complex(1e-200, 1e-200),
         complex(inf, 1), complex(50, 3), complex(-50, -3), complex(1e12, -1e12)]


def number(v):
    return str(v) if not math.isfinite(v) or (v == 0 and math.copysign(1, v) < 0) else v


def values(t):
    t = t.detach()
    if t.is_complex():
        return [[number(v) for v in pair] for pair in torch.view_as_real(t).tolist()]
    return [number(v) for v in t.tolist()]


generator = torch.Generator().manual_seed(0)


def draw(n=24):
    parts = 2 * torch.randn(n, 2, dtype=torch.float64, generator=generator)
    return torch.view_as_complex(parts)


x, y, g = draw(), draw(), draw()
edges = torch.tensor(EDGES, dtype=torch.complex128)
out = {"torch": torch.__version__, "x": values(x), "y": values(y), "g": values(g), "edges": values(edges),
       "unary": {}, "atEdges": {}, "binary": {}}
for name in UNARY:
    f = getattr(torch, name)
    a = x.clone().requires_grad_()
    r = f(a)
    r.backward(g if r.is_complex() else g.real)
    out["unary"][name] = {"value": values(r), "gradient": values(a.grad)}
    out["atEdges"][name] = values(f(edges))
for name in BINARY:
    a, b = x.clone().requires_grad_(), y.clone().requires_grad_()
    r = getattr(torch, name)(a, b)
    r.backward(g)
    out["binary"][name] = {"value": values(r), "gradients": [values(a.grad), values(b.grad)]}
LINEAR = {"sum": lambda t: t.sum(0), "mean": lambda t: t.mean(1), "prod": lambda t: t.prod(1), "cumsum": lambda t: t.cumsum(1),
          "cumprod": lambda t: t.cumprod(0), "matmul": lambda t: t @ t.reshape(6, 4),
          "norm": lambda t: t.norm(dim=1), "var": lambda t: t.var(0), "std": lambda t: t.std(1), "sgn": torch.sgn}
out["matrices"] = {}
for name, f in LINEAR.items():
    a = x.reshape(4, 6).clone().requires_grad_()
    r = f(a)
    r.backward((g if r.is_complex() else g.real)[:r.numel()].reshape(r.shape))
    out["matrices"][name] = {"value": values(r.reshape(-1)), "gradient": values(a.grad.reshape(-1))}
pathlib.Path(__file__).with_name("complex.json").write_text(json.dumps(out))
