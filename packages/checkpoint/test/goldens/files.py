"""Writes torch.pt, torch.json and old.pt: files of torch.save, and what is in them. Run with a Python that has torch."""

import collections
import json
import pathlib

import torch

here = pathlib.Path(__file__).parent
base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
state = collections.OrderedDict(
    weight=torch.nn.Parameter(base / 4),
    transposed=base.t(),
    window=base[1:, ::2],
    expanded=torch.tensor([1.5]).expand(3),
    scalar=torch.tensor(7, dtype=torch.int64),
    empty=torch.zeros(0, 3),
    halves=torch.tensor([1.5, -2.25], dtype=torch.float16),
    brain=torch.tensor([1.5, -3.0], dtype=torch.bfloat16),
    flags=torch.tensor([True, False]),
    bytes=torch.tensor([0, 255], dtype=torch.uint8),
    complex=torch.tensor([1 + 2j, -0.5j]),
)
value = {
    "state": state,
    "epoch": 12,
    "lr": 1e-3,
    "name": "Zürich",
    "big": 2**60,
    "negative": -(2**40),
    "betas": (0.9, 0.999),
    "nothing": None,
    "yes": True,
    3: ["a", {"b": torch.Size([2, 3])}],
}
torch.save(value, here / "torch.pt")
torch.save(state, here / "old.pt", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 2), here / "module.pt")


def plain(t):
    return torch.view_as_real(t).tolist() if t.is_complex() else t.detach().tolist()


out = {k: {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "values": plain(t)} for k, t in state.items()}
(here / "torch.json").write_text(json.dumps({"torch": torch.__version__, "state": out}))
