"""Goldens from PyTorch's own OpInfo database: python generate.py OUT [--seed N] [--scale K] [name …].

For every op and dtype a few of its sample inputs, chosen by seed; what PyTorch makes of them, forward and backward; and
its error inputs. Writes one uncompressed file an op to OUT (see pack.py), and a summary to stdout."""
import argparse
import fnmatch
import json
import os
import random
import sys
import warnings
import zlib

import torch
from torch.testing._internal import common_methods_invocations as invocations
from torch.testing._internal.common_device_type import precisionOverride, toleranceOverride
from torch.testing._internal.opinfo.core import BinaryUfuncInfo, UnaryUfuncInfo

import special
from convert import DROPPED, Unspeakable, js_call
from pack import DTYPES, Packer, shortened

# Samples an op and dtype.
COUNTS = {"float64": 12, "float32": 9, "int64": 4, "bool": 3, "complex128": 4, "complex64": 3}
OTHERS = 3
ERRORS = 12
MOST_ELEMENTS = 160
# PyTorch's sizes of samples are 5, 10 and 20; the same cases appear at smaller ones.
SMALL = {"S": 3, "M": 4, "L": 6, "XS": 2}
USUAL = {name: getattr(invocations, name) for name in SMALL}


def set_sizes(sizes):
    for module in [m for n, m in sys.modules.items() if n.startswith("torch.testing._internal") and m is not None]:
        for name, n in sizes.items():
            if isinstance(getattr(module, name, None), int):
                setattr(module, name, n)


def matches(name, patterns):
    return any(fnmatch.fnmatch(name, p) for p in patterns)


def flatten(v):
    """Tensors and other values of a nested result, in order."""
    if isinstance(v, (list, tuple)):
        return [x for y in v for x in flatten(y)]
    return [v]


def tensors_of(v):
    return [t for t in flatten([v]) if isinstance(t, torch.Tensor)]


def tensors_in_call(positional, options):
    """In the order of the runner: positional, then options."""
    return tensors_of(positional) + tensors_of(list(options.values()))


def rounded(t):
    """16 bits of significand: exact in float32, and shorter in the file."""
    if t.dtype not in (torch.float32, torch.float64) or t.numel() == 0:
        return t
    bits, drop = (torch.int32, 8) if t.dtype is torch.float32 else (torch.int64, 37)
    x = t.detach()
    return ((x.contiguous().view(bits) >> drop) << drop).view(t.dtype)


def quantized(t, rough):
    """A sample's tensor with few digits, in the layout it had."""
    if not rough or not isinstance(t, torch.Tensor) or t.layout is not torch.strided or t.dtype not in (torch.float32, torch.float64):
        return t
    with torch.no_grad():
        # An expanded tensor can't be written; its values repeat, and so do the rounded ones.
        if any(s == 0 and n > 1 for s, n in zip(t.stride(), t.shape)):
            return t
        wanted = t.requires_grad
        t = t.detach()
        t.copy_(rounded(t))
        return t.requires_grad_(wanted)


def map_tensors(f, v):
    if isinstance(v, torch.Tensor):
        return f(v)
    if isinstance(v, (list, tuple)):
        inner = [map_tensors(f, x) for x in v]
        return type(v)(inner) if type(v) in (list, tuple) else tuple(inner)
    return v


def candidates(op, dtype, grad):
    """Sample inputs; for elementwise ops also PyTorch's reference inputs: NaN, infinities, large and small values."""
    found = []

    def take(make, most):
        try:
            for i, s in enumerate(make()):
                if i >= most:
                    break
                found.append(s)
        except Exception:  # noqa: BLE001 - the samples that a generator gave before it failed are good
            pass

    take(lambda: op.sample_inputs("cpu", dtype, requires_grad=grad), 150)
    plain = len(found)
    if isinstance(op, (UnaryUfuncInfo, BinaryUfuncInfo)) and not grad:
        take(lambda: op.reference_inputs("cpu", dtype, requires_grad=False), 300)
    return found, plain


