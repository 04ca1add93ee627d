"""Expected values of the scalar instructions, printed to expressions.json beside this file.

Elementary functions of float64 come from mpmath with 50 digits; everything else from PyTorch. Run:
    python expressions.py
The versions used are written into the file.
"""
import json
import math
import os
import random

import mpmath
import torch

mpmath.mp.dps = 50
random.seed(20)
inf, nan = float("inf"), float("nan")


def num(x):
    """JSON has no NaN, no infinity, no -0 that survives every parser, and no int64."""
    if isinstance(x, complex):
        return [num(x.real), num(x.imag)]
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, int):
        return x if abs(x) < 2**53 else str(x)
    if math.isnan(x) or math.isinf(x) or (x == 0 and math.copysign(1, x) < 0):
        return repr(x)
    return x


def nums(xs):
    return [num(x) for x in xs]


def spread(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


wide = spread(-4, 4, 24) + [10.0 ** e * s for e in (-300, -12, -3, 1, 2) for s in (1, -1)] + [0.0, 0.5, -0.5, 1.5, 2.5]
positive = [abs(x) for x in wide if x != 0] + [1.0, 1.0 + 2**-40, 1e300]
unit = spread(-1, 1, 24) + [1e-300, -1e-12, 0.999999999, -0.99999999999, 1 - 2**-53, 0.0]
small = [x for x in wide if abs(x) <= 4 or abs(x) == 10] + [20.0, -20.0]
moderate = [x for x in wide if abs(x) < 150]
mp = mpmath
real = {
    "reciprocal": (lambda x: 1 / x, positive),
    "sqrt": (mp.sqrt, positive),
    "rsqrt": (lambda x: 1 / mp.sqrt(x), positive),
    "exp": (mp.exp, moderate),
    "exp2": (lambda x: mp.mpf(2) ** x, moderate),
    "expm1": (mp.expm1, moderate),
    "log": (mp.log, positive),
    "log2": (lambda x: mp.log(x, 2), positive),
    "log10": (mp.log10, positive),
    "log1p": (mp.log1p, [x for x in wide if x > -1] + [-0.9999999, 1e-17]),
    "sin": (mp.sin, wide),
    "cos": (mp.cos, wide),
    "tan": (mp.tan, wide),
    "asin": (mp.asin, unit),
    "acos": (mp.acos, unit),
    "atan": (mp.atan, wide),
    "sinh": (mp.sinh, moderate),
    "cosh": (mp.cosh, moderate),
    "tanh": (mp.tanh, moderate),
    "asinh": (mp.asinh, wide),
    "acosh": (mp.acosh, [1.0 + abs(x) for x in wide]),
    "atanh": (mp.atanh, unit),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), moderate),
    "erf": (mp.erf, wide),
    "erfc": (mp.erfc, [x for x in wide if x < 26] + [6.5, 12.0, 26.0]),
    "erfinv": (mp.erfinv, unit),
    "lgamma": (lambda x: mp.re(mp.loggamma(x)), positive[:-1] + [-0.5, -1.3, -7.25, 170.5, 1e6, 1.0001, 1.9999]),
    "digamma": (mp.digamma, positive + [-0.5, -1.3, -7.25, 100.0, 1e6]),
}
out = {"torch": torch.__version__, "mpmath": mpmath.__version__, "real": {}, "special": {}, "unary": {}, "binary": {}, "cast": []}
for name, (f, xs) in real.items():
    # Zeros keep the sign of the argument, which mpmath has none of.
    out["real"][name] = {"x": nums(xs), "y": nums([float(f(mp.mpf(x))) for x in xs])}

edge = [inf, -inf, nan, 0.0, -0.0]
for name in real:
    f = getattr(torch.special if name in ("erfc", "erfinv") else torch, name)
    out["special"][name] = {"x": nums(edge), "y": nums(f(torch.tensor(edge, dtype=torch.float64)).tolist())}

floats = [0.0, -0.0, 1.0, -1.0, 0.1, -0.1, 2.5, -2.5, 3.5, 0.5, -0.5, 1e30, -7.75, 123456.789, inf, -inf, nan, 2.0**31 + 0.5]
ints = {
    torch.uint8: [0, 1, 2, 3, 7, 100, 128, 200, 255],
    torch.int8: [0, 1, -1, 2, -3, 7, 100, 127, -128],
    torch.int16: [0, 1, -1, 2, -3, 7, 1000, 32767, -32768],
    torch.int32: [0, 1, -1, 2, -3, 7, 1000003, 2147483647, -2147483648],
    torch.int64: [0, 1, -1, 2, -3, 7, 3037000500, 2**62 + 3, 2**63 - 1, -(2**63), 2**53 + 1, -(2**40) - 5],
}
types = {torch.float32: floats, torch.float64: floats, **ints, torch.bool: [0, 1]}


def title(dtype):
    return str(dtype).replace("torch.", "")


