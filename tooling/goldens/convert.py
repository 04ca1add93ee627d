"""Python's calls → Cresset's: parameters without a default by position, in order; all others by camelCased name in one
trailing options object. Names and defaults come from PyTorch's own signatures."""
import inspect
import re

import torch
import torch.nn.functional as F

import special

PARTS = {"linalg": "linalg_", "fft": "fft_", "special": "special_"}
# Where a tensor lies is no argument of ours, and samples are all made for the default.
DROPPED = {"device", "layout", "pin_memory", "requires_grad", "memory_format", "out", "generator", "non_blocking",
           "sparse"}


class Unspeakable(Exception):
    """A sample that has no counterpart: the reason."""


def camel(name):
    return re.sub(r"([a-zA-Z0-9])_([a-z0-9])", lambda m: m.group(1) + m.group(2).upper(), name)


def python_signature(name):
    """Of functions written in Python; None for builtins."""
    if name in special.SIGNATURES:
        return inspect.signature(eval(f"lambda {special.SIGNATURES[name]}: None"))  # noqa: S307 - our own table
    *parts, last = name.split(".")
    home = torch
    for part in parts:
        home = getattr(home, part)
    candidates = []
    if home is F:
        # Those that may return indices too are wrapped; the signature is that of the function inside.
        candidates = [getattr(F, "_" + last, None), getattr(F, last, None)]
    elif home is torch:
        candidates = [getattr(torch.functional, f"_{last}_impl", None), getattr(torch, last, None)]
    else:
        candidates = [getattr(home, last, None)]
    for f in candidates:
        if inspect.isfunction(f):
            signature = inspect.signature(f)
            if [p.kind for p in signature.parameters.values()][:2] != [inspect.Parameter.VAR_POSITIONAL,
                                                                       inspect.Parameter.VAR_KEYWORD]:
                return signature
    return None


def schemas(name):
    *parts, last = name.split(".")
    prefix = PARTS.get(parts[0], "") if parts else ""
    found = torch._C._jit_get_schemas_for_operator(f"aten::{prefix}{last}")
    # TorchScript has overloads for numbers and lists of its own, which give no tensor.
    mixed = [s for s in found if not any(a.is_out for a in s.arguments) and "Dimname" not in str(s)]
    return [s for s in mixed if any("Tensor" in str(a.type) for a in [*s.returns, *s.arguments])]


def fits(value, type_name):
    """Whether a value can stand for a parameter of a schema's type."""
    optional = type_name.startswith("Optional[")
    if value is None:
        return optional
    base = type_name[9:-1] if optional else type_name
    if isinstance(value, torch.Tensor):
        return base == "Tensor" or base in ("number", "Scalar") and value.ndim == 0
    if isinstance(value, bool):
        return base in ("bool", "number", "Scalar")
    if isinstance(value, int):
        return base in ("int", "SymInt", "float", "number", "Scalar") or base.startswith("List[int") or base == "List[float]"
    if isinstance(value, float):
        return base in ("float", "number", "Scalar")
    if isinstance(value, complex):
        return base in ("number", "Scalar")
    if isinstance(value, str):
        return base == "str"
    if isinstance(value, (torch.dtype, torch.device, torch.layout, torch.memory_format)):
        return base == "int" or base in ("ScalarType", "Device", "Layout", "MemoryFormat")
    if isinstance(value, (list, tuple)):
        if not base.startswith("List["):
            return False
        inner = base[5:-1]
        return all(fits(v, inner) for v in value)
    return False


def absent(param, value):
    """Whether a value says the same as leaving the parameter out: None, and `stride=()` of the pools."""
    return value is None or isinstance(value, (list, tuple)) and len(value) == 0 and param.default_value == []


