"""Bilinear interpolation with and without antialiasing, printed to resize.json beside this file by PyTorch."""
import json
import os

import torch

torch.manual_seed(3)
cases = []
for size, target, antialias in [
    ((8, 6), (4, 3), True),
    ((8, 6), (5, 9), True),
    ((8, 6), (3, 4), False),
    ((5, 7), (11, 13), False),
    ((9, 9), (2, 2), True),
    ((3, 3), (3, 1), True),
    ((7, 5), (7, 10), False),
]:
    x = torch.rand(2, *size)
    options = {"mode": "bilinear", "antialias": antialias, "align_corners": False}
    y = torch.nn.functional.interpolate(x[None], size=target, **options)[0]
    bytes_in = (x * 255).round()
    bytes_out = torch.nn.functional.interpolate(bytes_in[None], size=target, **options)[0].round()
    cases.append(
        {
            "size": size,
            "target": target,
            "antialias": antialias,
            "x": x.flatten().tolist(),
            "y": y.flatten().tolist(),
            "bytesIn": bytes_in.flatten().tolist(),
            "bytesOut": bytes_out.flatten().tolist(),
        }
    )
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resize.json"), "w") as file:
    json.dump({"torch": torch.__version__, "cases": cases}, file)
    file.write("\n")
