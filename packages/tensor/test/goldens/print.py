"""Writes print.json: tensors and what PyTorch prints for them. Run with a Python that has torch."""

import json
import math
import pathlib

import torch

cases = []


def number(v):
    if isinstance(v, complex):
        return [number(v.real), number(v.imag)]
    if isinstance(v, bool):
        return v
    if isinstance(v, float) and (not math.isfinite(v) or (v == 0 and math.copysign(1, v) < 0)):
        return str(v)
    if isinstance(v, int) and abs(v) > 2**53:
        return str(v)  # JavaScript would round it
    return v


def case(name, t, options=None):
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
    flat = t.detach().reshape(-1)
    cases.append(
        {
            "name": name,
            "shape": list(t.shape),
            "dtype": str(t.dtype).removeprefix("torch."),
            "values": [number(v) for v in flat.tolist()],
            "requiresGrad": t.requires_grad,
            "options": options or {},
            "text": repr(t),
        }
    )


inf, nan = math.inf, math.nan
T = torch.tensor
g = torch.Generator().manual_seed(0)
case("scalar", T(1.5))
case("scalar integer float", T(3.0))
case("scalar int64", T(-7))
case("scalar bool", T(True))
case("vector of integers as floats", T([1.0, 2.0, -30.0]))
case("fractions", T([1.0, 2.5, -30.125]))
case("zeros and minus zero", T([0.0, -0.0]))
case("minus zero beside a fraction", T([-0.0, 0.5]))
case("ties are rounded to even", T([0.03125, 0.09375, 0.15625, -0.21875, 0.5]))
case("ties with precision 0", T([0.5, 1.5, 2.5, -3.5]), {"precision": 0})
case("ties in exponents", T([1.03125e10, 1.09375, 0.5]), {"precision": 4})
case("nan and inf", T([1.0, nan, inf, -inf]))
case("nan and inf with fractions", T([1.5, nan, inf, -inf]))
case("only nan", T([nan, nan]))
case("only inf and zero", T([inf, 0.0, -inf]))
case("small: exponents", T([1e-5, 1.0]))
case("wide range: exponents", T([0.5, 600.0]))
case("range of exactly 1000", T([1.0, 1000.0]))
case("integers with wide range", T([1.0, 123456.0]))
case("large: exponents", T([2e8, 1e8]))
case("exponents with nan", T([1e-8, nan, -inf, 0.0]))
case("exponents of three digits", T([1e-200, 1e100], dtype=torch.float64))
case("negatives in columns", T([[1.0, -2.0], [-30.5, 4.0]]))
case("matrix of ints", T([[1, -20], [300, 4]]))
case("bools", T([[True, False], [False, False]]))
case("uint8", T([1, 255], dtype=torch.uint8))
case("int32", T([[1], [-2]], dtype=torch.int32))
case("float64", T([1.1, 2.2], dtype=torch.float64))
case("float16", T([1.1, 2.2], dtype=torch.float16))
case("bfloat16", T([1.1, 300.0], dtype=torch.bfloat16))
case("int64 beyond doubles", T([2**62 + 1, -5]))
case("three dimensions", torch.arange(12.0).reshape(2, 3, 2))
case("four dimensions", torch.arange(8).reshape(2, 2, 1, 2))
case("empty vector", torch.zeros(0))
case("empty int vector", torch.zeros(0, dtype=torch.int64))
case("empty matrix", torch.zeros(0, 3))
case("empty bool cube", torch.zeros(2, 0, 3, dtype=torch.bool))
case("long vector wraps", torch.rand(25, generator=g))
case("long int vector wraps", torch.arange(40))
case("wide matrix wraps", torch.rand(2, 14, generator=g))
case("exactly 1000", torch.arange(1000))
case("1001: summary", torch.arange(1001))
case("summary of a matrix", torch.arange(2000.0).reshape(50, 40))
case("summary of a tall matrix", torch.arange(1002.0).reshape(334, 3))
case("summary of a cube", torch.arange(1728).reshape(12, 12, 12))
case("summary ignores the range in its middle", torch.cat([torch.ones(500), T([1e-9]), torch.ones(600)]))
case("requires_grad", T([1.0, 2.0], requires_grad=True))
case("requires_grad on a new line", torch.rand(9, generator=g).requires_grad_())
case("dtype on a new line", torch.rand(7, generator=g, dtype=torch.float64))
case("dtype and requires_grad", torch.rand(2, 2, generator=g, dtype=torch.float64).requires_grad_())
case("precision 2", T([1.005, 2.5]), {"precision": 2})
case("precision 8", T([0.1], dtype=torch.float64), {"precision": 8})
case("threshold 5", torch.arange(10), {"threshold": 5})
case("edgeitems 1", torch.arange(1200).reshape(30, 40), {"edgeitems": 1})
case("edgeitems 0", torch.arange(1200).reshape(30, 40), {"edgeitems": 0})
case("linewidth 40", torch.arange(30), {"linewidth": 40})
case("profile short", torch.rand(3, generator=g), {"profile": "short"})
case("profile full", torch.arange(1010), {"profile": "full"})
case("sci_mode", T([1.0, 25.0, 0.0]), {"sci_mode": True})
case("no sci_mode", T([1e-6, 1e9]), {"sci_mode": False})
case("no sci_mode beyond 1e21", T([1e22, 5.0]), {"sci_mode": False})
case("complex", T([1 + 2j, -3.5 - 0.25j]))
case("complex integers", T([[1 + 2j], [0 - 3j]], dtype=torch.complex128))
case("complex scalar", T(0.5 + 0j))

out = pathlib.Path(__file__).with_suffix(".json")
lines = ",\n".join(json.dumps(c) for c in cases)
out.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')