def bind_schema(schema, args, kwargs):
    """(parameter, value) pairs, or None when the call isn't of this overload."""
    params = list(schema.arguments)
    kwargs = dict(kwargs)
    if "input" in kwargs:
        kwargs["self"] = kwargs.pop("input")
    positional = [p for p in params if not p.kwarg_only]
    if len(args) > len(positional):
        # Sizes may be spread: x.expand(2, 3).
        n = len(positional) - 1
        if n < 0 or not str(positional[n].type).startswith("List[int"):
            return None
        args = [*args[:n], list(args[n:])]
    bound = list(zip(positional, args))
    taken = {p.name for p, _ in bound}
    by_name = {p.name: p for p in params}
    for k, v in kwargs.items():
        if k not in by_name or k in taken:
            return None
        bound.append((by_name[k], v))
        taken.add(k)
    if any(p.name not in taken and not p.has_default_value() for p in params):
        return None
    if not all(fits(v, str(p.type)) for p, v in bound):
        return None
    order = {p.name: i for i, p in enumerate(params)}
    return sorted(bound, key=lambda b: order[b[0].name])


def js_call(name, args, kwargs):
    """(positional values, options) of a call of the op `name`."""
    kwargs = {k: v for k, v in kwargs.items() if k not in DROPPED}
    if name == "__getitem__":
        items = args[1] if isinstance(args[1], tuple) else (args[1],)
        return [args[0], *items], {}
    signature = python_signature(name)
    if signature is not None:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as e:
            raise Unspeakable(f"signature: {e}") from e
        positional, options = [], {}
        if name in special.ORDER:
            values = [bound.arguments[n] if n[0] != "*" else bound.arguments[n[1:]] for n in special.ORDER[name]]
            return ([x for n, v in zip(special.ORDER[name], values) for x in (v if n[0] == "*" else [v])],
                    {camel(k): v for k, v in bound.arguments.get("kwargs", {}).items() if v is not None})
        for p in signature.parameters.values():
            if p.name not in bound.arguments or p.name in DROPPED:
                continue
            v = bound.arguments[p.name]
            if p.kind is inspect.Parameter.VAR_POSITIONAL:
                # `f(*tensors)` may be called with one list.
                positional.extend(v[0] if len(v) == 1 and isinstance(v[0], (list, tuple)) else v)
            elif p.kind is inspect.Parameter.VAR_KEYWORD:
                options.update(v)
            elif p.default is inspect.Parameter.empty and p.kind is not inspect.Parameter.KEYWORD_ONLY:
                positional.append(v)
            elif v is not None:
                options[p.name] = v
        return positional, {camel(k): v for k, v in options.items()}
    overloads = schemas(name)
    if not overloads:
        raise Unspeakable("no signature")
    # Overloads that take tensors come before those of TorchScript's own lists.
    for schema in sorted(overloads, key=lambda s: sum(str(a.type).startswith("List[t]") for a in s.arguments)):
        bound = bind_schema(schema, args, kwargs)
        if bound is None:
            continue
        if f"{schema.name}.{schema.overload_name}" in special.SKIPPED_OVERLOADS:
            raise Unspeakable(f"overload {schema.overload_name}")
        if bound and str(bound[0][0].type) == "Tensor" and not isinstance(bound[0][1], torch.Tensor):
            raise Unspeakable("a number for the tensor")
        positional = [v for p, v in bound if not p.has_default_value() and not p.kwarg_only]
        named = [special.REWRITTEN.get(p.name, lambda v, n=p.name: (n, v))(v) for p, v in bound
                 if (p.has_default_value() or p.kwarg_only) and p.name not in DROPPED and not absent(p, v)]
        options = {camel(k): v for k, v in named}
        if any(p.name in special.REWRITTEN and not p.has_default_value() for p, _ in bound):
            positional = [v for p, v in bound if not p.has_default_value() and p.name not in special.REWRITTEN and not p.kwarg_only]
            options.update({camel(k): v for k, v in (special.REWRITTEN[p.name](v) for p, v in bound if p.name in special.REWRITTEN)})
        return positional, options
    raise Unspeakable(f"no overload for {[type(a).__name__ for a in args]} {sorted(kwargs)}")
