"""Writes in-place-views.json: gradients through in-place ops on views. Run with a Python that has torch.

The programs are the twins of those in ../in-place-views.test.ts.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(0)
X, W, C = (torch.rand(*s, generator=generator) + 0.5 for s in ((3, 4), (4,), (3, 4)))


def row(x, w):
    y = x * 2
    y[0].add_(w)
    return y


def column_of_transposed(x, w):
    y = x * 2
    y.t()[1].mul_(3).sub_(w[0])
    return y


def into_zeros(x, w):
    y = torch.zeros(3, 4)
    for i in range(3):
        y[i].copy_(x[i] ** 2 * w)
    return y


def older_view(x, w):
    y = x * 2
    v = y[1]
    y.mul_(3)
    return v * w


def sibling(x, w):
    y = x * 2
    u, v = y[:, 0], y[0]
    v.add_(w)
    return u.exp()


def views_of_views(x, w):
    y = x * 2
    y.view(12).narrow(0, 2, 6).view(2, 3)[1].add_(w[:3])
    y[2, 1:3].exp_()
    return y * w


def chain(x, w):
    y = x.clone()
    v = y[1]
    v.mul_(2)
    y.add_(1)
    y[:, 1].add_(w[1])
    v.tanh_()
    return y + v


def result_of_the_view(x, w):
    y = x * 2
    v = y.select(1, 2)
    v.add_(w[:3]).exp_()
    return v


def steps(x, w):
    y = x * 2
    y[::2, 1::2].add_(w[:2])
    return y


def filled(x, w):
    y = x * 2
    y[0].zero_()
    y[1].fill_(5)
    return y * y


def assigned(x, w):
    y = x * 2
    y[1][torch.tensor([0, 2])] = w[:2]
    return y * y


def base_without_gradient(x, w):
    y = torch.ones(3, 4)
    v = y[0]
    u = y[:, 0]
    v.mul_(w)
    return u * x[:, 0]


PROGRAMS = [row, column_of_transposed, into_zeros, older_view, sibling, views_of_views, chain, result_of_the_view, steps, filled, assigned, base_without_gradient]

cases = {}
for program in PROGRAMS:
    x, w = X.clone().requires_grad_(), W.clone().requires_grad_()
    out = program(x, w)
    c = C.flatten()[: out.numel()].view(out.shape)
    loss = (out * c).sum()
    first = torch.autograd.grad(loss, (x, w), create_graph=True, allow_unused=True)
    first = [torch.zeros_like(t) if g is None else g for g, t in zip(first, (x, w))]
    # The gradient of a function of the gradients.
    again = sum((g.sin() * g).sum() for g in first)
    second = (None, None) if not again.requires_grad else torch.autograd.grad(again, (x, w), allow_unused=True)
    cases[program.__name__] = {
        "out": out.tolist(),
        "first": [g.tolist() for g in first],
        "second": [None if g is None else g.tolist() for g in second],
    }
result = {"torch": torch.__version__, "x": X.tolist(), "w": W.tolist(), "c": C.tolist(), "cases": cases}
pathlib.Path(__file__).with_name("in-place-views.json").write_text(json.dumps(result))
