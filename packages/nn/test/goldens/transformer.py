"""Writes transformer.json: outputs and gradients of attention and transformer layers.

Run with PyTorch 2.15 (CPU): python transformer.py
"""

import json
import pathlib
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)


def rand(*shape):
    return torch.randn(shape)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def numbers(t):
    return {"shape": list(t.shape), "values": [-1e30 if v == float("-inf") else float(f"{v:.9g}") if isinstance(v, float) else v for v in t.detach().flatten().tolist()],
            "dtype": str(t.dtype)[6:]}


def value(v):
    return {"tensor": numbers(v)} if isinstance(v, torch.Tensor) else v


def flatten(r):
    return [] if r is None else [r] if isinstance(r, torch.Tensor) else [t for x in r for t in flatten(x)]


def options(o):
    return {snake(k): v for k, v in o.items()}


def build(name, args, o):
    """TransformerEncoder and TransformerDecoder: args are those of the layer, and how many of it; with a norm."""
    if name in ("TransformerEncoder", "TransformerDecoder"):
        layer = getattr(nn, name + "Layer")(*args[0], **options(o))
        return getattr(nn, name)(layer, args[1], norm=nn.LayerNorm(args[0][0]))
    return getattr(nn, name)(*args, **options(o))


padding = torch.tensor([[False, False, True], [False, False, False]])
causal = nn.Transformer.generate_square_subsequent_mask(3)
blocked = torch.tensor([[False, True, False], [False, False, True], [False, False, False]])
x = rand(3, 2, 4)
flat = {"dropout": 0.0}
MHA = "MultiheadAttention"
# class, constructor, options, inputs (a number: the same as that one), call options
CASES = [
    (MHA, [4, 2], {}, [rand(3, 2, 4), 0, 0], {}),
    (MHA, [4, 2], {"bias": False}, [rand(3, 2, 4), rand(2, 2, 4), 1], {"needWeights": False}),
    (MHA, [4, 2], {"batchFirst": True, "kdim": 3, "vdim": 5}, [rand(2, 3, 4), rand(2, 2, 3), rand(2, 2, 5)], {"averageAttnWeights": False}),
    (MHA, [4, 1], {"addBiasKv": True, "addZeroAttn": True}, [rand(3, 2, 4), rand(3, 2, 4), rand(3, 2, 4)], {"keyPaddingMask": padding, "attnMask": blocked}),
    (MHA, [4, 4], {}, [rand(3, 4), 0, 0], {"attnMask": causal, "isCausal": True}),
    (MHA, [4, 2], {}, [rand(3, 2, 4), 0, 0], {"attnMask": rand(4, 3, 3)}),
    ("TransformerEncoderLayer", [4, 2], {**flat, "dimFeedforward": 8}, [rand(3, 2, 4)], {"srcMask": causal, "isCausal": True}),
    ("TransformerEncoderLayer", [4, 2], {**flat, "dimFeedforward": 6, "activation": "gelu", "normFirst": True, "batchFirst": True, "layerNormEps": 1e-3}, [rand(2, 3, 4)], {"srcKeyPaddingMask": padding}),
    ("TransformerEncoderLayer", [4, 1], {**flat, "dimFeedforward": 6, "bias": False}, [rand(3, 4)], {}),
    ("TransformerDecoderLayer", [4, 2], {**flat, "dimFeedforward": 8}, [rand(3, 2, 4), rand(2, 2, 4)], {"tgtMask": causal, "tgtKeyPaddingMask": padding}),
    ("TransformerDecoderLayer", [4, 2], {**flat, "dimFeedforward": 8, "normFirst": True, "batchFirst": True}, [rand(2, 2, 4), rand(2, 3, 4)], {"memoryKeyPaddingMask": padding}),
    ("TransformerEncoder", [[4, 2], 2], {**flat, "dimFeedforward": 8}, [rand(3, 2, 4)], {"mask": causal}),
    ("TransformerDecoder", [[4, 2], 2], {**flat, "dimFeedforward": 8}, [rand(3, 2, 4), rand(3, 2, 4)], {"memoryMask": blocked}),
    ("Transformer", [], {**flat, "dModel": 4, "nhead": 2, "numEncoderLayers": 1, "numDecoderLayers": 2, "dimFeedforward": 6, "batchFirst": True},
     [rand(2, 3, 4), rand(2, 3, 4)], {"srcKeyPaddingMask": padding, "tgtMask": causal, "tgtIsCausal": True, "memoryKeyPaddingMask": padding}),
    ("Transformer", [], {**flat, "dModel": 4, "nhead": 1, "numEncoderLayers": 1, "numDecoderLayers": 1, "dimFeedforward": 6, "activation": "gelu"}, [rand(3, 4), rand(2, 4)], {}),
]


def record(name, args, o, inputs, call):
    m = build(name, args, o)
    for p in m.parameters():
        p.data.add_(rand(*p.shape) * 0.2)
    leaves = [x.clone().requires_grad_() if isinstance(x, torch.Tensor) else x for x in inputs]
    out = flatten(m(*[leaves[x] if isinstance(x, int) else x for x in leaves], **options(call)))
    weights = [rand(*t.shape) for t in out]
    sum((t * w).sum() for t, w in zip(out, weights)).backward()
    return {
        "layer": name, "args": args, "options": o, "call": {k: value(v) for k, v in call.items()},
        "inputs": [x if isinstance(x, int) else numbers(x) for x in inputs],
        "state": {k: numbers(v) for k, v in m.state_dict().items()},
        "outputs": [numbers(t) for t in out], "weights": [numbers(w) for w in weights],
        "input gradients": [numbers(x.grad) for x in leaves if isinstance(x, torch.Tensor)],
        "gradients": {k: numbers(p.grad) for k, p in m.named_parameters()}, "text": str(m),
    }


result = {"torch": torch.__version__, "cases": [record(*c) for c in CASES]}
pathlib.Path(__file__).with_name("transformer.json").write_text(json.dumps(result) + "\n")
