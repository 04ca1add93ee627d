"""PyTorch's whole table of type promotion: python promotion.py > promotion.json"""
import json

import torch

NAMES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
         "complex128"]
SCALARS = {"bool": True, "int": 1, "float": 1.5, "complex": 1.5j}


def name(t):
    return str(t).replace("torch.", "")


def table(f, columns):
    return {a: {b: name(f(a, b)) for b in columns} for a in NAMES}


def of(n, *shape):
    return torch.ones(*shape, dtype=getattr(torch, n))


print(json.dumps({
    "torch": torch.__version__,
    "promoteTypes": table(lambda a, b: torch.promote_types(getattr(torch, a), getattr(torch, b)), NAMES),
    "dimensionedAndZeroDim": table(lambda a, b: torch.result_type(of(a, 2), of(b, ())), NAMES),
    "dimensionedAndScalar": table(lambda a, s: torch.result_type(of(a, 2), SCALARS[s]), SCALARS),
    "zeroDimAndScalar": table(lambda a, s: torch.result_type(of(a, ()), SCALARS[s]), SCALARS),
}, separators=(",", ":")))
