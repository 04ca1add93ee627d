"""Computes the goldens with PyTorch: python oracle.py samples.json out-folder.

Each op's oracle is the Python expression in its declaration (`torch.add`, `torch.nn.functional.conv2d`, or a lambda).
Positional arguments go as they are, the trailing options object as keyword arguments in snake case.
"""
import gzip
import json
import os
import re
import sys

import torch

import canonical

DTYPES = {n: getattr(torch, n) for n in
          ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
           "complex64", "complex128"]}
# Errors with which PyTorch refuses a dtype or a value; any other means that the arguments were mapped wrongly.
REFUSALS = (RuntimeError, NotImplementedError, IndexError, ValueError)


def snake(name):
    return re.sub(r"[A-Z]", lambda m: "_" + m.group(0).lower(), name)


def number(v):
    if isinstance(v, str):
        return float(v) if v in ("nan", "inf", "-inf", "-0.0") else int(v)
    return v


class Decoder:
    def __init__(self):
        self.leaves = []

    def decode(self, v):
        if isinstance(v, list):
            return [self.decode(x) for x in v]
        if isinstance(v, str):
            return Ellipsis if v == "..." else DTYPES.get(v, v)
        if not isinstance(v, dict):
            return v
        if "$tensor" in v:
            t = v["$tensor"]
            dtype = DTYPES[t["dtype"]]
            x = torch.tensor([number(n) for n in t["data"]], dtype=dtype).reshape(t["shape"])
            if dtype.is_floating_point:
                self.leaves.append(x)
            return x
        if "$dtype" in v:
            return DTYPES[v["$dtype"]]
        if "$device" in v:
            return torch.device("cpu")
        if "$number" in v:
            return number(v["$number"])
        if "$options" in v:
            return {snake(k): self.decode(x) for k, x in v["$options"].items() if k != "device"}
        if v.get("$object") == "Slice":
            return slice(v.get("start"), v.get("stop", v.get("end")), v.get("step"))
        raise TypeError(f"no Python value for {v}")


def flatten(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [t for r in result for t in flatten(r)]
    return []


def rounded(v):
    if isinstance(v, bool):
        return int(v)
    if isinstance(v, int):
        return v if abs(v) < 2**53 else str(v)
    if v != v:
        return "nan"
    if v in (float("inf"), float("-inf")):
        return "inf" if v > 0 else "-inf"
    v = float("%.13g" % v)
    return int(v) if v == int(v) and abs(v) < 2**53 else v


def materialized(t):
    """PyTorch keeps some zero gradients without memory, which can't be read."""
    return torch.zeros_like(t, memory_format=torch.contiguous_format).add(0) if t._is_zerotensor() else t


def real(t):
    """Complex numbers as pairs."""
    return torch.view_as_real(t) if t.is_complex() else t


def show(t, values):
    d = {"d": str(t.dtype).replace("torch.", ""), "s": list(t.shape)}
    if values:
        d["v"] = [rounded(v) for v in real(materialized(t.detach().resolve_conj())).reshape(-1).tolist()]
    return d


def run(f, sample, values, differentiable):
    decoder = Decoder()
    args = decoder.decode(sample["args"])
    kwargs = args.pop() if args and isinstance(args[-1], dict) else {}
    wants_grad = values and differentiable and decoder.leaves
    if wants_grad:
        for x in decoder.leaves:
            x.requires_grad_()
    kwargs.pop("requires_grad", None)
    try:
        try:
            outs = flatten(f(*args, **kwargs))
        except RuntimeError as e:
            # Some ops refuse as soon as an operand wants a gradient that they don't have.
            if "derivative for" not in str(e) and "don't support automatic differentiation" not in str(e):
                raise
            for x in decoder.leaves:
                x.requires_grad_(False)
            outs = flatten(f(*args, **kwargs))
    except TypeError as e:
        # PyTorch reports some refusals of dtypes as TypeError too.
        number_for_tensor = re.search(r"must be Tensor, not (int|float|bool)", str(e))
        if not number_for_tensor and "must be Tensor" in str(e) or "received an invalid combination" in str(e) or "unexpected keyword" in str(e):
            raise
        return {"h": sample["hash"], "error": str(e).split("\n")[0][:120]}
    except REFUSALS as e:
        return {"h": sample["hash"], "error": str(e).split("\n")[0][:120]}
    result = {"h": sample["hash"], "out": [show(t, values) for t in outs]}
    if wants_grad:
        # As in packages/testing/src/golden/encode.ts: `k` counts the results of any dtype.
        terms = []
        for k, t in enumerate(outs):
            if not (t.requires_grad and (t.dtype.is_floating_point or t.is_complex())):
                continue
            t = real(t.resolve_conj())
            c = torch.tensor([((i * 37 + k * 11) % 23 - 11) / 8 for i in range(t.numel())], dtype=t.dtype)
            terms.append((t * c.reshape(t.shape)).to(torch.float64).sum())
        if terms:
            try:
                grads = torch.autograd.grad(sum(terms), decoder.leaves, allow_unused=True)
                result["grad"] = [None if g is None else show(g, True) for g in grads]
            except RuntimeError as e:
                # PyTorch 2.15 has no gradient for a `src` larger than the index of a scatter.
                if "derivative for" not in str(e) and "returned an invalid gradient" not in str(e):
                    raise
    return result


def main(samples, folder):
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    failures = []
    total = 0
    for op in json.load(open(samples)):
        try:
            f = eval(op["torch"], {"torch": torch, "F": torch.nn.functional, "canonical": canonical})
            cases = {c["dtype"]: [run(f, s, c["values"], op["differentiable"]) for s in c["samples"]]
                     for c in op["cases"]}
        except Exception as e:  # noqa: BLE001 - every op is tried, all failures are told
            failures.append(f"{op['path']} ({op['torch']}): {type(e).__name__}: {str(e)[:300]}")
            continue
        text = json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":"))
        path = os.path.join(folder, op["path"] + ".json.gz")
        # Without a time stamp, so that equal goldens are equal files.
        data = gzip.compress(text.encode(), 9, mtime=0)
        total += len(data)
        with open(path, "wb") as out:
            out.write(data)
    print(f"{total} bytes of goldens by torch {torch.__version__}")
    for line in failures:
        print(f"no golden for {line}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
