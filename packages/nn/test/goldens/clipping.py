"""Writes clipping.json: gradients after clipping, and the norms before.

Run with PyTorch 2.15: python clipping.py
"""

import json
import pathlib

import torch

torch.manual_seed(0)
grads = [torch.randn(3, 2), torch.randn(4)]
cases = []
for max_norm, norm_type in [(1.0, 2.0), (100.0, 2.0), (0.5, 1.0), (0.5, float("inf")), (0.7, 3.0)]:
    parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in grads]
    for p, g in zip(parameters, grads):
        p.grad = g.clone()
    total = torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type)
    cases.append({"maxNorm": max_norm, "normType": str(norm_type), "total": total.item(),
                  "after": [p.grad.tolist() for p in parameters]})
pathlib.Path(__file__).with_name("clipping.json").write_text(
    json.dumps({"torch": torch.__version__, "grads": [g.tolist() for g in grads], "cases": cases}) + "\n"
)