def record(kind, name, dtype, args, result):
    entry = {"args": [nums(a.tolist()) for a in args], "y": nums(result.tolist())}
    out[kind].setdefault(name, {})[title(dtype)] = entry


def both(name, f, accept):
    for dtype, values in types.items():
        if not accept(dtype):
            continue
        pairs = [(a, b) for a in values for b in values]
        if name in ("floordiv", "truncdiv", "remainder", "fmod") and not dtype.is_floating_point:
            # The quotient of the smallest integer by -1 does not fit and traps in C++.
            pairs = [(a, b) for a, b in pairs if b != 0 and not (a == min(values) and b == -1)]
        if name == "pow" and not dtype.is_floating_point:
            pairs = [(a, b) for a, b in pairs if 0 <= b < 200]
        if name in ("shl", "shr"):
            pairs = [(a, b) for a, b in pairs if 0 <= b < 8 * torch.tensor(values, dtype=dtype).element_size()]
        a, b = (torch.tensor([p[i] for p in pairs], dtype=dtype) for i in (0, 1))
        record("binary", name, dtype, [a, b], f(a, b))


is_float = lambda t: t.is_floating_point
is_int = lambda t: not t.is_floating_point and t != torch.bool
number = lambda t: t != torch.bool
anything = lambda t: True
both("add", torch.add, anything)
both("sub", torch.sub, number)
both("mul", torch.mul, anything)
both("div", torch.div, is_float)
both("floordiv", lambda a, b: torch.div(a, b, rounding_mode="floor"), number)
both("truncdiv", lambda a, b: torch.div(a, b, rounding_mode="trunc"), number)
both("remainder", torch.remainder, number)
both("fmod", torch.fmod, number)
both("pow", torch.pow, number)
both("atan2", torch.atan2, is_float)
both("min", torch.minimum, anything)
both("max", torch.maximum, anything)
both("and", torch.bitwise_and, lambda t: not t.is_floating_point)
both("or", torch.bitwise_or, lambda t: not t.is_floating_point)
both("xor", torch.bitwise_xor, lambda t: not t.is_floating_point)
both("shl", torch.bitwise_left_shift, is_int)
both("shr", torch.bitwise_right_shift, is_int)
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    both(name, getattr(torch, name), anything)

for name, f, accept in [
    ("neg", torch.neg, number),
    ("abs", torch.abs, number),
    ("sign", torch.sign, anything),
    ("not", torch.bitwise_not, lambda t: not t.is_floating_point),
    ("floor", torch.floor, is_float),
    ("ceil", torch.ceil, is_float),
    ("round", torch.round, is_float),
    ("trunc", torch.trunc, is_float),
    ("isnan", torch.isnan, anything),
    ("isinf", torch.isinf, anything),
]:
    for dtype, values in types.items():
        if accept(dtype):
            x = torch.tensor(values, dtype=dtype)
            # PyTorch's sign of NaN is 0; the instruction keeps the NaN.
            y = torch.where(x != x, x, f(x)) if name == "sign" and dtype.is_floating_point else f(x)
            record("unary", name, dtype, [x], y)

# Casts of values that fit the target (C++ leaves the others undefined), from and to every type.
all_types = [torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]
all_types += [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128]
sources = {
    **types,
    torch.float16: [0.0, 1.0, -2.5, 65504.0, 6e-8, 0.333251953125],
    torch.bfloat16: [0.0, 1.0, -2.5, 3.0e38, 1e-40, 0.333984375],
    torch.complex64: [1 + 2j, -3.5 + 0j, 0j, 2j],
    torch.complex128: [1 + 2j, -3.5 + 0j, 0j, 2j, 0.1 + 1e300j],
}
more = [1 + 2**-11, 1 + 3 * 2**-11, 65519.0, 65520.0, 2**-25, 2**-24, 3 * 2**-25, 6.1e-5, 2**24 + 1, 1 / 3, 1e-46, 3.4e38, 1e39]
sources[torch.float32] = floats + more
sources[torch.float64] = floats + more
sources[torch.int64] = ints[torch.int64] + [2**24 + 1, 2**53 + 1, 2**62 + 2**38 + 1, 2**62 + 2**38, 9007199791611905]
for a in all_types:
    x = torch.tensor(sources[a], dtype=a)
    for b in all_types:
        keep = torch.ones(len(x), dtype=torch.bool)
        if b in ints and (a.is_floating_point or a.is_complex):
            info = torch.iinfo(b)
            part = (x.real if a.is_complex else x).double()
            keep = (part >= info.min) & (part <= (info.max if b != torch.int64 else 2**63 - 1024))
        if b != torch.bool and a.is_complex and not b.is_complex:
            x_b = x[keep].real.to(b)
        else:
            x_b = x[keep].to(b)
        out["cast"].append({"from": title(a), "to": title(b), "x": nums(x[keep].tolist()), "y": nums(x_b.tolist())})

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expressions.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
