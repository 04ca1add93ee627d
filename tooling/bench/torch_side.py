"""PyTorch's half of `npm run bench`: runs the cases that the Node side names, one JSON line in, one out.

The programs are the twins of those in cresset-side.mjs, built from the same table.
"""

import json
import re
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def add(case):
    x, y = torch.randn(case["shape"]), torch.randn(case["shape"])
    return lambda: x + y


def add_backward(case):
    x, y = torch.randn(case["shape"], requires_grad=True), torch.randn(case["shape"], requires_grad=True)
    g = torch.ones(case["shape"])

    def step():
        x.grad = y.grad = None
        (x + y).backward(g)

    return step


def matmul(case):
    x, y = torch.randn(case["n"], case["n"]), torch.randn(case["n"], case["n"])
    return lambda: x @ y


def conv_layer(sizes):
    channels_in, channels_out, kernel, padding = sizes
    return nn.Conv2d(channels_in, channels_out, kernel, padding=padding)


def without_grad(f):
    def step():
        with torch.no_grad():
            f()

    return step


def conv2d(case):
    x, layer = torch.randn(case["input"]), conv_layer(case["conv"])
    return without_grad(lambda: layer(x))


def conv2d_backward(case):
    x, layer = torch.randn(case["input"], requires_grad=True), conv_layer(case["conv"])
    g = torch.ones_like(layer(x))

    def step():
        x.grad = layer.weight.grad = layer.bias.grad = None
        layer(x).backward(g)

    return step


def mul_add(case):
    x, y, z = (torch.randn(case["shape"]) for _ in range(3))
    return lambda: x * y + z


def gelu(case):
    x = torch.randn(case["shape"])
    return lambda: F.gelu(x)


def sum_(case):
    x = torch.randn(case["shape"])
    return lambda: x.sum()


def mean(case):
    x = torch.randn(case["shape"])
    return lambda: x.mean(case["dim"])


def softmax(case):
    x = torch.randn(case["shape"])
    return lambda: x.softmax(1)


def layer_norm(case):
    x, layer = torch.randn(case["shape"]), nn.LayerNorm(case["shape"][1])
    return without_grad(lambda: layer(x))


LAYERS = {
    "linear": nn.Linear,
    "relu": nn.ReLU,
    "conv2d": lambda *sizes: conv_layer(sizes),
    "maxPool2d": nn.MaxPool2d,
    "flatten": nn.Flatten,
}


def training_step(case):
    net = nn.Sequential(*(LAYERS[kind](*sizes) for kind, *sizes in case["layers"]))
    name, lr = case["optimizer"]
    optimizer = getattr(torch.optim, name)(net.parameters(), lr=lr)
    x = torch.randn(case["input"])
    target = torch.arange(case["input"][0]) % case["classes"]

    def step():
        optimizer.zero_grad()
        F.cross_entropy(net(x), target).backward()
        optimizer.step()

    return step


def module(case):
    name, *sizes = case["module"]
    layer = getattr(nn, name)(*sizes)
    x = torch.randn(case["input"], requires_grad=True)
    first = lambda result: result[0] if isinstance(result, tuple) else result
    g = torch.ones_like(first(layer(x)))

    def step():
        x.grad = None
        layer.zero_grad()
        first(layer(x)).backward(g)

    return step


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def call_of(case):
    f = torch
    for name in case["op"].split("."):
        f = getattr(f, snake(name))
    args, options = case["args"], {snake(k): v for k, v in (case["options"] or {}).items()}
    operands = [torch.randn(shape) for shape in case["inputs"]]
    # An equation comes before its operands.
    if args and isinstance(args[0], str):
        return operands, lambda: f(args[0], *operands)
    return operands, lambda: f(*operands, *args, **options)


def call(case):
    _, run = call_of(case)
    return without_grad(run)


def call_backward(case):
    operands, run = call_of(case)
    for t in operands:
        t.requires_grad_()
    g = torch.ones_like(run())

    def step():
        for t in operands:
            t.grad = None
        run().backward(g)

    return step


PROGRAMS = {
    "module": module,
    "call": call,
    "callBackward": call_backward,
    "add": add,
    "addBackward": add_backward,
    "matmul": matmul,
    "conv2d": conv2d,
    "conv2dBackward": conv2d_backward,
    "mulAdd": mul_add,
    "gelu": gelu,
    "sum": sum_,
    "mean": mean,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "trainingStep": training_step,
}


def measure(step, iterations):
    begin = time.perf_counter()
    for _ in range(iterations):
        step()
    return time.perf_counter() - begin


def main():
    step = None
    reply = lambda message: print(json.dumps(message), flush=True)
    reply({"version": torch.__version__})
    for line in sys.stdin:
        request = json.loads(line)
        if "case" in request:
            torch.set_num_threads(request["threads"])
            torch.manual_seed(0)
            step = PROGRAMS[request["case"]["program"]](request["case"])
            reply({})
        else:
            reply({"seconds": measure(step, request["iterations"])})


if __name__ == "__main__":
    main()