def size(sample):
    return sum(t.numel() for t in tensors_of([sample.input, *sample.args, *sample.kwargs.values()]))


def kind(v):
    if isinstance(v, torch.Tensor):
        shape = "empty" if v.numel() == 0 else str(v.ndim)
        return f"t{shape}{'' if v.is_contiguous() else 's'}{v.dtype}"
    if isinstance(v, (list, tuple)):
        return f"[{','.join(sorted({kind(x) for x in v}))}]"
    return "None" if v is None else type(v).__name__


def features(sample):
    """What makes a sample different from others: kinds of arguments, their dims, names of keywords and their values."""
    fixed = [f"{k}={v if isinstance(v, (bool, str, int)) else kind(v)}" for k, v in sorted(sample.kwargs.items())]
    return "|".join([kind(sample.input), *map(kind, sample.args), *fixed])


def chosen(found, plain, count, rng, most):
    """Round robin over groups of alike samples, in seeded order; one in three from the reference inputs."""
    def pick(samples, n):
        groups = {}
        for s in samples:
            groups.setdefault(features(s), []).append(s)
        order = list(groups.values())
        rng.shuffle(order)
        for g in order:
            rng.shuffle(g)
        result = []
        while len(result) < n and order:
            for g in list(order):
                if len(result) < n:
                    result.append(g.pop())
                if not g:
                    order.remove(g)
        return result

    small = [s for s in found[:plain] if size(s) <= most] or sorted(found[:plain], key=size)[:2]
    extra = [s for s in found[plain:] if size(s) <= most]
    n = max(1, count // 3) if extra else 0
    return pick(small, count - n) + pick(extra, n)


def ambiguous(positional, options):
    """JavaScript writes 2.0 as 2, an integer: a call whose dtype hangs on that is left out."""
    values = flatten([positional, list(options.values())])
    integral = any(isinstance(v, float) and v == int(v) if isinstance(v, float) and abs(v) < 1e300 else False for v in values)
    return integral and not any(isinstance(v, torch.Tensor) and (v.is_floating_point() or v.is_complex()) for v in values)


def cotangent(t, k):
    """As in packages/testing/src/golden/encode.ts: small dyadic numbers."""
    c = torch.tensor([((i * 37 + k * 11) % 23 - 11) / 8 for i in range(t.numel())], dtype=torch.float64)
    if t.dtype.is_complex:
        d = torch.tensor([((i * 37 + (k + 5) * 11) % 23 - 11) / 8 for i in range(t.numel())], dtype=torch.float64)
        c = torch.complex(c, d)
    return c.to(t.dtype).reshape(t.shape)


class Skip(Exception):
    pass


def same(some, others):
    """Whether tensors hold the same values, NaN included."""
    pairs = [(a.detach(), b.detach()) for a, b in zip(some, others) if isinstance(a, torch.Tensor) and a.layout is torch.strided]
    return all(torch.equal(torch.view_as_real(a.resolve_conj()).nan_to_num(7), torch.view_as_real(b.resolve_conj()).nan_to_num(7))
               if a.dtype in (torch.complex64, torch.complex128)
               else torch.equal(a.nan_to_num(7), b.nan_to_num(7)) if a.is_floating_point() else torch.equal(a, b)
               for a, b in pairs)


manual_seed = torch.manual_seed


def seeded(salt, op, args, kwargs):
    """A call with a seed of its own. OpInfo seeds random ops inside, always alike: that seed is salted too."""
    torch.manual_seed = lambda seed: manual_seed(seed + 1000 * salt)
    try:
        torch.manual_seed(0)
        return op.op(*args, **kwargs)
    finally:
        torch.manual_seed = manual_seed


WIDER = {torch.float16: torch.float32, torch.bfloat16: torch.float32, torch.float32: torch.float64,
         torch.complex64: torch.complex128}


def widened(v):
    """An argument in the next wider type; what requires a gradient does so again."""
    if isinstance(v, torch.dtype):
        return WIDER.get(v, v)
    if isinstance(v, torch.Tensor) and v.dtype in WIDER:
        return v.detach().to(WIDER[v.dtype]).requires_grad_(v.requires_grad)
    if isinstance(v, (list, tuple)):
        return type(v)(widened(x) for x in v) if type(v) in (list, tuple) else tuple(widened(x) for x in v)
    return v


def better(t, wide):
    """The result of the wider type, rounded, where PyTorch's own is off by more than its tolerance (sums in half types,
    cancellation): who computes more exactly is right too. None where they agree."""
    if not isinstance(wide, torch.Tensor) or t.dtype not in WIDER or wide.shape != t.shape or wide.dtype not in WIDER.values():
        return None
    rounded = wide.detach().to(t.dtype)
    try:
        torch.testing.assert_close(t.detach(), rounded, equal_nan=True)
        return None
    except AssertionError:
        return rounded


def strided(t):
    return t if t.layout is torch.strided else t.to_dense()


def record(op, dtype, sample, packer, rough, most):
    """One case of the file; raises Skip where PyTorch refuses or can't say what is right."""
    wants = lambda t: t.requires_grad  # noqa: E731
    clean = lambda t: quantized(t, rough)  # noqa: E731
    args = [map_tensors(clean, a) for a in (sample.input, *sample.args)]
    kwargs = {k: map_tensors(clean, v) for k, v in sample.kwargs.items()}
    positional, options = js_call(op.name, args, kwargs)
    if ambiguous(positional, options):
        raise Skip("2.0")
    if op.name == "arange" and any(isinstance(v, bool) for v in positional):
        raise Skip("a boolean for a number")
    # Undefined in C++, and so different from machine to machine.
    if op.name in special.CASTS_TO_INTEGERS and any(
            t.dtype.is_floating_point and (t.abs() < 2**31).logical_not().any() for t in tensors_of(args)):
        raise Skip("a cast out of range")
    operands = tensors_in_call(positional, options)
    before = [t.detach().clone() for t in operands]
    out = seeded(1, op, args, kwargs)
    results = flatten([out])
    free = matches(op.name, special.UNINITIALISED) or any(
        not same(results, flatten([seeded(salt, op, args, kwargs)])) for salt in (2, 3, 4, 5, 6))
    if not same(before, operands):
        raise Skip("writes into its arguments")
    tensors = [r for r in results if isinstance(r, torch.Tensor)]
    if sum(t.numel() for t in tensors) > 2 * most:
        raise Skip("large")
    mark = (len(packer.table), {k: len(v) for k, v in packer.streams.items()})
    try:
        case = {"d": DTYPES[[getattr(torch, n) for n in DTYPES].index(dtype)], "a": [packer.value(v) for v in positional]}
        if options:
            case["o"] = {k: packer.value(v) for k, v in options.items()}
        unknown = special.FREE.get(op.name, [])
        case["r"] = []
        wide_args, wide_kwargs = [widened(a) for a in args], {k: widened(v) for k, v in kwargs.items()}
        wide = [None] * len(tensors)
        if dtype in WIDER and not free:
            try:
                wide = [r for r in flatten([seeded(1, op, wide_args, wide_kwargs)]) if isinstance(r, torch.Tensor)]
            except Exception:  # noqa: BLE001 - the wider type isn't always supported
                wide = [None] * len(tensors)
        # Vectors beyond the rank that the matrix can have are any that complete the basis.
        least = min(operands[0].shape[-2:]) if op.name in special.UP_TO_SIGN and operands[0].ndim > 1 else 0
        loose = {k for k, dim in special.UP_TO_SIGN.get(op.name, {}).items()
                 if k < len(tensors) and tensors[k].ndim > 1 and tensors[k].shape[-1 if dim == -2 else -2] > least}
        tied = op.name in special.TIES and any(t.unique().numel() < t.numel() for t in operands)
        for k, t in enumerate(tensors):
            if free or k in unknown or k in loose or (tied and t.dtype is torch.int64 and dtype is not torch.int64) or (tied and k == 1):
                case["r"].append({"d": str(t.dtype)[6:], "s": list(t.shape)})
            else:
                case["r"].append(packer.tensor(shortened(t)))
                other = better(t, wide[k])
                if other is not None:
                    case.setdefault("br", {})[k] = packer.tensor(other)
        plain = [r for r in results if not isinstance(r, torch.Tensor) and r is not None]
        if plain and not free:
            case["p"] = [packer.value(r) for r in plain]
        leaves = [i for i, t in enumerate(operands) if wants(t)]
        if leaves and not free:
            signed = special.UP_TO_SIGN.get(op.name, {})
            terms = [(t, cotangent(t, k)) for k, t in enumerate(tensors)
                     if t.requires_grad and k not in signed and k not in unknown]
            if terms:
                grads = torch.autograd.grad([t for t, _ in terms], [operands[i] for i in leaves],
                                            [c for _, c in terms], allow_unused=True)
                wide_operands = tensors_in_call(*js_call(op.name, wide_args, wide_kwargs))
                wide_terms = [(w, cotangent(t, k).to(w.dtype)) for (k, t), w in zip(enumerate(tensors), wide)
                              if w is not None and w.requires_grad and t.requires_grad and k not in signed]
                wide_grads = [None] * len(grads)
                if len(wide_terms) == len(terms):
                    wide_grads = torch.autograd.grad([t for t, _ in wide_terms], [wide_operands[i] for i in leaves],
                                                     [c for _, c in wide_terms], allow_unused=True)
                case["w"] = leaves
                case["g"] = [None if g is None else packer.tensor(shortened(strided(g))) for g in grads]
                for i, (g, w) in enumerate(zip(grads, wide_grads)):
                    other = None if g is None else better(strided(g), w)
                    if g is not None and special.UNREAD.get(op.name) == leaves[i]:
                        read = torch.triu if kwargs.get("upper") or any(a is True for a in args) else torch.tril
                        other = read(strided(g))
                    if other is not None:
                        case.setdefault("bg", {})[i] = packer.tensor(other)
        return case
    except BaseException:
        del packer.table[mark[0]:]
        for k in list(packer.streams):
            del packer.streams[k][mark[1].get(k, 0):]
            if not packer.streams[k]:
                del packer.streams[k]
        raise


def tolerances(op):
    """PyTorch's own exceptions from its default tolerances, the widest for a dtype: {dtype: [rtol, atol]}."""
    found = {}
    for info in op.decorators or ():
        if getattr(info, "device_type", None) not in (None, "cpu"):
            continue
        for d in getattr(info, "decorators", [info]):
            if isinstance(d, toleranceOverride):
                for dtype, t in d.d.items():
                    r, a = found.get(dtype, (0, 0))
                    found[dtype] = (max(r, t.rtol), max(a, t.atol))
            elif isinstance(d, precisionOverride):
                for dtype, atol in d.d.items():
                    r, a = found.get(dtype, (0, 0))
                    found[dtype] = (r, max(a, atol))
    return {str(k)[6:]: list(v) for k, v in found.items()}


def errors(op, packer):
    """Calls that PyTorch refuses."""
    cases = []
    # Some of these tensors are `torch.empty`: as deterministic as everything else only when that memory is filled.
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        inputs = list(op.error_inputs("cpu")) if op.error_inputs_func is not None else []
    except Exception:  # noqa: BLE001
        return cases
    finally:
        torch.use_deterministic_algorithms(False)
    for e in inputs:
        s = e.sample_input
        args = [s.input, *s.args]
        if DROPPED & set(s.kwargs) or len(cases) >= ERRORS or sum(t.numel() for t in tensors_of([*args, *s.kwargs.values()])) > 4 * MOST_ELEMENTS:
            continue
        try:
            op.op(*args, **s.kwargs)
        except Exception as refusal:  # noqa: BLE001
            message = str(refusal).split("\n")[0][:160]
        else:
            continue
        mark = len(packer.table)
        try:
            positional, options = js_call(op.name, args, s.kwargs)
            case = {"a": [packer.value(v) for v in positional], "m": message}
            if options:
                case["o"] = {k: packer.value(v) for k, v in options.items()}
            cases.append(case)
        except (Unspeakable, IndexError, TypeError):
            while len(packer.table) > mark:
                i, _, _ = packer.table.pop()
                packer.streams[i].pop()
                if not packer.streams[i]:
                    del packer.streams[i]
    return cases


def golden(op, key, seed, scale, most, dropped):
    rng = random.Random(zlib.crc32(key.encode()) ^ seed)
    packer = Packer()
    cases = []
    rough = not matches(op.name, special.UNROUNDED)
    for name in DTYPES:
        dtype = getattr(torch, name)
        if dtype not in op.supported_dtypes("cpu"):
            continue
        count = COUNTS.get(name, OTHERS) * scale
        grad = op.supports_autograd and name in ("float64", "float32", "complex128", "complex64") and \
            dtype in op.supported_backward_dtypes("cpu")
        torch.manual_seed(seed)
        random.seed(seed)
        found, plain = candidates(op, dtype, grad)
        if grad and isinstance(op, (UnaryUfuncInfo, BinaryUfuncInfo)):
            # Edge values have no useful gradient: they are compared forward only.
            more, start = candidates(op, dtype, False)
            found = found[:plain] + more[start:]
        for sample in chosen(found, plain, count, rng, most):
            try:
                cases.append(record(op, dtype, sample, packer, rough, most))
            except (Unspeakable, Skip) as e:
                dropped[str(e)] = dropped.get(str(e), 0) + 1
            except Exception as e:  # noqa: BLE001 - PyTorch refuses its own sample
                what = f"{type(e).__name__}: {str(e)[:60]}"
                dropped[what] = dropped.get(what, 0) + 1
    refused = errors(op, packer) if not op.variant_test_name else []
    header = {"op": special.RENAMED.get(op.name, op.name), "variant": op.variant_test_name, "torch": torch.__version__,
              "seed": seed, "tolerances": tolerances(op), "cases": cases, "errors": refused}
    if op.name in special.UP_TO_SIGN:
        header["signs"] = special.UP_TO_SIGN[op.name]
    return packer.file(header) if cases or refused else None, len(cases), len(refused)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--scale", type=int, default=1, help="times as many samples")
    parser.add_argument("names", nargs="*")
    o = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    os.makedirs(o.out, exist_ok=True)
    total_cases = total_errors = 0
    summary = {}
    for op in invocations.op_db:
        key = op.name + (f".{op.variant_test_name}" if op.variant_test_name else "")
        if matches(key, special.SKIPPED) or (o.names and key not in o.names and op.name not in o.names):
            continue
        dropped = {}
        try:
            set_sizes(SMALL)
            data, cases, refused = golden(op, key, o.seed, o.scale, MOST_ELEMENTS, dropped)
            # Some generators count on PyTorch's sizes, and some ops have large samples only.
            if sum(n for why, n in dropped.items() if why.startswith("RuntimeError") or why == "large") > cases // 2:
                set_sizes(USUAL)
                dropped.clear()
                data, cases, refused = golden(op, key, o.seed, o.scale, 4 * MOST_ELEMENTS, dropped)
        except Exception as e:  # noqa: BLE001 - all ops are tried, all failures are told
            print(f"{key}: {type(e).__name__}: {e}", file=sys.stderr)
            continue
        if dropped:
            summary[key] = dropped
        if data is None:
            print(f"{key}: no samples ({dropped})", file=sys.stderr)
            continue
        total_cases += cases
        total_errors += refused
        with open(os.path.join(o.out, key), "wb") as f:
            f.write(data)
    with open(os.path.join(o.out, "dropped.json"), "w") as f:
        json.dump(summary, f, indent=1)
    print(f"{total_cases} samples and {total_errors} refusals by torch {torch.__version__}, seed {o.seed}")


if __name__ == "__main__":
    main()
