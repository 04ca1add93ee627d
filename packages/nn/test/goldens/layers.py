"""Writes layers.json: for each layer its state, output, and all gradients of sum(output · weights).

Arguments are written as the TypeScript side takes them. Run with PyTorch 2.15 (CPU): python layers.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)


def rand(*shape):
    return torch.randn(shape)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def options(o):
    other = {"randomSamples": "_random_samples"}
    return {other.get(k, snake(k)): tuple(v) if isinstance(v, list) else v for k, v in o.items()}


def tup(v):
    return tuple(v) if isinstance(v, list) else v


def numbers(t):
    # Nine digits say exactly which float32 it is.
    values = [float(f"{v:.9g}") if isinstance(v, float) else v for v in t.detach().flatten().tolist()]
    return {"shape": list(t.shape), "values": values, "dtype": str(t.dtype)[6:]}


# class, positional arguments, options, inputs, training steps before the recorded one (batch norm), evaluation mode
CASES = [
    ("Linear", [4, 3], {}, [rand(5, 4)]),
    ("Linear", [4, 3], {"bias": False}, [rand(2, 5, 4)]),
    ("Linear", [4, 3], {}, [rand(4)]),
    ("Bilinear", [3, 4, 2], {}, [rand(5, 3), rand(5, 4)]),
    ("Bilinear", [3, 4, 2], {"bias": False}, [rand(2, 5, 3), rand(2, 5, 4)]),
    ("Conv1d", [2, 3, 3], {"stride": 2, "padding": 1}, [rand(2, 2, 9)]),
    ("Conv1d", [2, 4, 3], {"groups": 2, "dilation": 2, "bias": False}, [rand(2, 9)]),
    ("Conv2d", [2, 3, 3], {}, [rand(2, 2, 6, 5)]),
    ("Conv2d", [4, 6, [3, 2]], {"stride": [2, 1], "padding": [1, 2], "groups": 2}, [rand(2, 4, 7, 6)]),
    ("Conv2d", [2, 2, [3, 4]], {"padding": "same", "dilation": [1, 2]}, [rand(1, 2, 7, 8)]),
    ("Conv2d", [2, 2, 3], {"padding": 1, "paddingMode": "reflect"}, [rand(1, 2, 5, 6)]),
    ("Conv2d", [2, 2, 3], {"padding": [1, 2], "paddingMode": "circular"}, [rand(1, 2, 5, 6)]),
    ("Conv2d", [2, 2, [2, 3]], {"padding": "same", "paddingMode": "replicate"}, [rand(1, 2, 5, 6)]),
    ("MaxPool1d", [3], {"stride": 2, "padding": 1}, [rand(2, 3, 9)]),
    ("MaxPool2d", [2], {}, [rand(2, 3, 6, 7)]),
    ("MaxPool2d", [[3, 2]], {"stride": [2, 1], "padding": 1, "ceilMode": True, "dilation": 1}, [rand(2, 3, 7, 6)]),
    ("AvgPool1d", [3], {"stride": 2, "padding": 1}, [rand(2, 3, 9)]),
    ("AvgPool2d", [2], {"stride": 1}, [rand(2, 3, 5, 4)]),
    ("AvgPool2d", [3], {"padding": 1, "countIncludePad": False, "ceilMode": True}, [rand(2, 3, 7, 8)]),
    ("AvgPool2d", [2], {"divisorOverride": 3}, [rand(1, 1, 4, 4)]),
    ("AdaptiveAvgPool1d", [4], {}, [rand(2, 3, 10)]),
    ("AdaptiveAvgPool2d", [[3, None]], {}, [rand(2, 3, 7, 5)]),
    ("AdaptiveAvgPool2d", [1], {}, [rand(2, 3, 7, 5)]),
    ("AdaptiveMaxPool2d", [[2, 3]], {}, [rand(2, 3, 7, 8)]),
    ("BatchNorm1d", [3], {}, [rand(4, 3)]),
    ("BatchNorm1d", [3], {"eps": 1e-3, "momentum": 0.3}, [rand(4, 3, 5)]),
    ("BatchNorm2d", [3], {}, [rand(2, 3, 4, 5)]),
    ("BatchNorm2d", [3], {"momentum": None}, [rand(2, 3, 4, 5)]),
    ("BatchNorm2d", [3], {"affine": False}, [rand(2, 3, 4, 5)]),
    ("BatchNorm2d", [3], {"trackRunningStats": False, "bias": False}, [rand(2, 3, 4, 5)]),
    ("LayerNorm", [[4, 5]], {}, [rand(3, 4, 5)]),
    ("LayerNorm", [5], {"bias": False, "eps": 1e-3}, [rand(3, 5)]),
    ("LayerNorm", [5], {"elementwiseAffine": False}, [rand(3, 5)]),
    ("GroupNorm", [2, 4], {}, [rand(3, 4, 5)]),
    ("GroupNorm", [4, 4], {"affine": False}, [rand(3, 4, 2, 2)]),
    ("RMSNorm", [5], {}, [rand(3, 5)]),
    ("RMSNorm", [[2, 3]], {"eps": 1e-3, "elementwiseAffine": False}, [rand(4, 2, 3)]),
    ("Embedding", [6, 3], {"paddingIdx": 2}, [torch.tensor([[0, 2, 5], [5, 1, 2]])]),
    ("Embedding", [6, 3], {}, [torch.tensor([4, 4, 0])]),
    ("Flatten", [], {}, [rand(2, 3, 4)]),
    ("Flatten", [], {"startDim": 0, "endDim": 1}, [rand(2, 3, 4)]),
    ("Unflatten", [1, [2, 3]], {}, [rand(4, 6)]),
    ("Dropout", [0.5], {}, [rand(3, 4)], "eval"),
    ("Dropout", [0.0], {}, [rand(3, 4)]),
    ("Dropout2d", [1.0], {}, [rand(2, 3, 4, 4)]),
    ("Identity", [], {}, [rand(3)]),
] + [
    (name, args, o, [rand(3, 4) * 2])
    for name, args, o in [
        ("ReLU", [], {}), ("ReLU6", [], {}), ("LeakyReLU", [0.2], {}), ("ELU", [1.5], {}), ("CELU", [0.7], {}),
        ("SELU", [], {}), ("GELU", [], {}), ("GELU", [], {"approximate": "tanh"}), ("SiLU", [], {}), ("Mish", [], {}),
        ("GLU", [], {}), ("GLU", [], {"dim": -1}), ("Hardtanh", [], {"minVal": -0.5, "maxVal": 0.7}),
        ("Hardsigmoid", [], {}), ("Hardswish", [], {}), ("Hardshrink", [0.4], {}), ("Softshrink", [0.4], {}),
        ("Softplus", [], {"beta": 2.0, "threshold": 3.0}), ("Softsign", [], {}), ("Tanhshrink", [], {}),
        ("Tanh", [], {}), ("Sigmoid", [], {}), ("LogSigmoid", [], {}), ("Threshold", [0.1, 20.0], {}),
        ("PReLU", [], {"numParameters": 4, "init": 0.3}), ("PReLU", [], {}),
        ("Softmax", [1], {}), ("Softmin", [0], {}), ("LogSoftmax", [-1], {}),
    ]
] + [("Softmax2d", [], {}, [rand(2, 3, 2, 2)])
] + [
    ("AdaptiveAvgPool3d", [[1, None, 2]], {}, [rand(1, 2, 3, 2, 4)]),
    ("AdaptiveMaxPool1d", [3], {}, [rand(2, 3, 7)]),
    ("AdaptiveMaxPool3d", [2], {}, [rand(1, 2, 3, 4, 5)]),
    ("AvgPool3d", [2], {"stride": 1}, [rand(1, 2, 3, 3, 4)]),
    ("MaxPool3d", [2], {"padding": 1}, [rand(1, 2, 3, 4, 3)]),
    ("LPPool1d", [2, 3], {}, [rand(2, 3, 7).abs() + 0.1]),
    ("LPPool2d", [3, [2, 3]], {"stride": 1}, [rand(1, 2, 4, 5).abs() + 0.1]),
    ("LPPool3d", [2, 2], {"ceilMode": True}, [rand(1, 2, 3, 4, 3).abs() + 0.1]),
    ("MaxUnpool1d", [2], {}, list(F.max_pool1d(rand(2, 3, 6), 2, return_indices=True))),
    ("MaxUnpool2d", [2], {"stride": [2, 2]}, list(F.max_pool2d(rand(1, 2, 4, 6), 2, return_indices=True))),
    ("MaxUnpool3d", [2], {}, list(F.max_pool3d(rand(1, 2, 2, 4, 4), 2, return_indices=True))),
    ("ConstantPad1d", [[1, 2], 0.5], {}, [rand(2, 3, 4)]),
    ("ConstantPad2d", [1, -1.5], {}, [rand(2, 3, 4, 2)]),
    ("ConstantPad3d", [[0, 1, 1, 0, -1, 2], 2.0], {}, [rand(1, 2, 3, 4, 2)]),
    ("ZeroPad1d", [2], {}, [rand(2, 3)]),
    ("ZeroPad2d", [[1, 0, 2, 1]], {}, [rand(2, 3, 4, 2)]),
    ("ZeroPad3d", [1], {}, [rand(1, 2, 3, 2, 2)]),
    ("ReflectionPad1d", [2], {}, [rand(2, 3, 4)]),
    ("ReflectionPad2d", [[1, 2, 0, 1]], {}, [rand(1, 2, 3, 4)]),
    ("ReflectionPad3d", [1], {}, [rand(1, 2, 3, 2, 4)]),
    ("ReplicationPad1d", [3], {}, [rand(2, 3, 4)]),
    ("ReplicationPad2d", [[1, 2, 0, 1]], {}, [rand(1, 2, 3, 4)]),
    ("ReplicationPad3d", [1], {}, [rand(1, 2, 3, 2, 4)]),
    ("CircularPad1d", [[3, 1]], {}, [rand(2, 3, 4)]),
    ("CircularPad2d", [1], {}, [rand(1, 2, 3, 4)]),
    ("CircularPad3d", [1], {}, [rand(1, 2, 3, 2, 4)]),
    ("Conv3d", [2, 3, 2], {"stride": [1, 2, 1], "padding": 1}, [rand(1, 2, 2, 3, 3)]),
    ("ConvTranspose1d", [2, 3, 3], {"stride": 2, "padding": 1, "outputPadding": 1}, [rand(2, 2, 4)]),
    ("ConvTranspose2d", [4, 2, 3], {"groups": 2, "dilation": 2, "bias": False}, [rand(1, 4, 3, 2)]),
    ("ConvTranspose3d", [1, 2, 2], {"stride": 2}, [rand(1, 2, 2, 3)]),
    ("BatchNorm3d", [2], {}, [rand(2, 2, 2, 3, 2)]),
    ("InstanceNorm1d", [3], {}, [rand(2, 3, 5)]),
    ("InstanceNorm2d", [3], {"affine": True, "trackRunningStats": True, "momentum": 0.3}, [rand(2, 3, 4, 2)]),
    ("InstanceNorm2d", [3], {"trackRunningStats": True}, [rand(2, 3, 4, 2)], "eval"),
    ("InstanceNorm3d", [2], {"eps": 1e-3}, [rand(2, 2, 3, 2)]),
    ("LocalResponseNorm", [3], {"alpha": 0.5}, [rand(2, 5, 3)]),
    ("PixelShuffle", [2], {}, [rand(1, 8, 2, 3)]),
    ("PixelUnshuffle", [2], {}, [rand(1, 2, 4, 2)]),
    ("ChannelShuffle", [2], {}, [rand(1, 6, 2)]),
    ("Unfold", [[2, 3]], {"padding": 1, "stride": 2}, [rand(1, 2, 4, 5)]),
    ("Fold", [[4, 5], 2], {}, [rand(1, 8, 12)]),
    ("Upsample", [], {"scaleFactor": 2}, [rand(1, 2, 3)]),
    ("Upsample", [], {"size": [5, 2], "mode": "bilinear", "alignCorners": True}, [rand(1, 2, 3, 4)]),
    ("UpsamplingNearest2d", [], {"scaleFactor": 2}, [rand(1, 2, 2, 3)]),
    ("UpsamplingBilinear2d", [], {"size": [5, 4]}, [rand(1, 2, 2, 3)]),
    ("CosineSimilarity", [], {"dim": -1}, [rand(2, 3, 4), rand(2, 3, 4)]),
    ("PairwiseDistance", [], {"p": 3, "keepdim": True}, [rand(2, 4), rand(2, 4)]),
    ("EmbeddingBag", [6, 3], {"paddingIdx": 2}, [torch.tensor([[0, 2, 5], [5, 1, 2]])]),
    ("EmbeddingBag", [6, 3], {"mode": "max"}, [torch.tensor([0, 2, 5, 5, 1, 2]), torch.tensor([0, 2, 2])]),
    ("EmbeddingBag", [6, 3], {"mode": "sum", "includeLastOffset": True, "scaleGradByFreq": True}, [torch.tensor([0, 2, 5, 5, 1, 2]), torch.tensor([0, 2, 6])]),
    ("Embedding", [6, 3], {"maxNorm": 1.0, "scaleGradByFreq": True}, [torch.tensor([0, 2, 5, 5, 1, 2])]),
    ("AlphaDropout", [0.4], {}, [rand(3, 4)], "eval"),
    ("FeatureAlphaDropout", [0.0], {}, [rand(2, 3, 4)]),
    ("Dropout3d", [1.0], {}, [rand(1, 2, 3, 2, 2)]),
    ("RReLU", [], {"lower": 0.2, "upper": 0.4}, [rand(3, 4)], "eval"),
    ("RReLU", [], {"lower": 0.25, "upper": 0.25}, [rand(3, 4)]),
    ("FractionalMaxPool2d", [2], {"outputSize": [3, 2], "randomSamples": torch.rand(1, 2, 2)}, [rand(1, 2, 6, 5)]),
    ("FractionalMaxPool3d", [2], {"outputRatio": 0.5, "randomSamples": torch.rand(1, 2, 3)}, [rand(1, 2, 5, 4, 6)]),
]

target = rand(4, 3)
probabilities = torch.rand(4, 3)
classes = torch.tensor([0, 2, 1, 2])
LOSSES = [
    ("MSELoss", {}, [rand(4, 3), target]),
    ("MSELoss", {"reduction": "sum"}, [rand(4, 3), target]),
    ("L1Loss", {"reduction": "none"}, [rand(4, 3), target]),
    ("SmoothL1Loss", {"beta": 0.5}, [rand(4, 3), target]),
    ("HuberLoss", {"delta": 0.5}, [rand(4, 3), target]),
    ("CrossEntropyLoss", {}, [rand(4, 3), classes]),
    ("CrossEntropyLoss", {"weight": torch.tensor([1.0, 2.0, 0.5]), "labelSmoothing": 0.1}, [rand(4, 3), classes]),
    ("CrossEntropyLoss", {"ignoreIndex": 2, "reduction": "sum"}, [rand(4, 3), classes]),
    ("CrossEntropyLoss", {}, [rand(2, 3, 2), torch.tensor([[0, 1], [2, 0]])]),
    ("NLLLoss", {"weight": torch.tensor([1.0, 2.0, 0.5])}, [rand(4, 3).log_softmax(1), classes]),
    ("BCELoss", {}, [torch.rand(4, 3) * 0.9 + 0.05, probabilities]),
    ("BCELoss", {"weight": torch.tensor([1.0, 2.0, 0.5]), "reduction": "sum"}, [torch.rand(4, 3) * 0.9 + 0.05, probabilities]),
    ("BCEWithLogitsLoss", {}, [rand(4, 3), probabilities]),
    ("BCEWithLogitsLoss", {"posWeight": torch.tensor([1.0, 2.0, 0.5])}, [rand(4, 3), probabilities]),
    ("KLDivLoss", {"reduction": "batchmean"}, [rand(4, 3).log_softmax(1), rand(4, 3).softmax(1)]),
    ("KLDivLoss", {"logTarget": True, "reduction": "sum"}, [rand(4, 3).log_softmax(1), rand(4, 3).log_softmax(1)]),
    ("SoftMarginLoss", {}, [rand(4, 3), torch.sign(rand(4, 3))]),
    ("HingeEmbeddingLoss", {"margin": 0.5}, [rand(4, 3), torch.sign(rand(4, 3))]),
    ("MarginRankingLoss", {"margin": 0.5}, [rand(4), rand(4), torch.sign(rand(4))]),
    ("CosineEmbeddingLoss", {"margin": 0.2, "reduction": "none"}, [rand(4, 3), rand(4, 3), torch.sign(rand(4))]),
    ("TripletMarginLoss", {"swap": True}, [rand(4, 3), rand(4, 3), rand(4, 3)]),
    ("TripletMarginWithDistanceLoss", {"margin": 2.0}, [rand(4, 3), rand(4, 3), rand(4, 3)]),
    ("PoissonNLLLoss", {"full": True}, [rand(4, 3), torch.rand(4, 3) * 4]),
    ("GaussianNLLLoss", {"full": True}, [rand(4, 3), rand(4, 3), torch.rand(4, 1) + 0.1]),
    ("MultiMarginLoss", {"p": 2, "weight": torch.tensor([1.0, 2.0, 0.5])}, [rand(4, 3), classes]),
    ("MultiLabelMarginLoss", {}, [rand(2, 3), torch.tensor([[2, 0, -1], [-1, 1, 0]])]),
    ("MultiLabelSoftMarginLoss", {"weight": torch.tensor([1.0, 2.0, 0.5])}, [rand(4, 3), probabilities]),
]


def record(name, args, o, inputs, mode="train", floats=None):
    m = getattr(nn, name)(*[tup(a) for a in args], **options(o))
    if mode == "eval":
        m.eval()
    with torch.no_grad():
        for p in m.parameters():
            if isinstance(m, (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)):
                p.add_(rand(*p.shape) * 0.3)
    state = {k: numbers(v.clone()) for k, v in m.state_dict().items()}
    leaves = [x.clone().requires_grad_() if x.is_floating_point() and (floats is None or i < floats) else x
              for i, x in enumerate(inputs)]
    # Two passes: running statistics of the first must count in the second.
    m(*[x.detach() for x in leaves])
    out = m(*leaves)
    weights = rand(*out.shape)
    if out.requires_grad:
        (out * weights).sum().backward()
    result = {
        "layer": name, "args": args, "mode": mode,
        "options": {k: {"tensor": numbers(v)} if isinstance(v, torch.Tensor) else v for k, v in o.items()},
        "state": state, "inputs": [numbers(x) for x in inputs], "output": numbers(out), "weights": numbers(weights),
        "input gradients": [None if not x.is_floating_point() or x.grad is None else numbers(x.grad) for x in leaves],
        "gradients": {k: numbers(p.grad) for k, p in m.named_parameters() if p.grad is not None},
        "state after": {k: numbers(v) for k, v in m.named_buffers() if name != "CrossEntropyLoss"},
    }
    if isinstance(m, nn.modules.batchnorm._BatchNorm):
        m.eval()
        result["evaluated"] = numbers(m(*inputs))
    return result


# PyTorch's gradient of the CTC loss is that behind a log-softmax; the layer's own is tested with the op.
ctc = ("CTCLoss", {"zeroInfinity": True}, [rand(6, 2, 4).log_softmax(2), torch.tensor([[1, 2, 2], [3, 1, 0]]), torch.tensor([6, 5]), torch.tensor([3, 2])])
cases = [record(*c) for c in CASES] + [record(n, [], o, i, floats=1) for n, o, i in LOSSES] + [
    record(ctc[0], [], *ctc[1:], floats=0)]
pathlib.Path(__file__).with_name("layers.json").write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
