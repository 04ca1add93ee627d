"""The file of an op's goldens: u32 length of the header, header (JSON), then the elements of all tensors.

Elements of one dtype stand together, byte plane by byte plane (all first bytes, all second bytes …), which is what
makes them compress. See packages/testing/src/golden/opinfo.ts for the reader."""
import json
import struct

import numpy as np
import torch

from convert import Unspeakable

DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
          "complex128"]
IDS = {getattr(torch, n): i for i, n in enumerate(DTYPES)}


def raw(t):
    """Elements as bytes, row-major, [n, bytes per element]; complex numbers as two elements."""
    t = t.detach().resolve_conj().resolve_neg().contiguous()
    if t.dtype.is_complex:
        t = torch.view_as_real(t).contiguous()
    # A tensor of one element may have any strides, which `view` refuses.
    flat = torch.empty(t.numel(), dtype=t.dtype).copy_(t.reshape(-1))
    return flat.view(torch.uint8).numpy().reshape(-1, t.element_size())


def shortened(t):
    """float64 results with 28 bits of fraction: an error of 2e-9, a fiftieth of the tolerance."""
    if t.dtype not in (torch.float64, torch.complex128):
        return t
    t = t.detach().resolve_conj().resolve_neg()
    x = torch.view_as_real(t) if t.dtype.is_complex else t
    bits = x.detach().contiguous().view(torch.int64)
    half = 1 << 23
    rounded = ((bits + half) & ~((1 << 24) - 1)).view(torch.float64)
    x = torch.where(torch.isfinite(x) & torch.isfinite(rounded), rounded, x.detach())
    return torch.view_as_complex(x.contiguous()) if t.dtype.is_complex else x


class Packer:
    def __init__(self):
        self.table = []
        self.streams = {}

    def tensor(self, t):
        if t.layout is not torch.strided or t.device.type != "cpu":
            raise Unspeakable("not a strided tensor on the CPU")
        if t.dtype not in IDS:
            raise Unspeakable(f"dtype {t.dtype}")
        self.streams.setdefault(IDS[t.dtype], []).append(raw(t))
        self.table.append([IDS[t.dtype], list(t.shape), 0 if t.is_contiguous() else 1])
        return len(self.table) - 1

    def value(self, v):
        """An argument as JSON, with marked objects for what JSON lacks."""
        if isinstance(v, torch.Tensor):
            return {"$t": self.tensor(v)}
        if v is None or isinstance(v, (bool, str)):
            return v
        if isinstance(v, int):
            return v if abs(v) < 2**53 else {"$i": str(v)}
        if isinstance(v, float):
            return v if np.isfinite(v) and not (v == 0 and np.signbit(v)) else {"$f": str(v)}
        if isinstance(v, complex):
            raise Unspeakable("a complex number")
        if isinstance(v, torch.dtype):
            if v not in IDS:
                raise Unspeakable(f"dtype {v}")
            return {"$d": DTYPES[IDS[v]]}
        if v is Ellipsis:
            return "..."
        if isinstance(v, slice):
            return {"$s": [self.value(x) for x in (v.start, v.stop, v.step)]}
        if isinstance(v, (list, tuple)):
            return [self.value(x) for x in v]
        if isinstance(v, np.generic):
            return self.value(v.item())
        raise Unspeakable(f"a {type(v).__name__}")

    def file(self, header):
        header = {**header, "tensors": self.table, "streams": sorted(self.streams)}
        text = json.dumps(header, separators=(",", ":")).encode()
        parts = [struct.pack("<I", len(text)), text]
        for i in sorted(self.streams):
            parts.append(np.concatenate(self.streams[i]).T.tobytes())
        return b"".join(parts)
