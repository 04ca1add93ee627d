"""Writes edges.json: what PyTorch gives for zeros, infinities and NaN. Run with a Python that has torch."""

import functools
import json
import math
import pathlib

import torch

inf, nan = math.inf, math.nan
UNARY = """abs acos acosh asin asinh atan atanh ceil cos cosh digamma erf erfc erfinv exp exp2 expm1 floor frac isfinite
isinf isnan isneginf isposinf lgamma log log10 log1p log2 logical_not logit nan_to_num neg reciprocal round rsqrt
sigmoid sign sin sinh sqrt square tan tanh trunc deg2rad rad2deg sinc i0 signbit sgn isreal special.entr special.erfcx
special.i0e special.i1 special.i1e special.ndtr special.log_ndtr special.ndtri""".split()
BINARY = """add atan2 div eq floor_divide fmax fmin fmod ge gt heaviside hypot isclose le logical_and logical_or logical_xor
lt maximum minimum mul ne pow remainder sub xlogy copysign logaddexp logaddexp2 ldexp special.xlog1py""".split()
INTEGER = """add bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift div eq fmod floor_divide maximum
minimum mul pow remainder sub gcd lcm""".split()
# Results with positions: the values count, positions of equal elements are left open. Not mode, whose sort of NaN depends
# on the order that they come in.
WITH_POSITIONS = """cummax cummin median nanmedian sort""".split()
REDUCE = """all amax amin any count_nonzero logsumexp mean nanmean nansum prod std sum var""".split()

VALUES = [-inf, -3e38, -3.5, -1.0, -0.5, -1e-40, -0.0, 0.0, 1e-40, 0.5, 1.0, 2.5, 3.0, 3e38, inf, nan]
INTS = [-7, -2, -1, 1, 2, 5]
ROWS = [[1.0, 2.0, 2.0], [0.0, -0.0, 3.0], [nan, 1.0, -1.0], [inf, -inf, 0.0], [inf, inf, 1.0], [-inf, -inf, -inf], [0.0, 0.0, 0.0]]


def number(v):
    return str(v) if isinstance(v, float) and (not math.isfinite(v) or (v == 0 and math.copysign(1, v) < 0)) else v


def function(name):
    return functools.reduce(getattr, name.split("."), torch)


def numbers(t):
    return [number(v) for v in t.reshape(-1).tolist()]


def result(t):
    return {"dtype": str(t.dtype).removeprefix("torch."), "values": numbers(t)}


x = torch.tensor(VALUES)
a = x.repeat_interleave(len(VALUES))
b = x.repeat(len(VALUES))
i = torch.tensor(INTS).repeat_interleave(len(INTS))
j = torch.tensor(INTS).repeat(len(INTS))
rows = torch.tensor(ROWS)

unary = {n: result(function(n)(x)) for n in UNARY}
binary = {n: result(function(n)(a, b)) for n in BINARY}
integer = {}
for n in INTEGER:
    # Negative exponents and shifts aren't defined.
    k = j.abs() if n in ("pow", "bitwise_left_shift", "bitwise_right_shift") else j
    integer[n] = result(function(n)(i, k))
for mode in ("trunc", "floor"):
    binary[f"div {mode}"] = result(torch.div(a, b, rounding_mode=mode))
    integer[f"div {mode}"] = result(torch.div(i, j, rounding_mode=mode))
reduce = {n: result(function(n)(rows, 1)) for n in REDUCE}
for n in WITH_POSITIONS:
    reduce[f"{n} values"] = result(function(n)(rows, 1)[0])
reduce["logcumsumexp"] = result(torch.logcumsumexp(rows, 1))
for q in (0.0, 0.3, 1.0):
    reduce[f"quantile {q}"] = result(torch.quantile(rows, q, 1))
    reduce[f"nanquantile {q}"] = result(torch.nanquantile(rows, q, 1))
for n in ("argmax", "argmin"):
    reduce[n] = result(function(n)(rows, 1))
for p in (0, 0.5, 1, 2, 3, inf, -inf):
    reduce[f"norm {p}"] = result(torch.norm(rows, p, 1))

GRADIENTS = {
    "amax": lambda t: t.amax(1),
    "max": lambda t: t.max(1)[0],
    "maxAll": lambda t: t.max(),
    "prod": lambda t: t.prod(1),
    "cumprod": lambda t: t.cumprod(1),
    "std": lambda t: t.std(1),
    "var": lambda t: t.var(1),
    "norm2": lambda t: t.norm(2, 1),
    "norm3": lambda t: t.norm(3, 1),
    "normInf": lambda t: t.norm(inf, 1),
    "logsumexp": lambda t: t.logsumexp(1),
    "sort": lambda t: t.sort(1)[0] * torch.tensor([1.0, 2.0, 4.0]),
    "abs": lambda t: t.abs(),
    "sqrt": lambda t: t.sqrt(),
    "square": lambda t: t.pow(2),
    "cube": lambda t: t.pow(3),
    "power0": lambda t: t.pow(0),
    "power": lambda t: t.pow(2.5),
    "exponential": lambda t: torch.pow(2, t),
    "self": lambda t: t.pow(t),
    "clamp": lambda t: t.clamp(-1, 2),
    "clampMin": lambda t: t.clamp(min=0),
    "maximum": lambda t: torch.maximum(t, torch.zeros(3)),
    "fmin": lambda t: torch.fmin(t, torch.zeros(3)),
    "where": lambda t: torch.where(t > 0, t.log(), t * 2),
    "xlogy": lambda t: torch.xlogy(t, t),
    "remainder": lambda t: torch.remainder(torch.tensor(7.5), t),
    "fmod": lambda t: torch.fmod(torch.tensor(7.5), t),
    "atan2": lambda t: torch.atan2(t, t + 1),
    "sign": lambda t: t.sign() + t,
    "lerp": lambda t: torch.lerp(t, t * 3, 0.7),
}
FINITE = [[1.0, 2.0, 2.0], [0.0, 3.0, -1.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0], [-1.5, 2.0, -2.0]]
gradients = {}
for n, f in GRADIENTS.items():
    t = torch.tensor(FINITE, requires_grad=True)
    f(t).sum().backward()
    gradients[n] = numbers(t.grad)

out = pathlib.Path(__file__).with_suffix(".json")
parts = {
    "torch": torch.__version__,
    "values": [number(v) for v in VALUES],
    "integers": INTS,
    "rows": [[number(v) for v in r] for r in ROWS],
    "finite": FINITE,
    "unary": unary,
    "binary": binary,
    "integer": integer,
    "reduce": reduce,
    "gradients": gradients,
}
out.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in parts.items()) + "\n}\n")
