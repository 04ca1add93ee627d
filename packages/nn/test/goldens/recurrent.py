"""Writes recurrent.json: outputs, final states and gradients of recurrent layers and cells, and packed sequences.

Run with PyTorch 2.15 (CPU): python recurrent.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn.utils import rnn

torch.manual_seed(0)


def rand(*shape):
    return torch.randn(shape)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def numbers(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") if isinstance(v, float) else v for v in t.detach().flatten().tolist()],
            "dtype": str(t.dtype)[6:]}


def flatten(r):
    return [r] if isinstance(r, torch.Tensor) else [t for x in r for t in flatten(x)]


# class, arguments, options, input, initial states, lengths of packed sequences
CASES = [
    ("RNN", [3, 4], {}, rand(5, 2, 3), None, None),
    ("RNN", [3, 4], {"nonlinearity": "relu", "bias": False, "batchFirst": True}, rand(2, 5, 3), [rand(1, 2, 4)], None),
    ("GRU", [3, 4], {"numLayers": 2, "bidirectional": True}, rand(4, 2, 3), [rand(4, 2, 4)], None),
    ("GRU", [3, 4], {}, rand(4, 3), [rand(1, 4)], None),
    ("LSTM", [3, 4], {"numLayers": 2}, rand(4, 2, 3), [rand(2, 2, 4), rand(2, 2, 4)], None),
    ("LSTM", [3, 4], {"bidirectional": True, "batchFirst": True}, rand(2, 4, 3), None, None),
    ("LSTM", [3, 4], {"projSize": 2, "numLayers": 2}, rand(3, 2, 3), None, None),
    ("LSTM", [3, 4], {}, rand(5, 3), None, None),
    ("LSTM", [3, 4], {"bidirectional": True, "numLayers": 2}, rand(5, 3, 3), [rand(4, 3, 4), rand(4, 3, 4)], [3, 5, 1]),
    ("GRU", [3, 4], {"bidirectional": True}, rand(5, 3, 3), None, [2, 5, 3]),
    ("RNN", [3, 4], {"batchFirst": True}, rand(3, 4, 3), [rand(1, 3, 4)], [4, 2, 2]),
    ("RNNCell", [3, 4], {}, rand(2, 3), None, None),
    ("RNNCell", [3, 4], {"nonlinearity": "relu", "bias": False}, rand(2, 3), [rand(2, 4)], None),
    ("LSTMCell", [3, 4], {}, rand(2, 3), [rand(2, 4), rand(2, 4)], None),
    ("LSTMCell", [3, 4], {}, rand(3), None, None),
    ("GRUCell", [3, 4], {}, rand(2, 3), [rand(2, 4)], None),
]


def record(name, args, o, x, states, lengths):
    m = getattr(nn, name)(*args, **{snake(k): v for k, v in o.items()})
    x.requires_grad_()
    hx = None if states is None else tuple(states) if name.startswith("LSTM") else states[0]
    if lengths is None:
        out = flatten(m(x, hx))
    else:
        packed = rnn.pack_padded_sequence(x, torch.tensor(lengths), batch_first=o.get("batchFirst", False), enforce_sorted=False)
        y, hn = m(packed, hx)
        padded, _ = rnn.pad_packed_sequence(y, batch_first=o.get("batchFirst", False), padding_value=0.5)
        out = flatten([padded, hn])
    weights = [rand(*t.shape) for t in out]
    sum((t * w).sum() for t, w in zip(out, weights)).backward()
    return {
        "layer": name, "args": args, "options": o, "lengths": lengths, "input": numbers(x),
        "states": None if states is None else [numbers(s) for s in states],
        "state": {k: numbers(v) for k, v in m.state_dict().items()},
        "outputs": [numbers(t) for t in out], "weights": [numbers(w) for w in weights],
        "input gradient": numbers(x.grad), "gradients": {k: numbers(p.grad) for k, p in m.named_parameters()},
        "text": str(m),
    }


result = {"torch": torch.__version__, "cases": [record(*c) for c in CASES]}
pathlib.Path(__file__).with_name("recurrent.json").write_text(json.dumps(result) + "\n")
