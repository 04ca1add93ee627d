"""Writes printing.json: what PyTorch prints for modules; the test builds the same ones under the same names.

Run with PyTorch 2.15: python printing.py
"""

import json
import pathlib

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.max_pool = nn.MaxPool2d(2)
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)] + [nn.ReLU()])
        self.parts = nn.ModuleDict({"linearOne": nn.Linear(2, 3), "act": nn.Tanh()})
        self.extra = nn.ParameterList([torch.zeros(2, 3), torch.zeros(1)])
        self.table = nn.ParameterDict({"left": nn.Parameter(torch.zeros(4)), "right": nn.Parameter(torch.zeros(2, 2))})
        self.net = nn.Sequential(nn.Linear(1, 2), nn.Sequential(nn.ReLU(inplace=True), nn.Dropout(0.25)))


modules = {
    "LeNet": LeNet(),
    "Block": Block(),
    "Identity": nn.Identity(54),
    "Linear": nn.Linear(20, 30, bias=False),
    "Bilinear": nn.Bilinear(2, 3, 4),
    "Conv1d": nn.Conv1d(16, 33, 3, stride=2, padding=1, bias=False),
    "Conv2d": nn.Conv2d(16, 32, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1), groups=2),
    "Conv2d same": nn.Conv2d(1, 1, 3, padding="same", padding_mode="reflect"),
    "MaxPool1d": nn.MaxPool1d(3, stride=2),
    "MaxPool2d": nn.MaxPool2d((3, 2), stride=(2, 1), padding=1, ceil_mode=True),
    "AvgPool1d": nn.AvgPool1d(3, stride=2),
    "AvgPool2d": nn.AvgPool2d((3, 2), stride=(2, 1)),
    "AdaptiveAvgPool1d": nn.AdaptiveAvgPool1d(5),
    "AdaptiveAvgPool2d": nn.AdaptiveAvgPool2d((None, 7)),
    "AdaptiveMaxPool2d": nn.AdaptiveMaxPool2d(7),
    "BatchNorm1d": nn.BatchNorm1d(100),
    "BatchNorm2d": nn.BatchNorm2d(10, eps=0.001, momentum=None, affine=False, track_running_stats=False),
    "LayerNorm": nn.LayerNorm([20, 5, 10]),
    "LayerNorm plain": nn.LayerNorm(10, eps=1e-12, elementwise_affine=False),
    "GroupNorm": nn.GroupNorm(3, 6),
    "RMSNorm": nn.RMSNorm([2, 3]),
    "Dropout": nn.Dropout(p=0.2),
    "Dropout1d": nn.Dropout1d(),
    "Dropout2d": nn.Dropout2d(0.1, inplace=True),
    "Embedding": nn.Embedding(10, 3, padding_idx=-1),
    "Flatten": nn.Flatten(),
    "Unflatten": nn.Unflatten(1, (2, 5, 5)),
    "ReLU": nn.ReLU(),
    "ReLU inplace": nn.ReLU(inplace=True),
    "ReLU6": nn.ReLU6(),
    "LeakyReLU": nn.LeakyReLU(0.1),
    "ELU": nn.ELU(),
    "CELU": nn.CELU(0.5, inplace=True),
    "SELU": nn.SELU(),
    "GELU": nn.GELU(approximate="tanh"),
    "SiLU": nn.SiLU(),
    "Mish": nn.Mish(),
    "GLU": nn.GLU(),
    "Hardtanh": nn.Hardtanh(-2.5, 2.5),
    "Hardsigmoid": nn.Hardsigmoid(),
    "Hardswish": nn.Hardswish(),
    "Hardshrink": nn.Hardshrink(),
    "Softshrink": nn.Softshrink(0.3),
    "Softplus": nn.Softplus(),
    "Softsign": nn.Softsign(),
    "Tanhshrink": nn.Tanhshrink(),
    "Tanh": nn.Tanh(),
    "Sigmoid": nn.Sigmoid(),
    "LogSigmoid": nn.LogSigmoid(),
    "Threshold": nn.Threshold(0.1, 20),
    "PReLU": nn.PReLU(num_parameters=3),
    "Softmax": nn.Softmax(dim=1),
    "Softmin": nn.Softmin(dim=1),
    "Softmax2d": nn.Softmax2d(),
    "LogSoftmax": nn.LogSoftmax(dim=-1),
    "MSELoss": nn.MSELoss(),
    "L1Loss": nn.L1Loss(),
    "SmoothL1Loss": nn.SmoothL1Loss(),
    "HuberLoss": nn.HuberLoss(),
    "CrossEntropyLoss": nn.CrossEntropyLoss(),
    "NLLLoss": nn.NLLLoss(),
    "BCELoss": nn.BCELoss(),
    "BCEWithLogitsLoss": nn.BCEWithLogitsLoss(),
    "KLDivLoss": nn.KLDivLoss(),
    "AdaptiveAvgPool3d": nn.AdaptiveAvgPool3d((1, None, 2)),
    "AdaptiveMaxPool1d": nn.AdaptiveMaxPool1d(3),
    "AdaptiveMaxPool3d": nn.AdaptiveMaxPool3d(2),
    "AvgPool3d": nn.AvgPool3d(2),
    "MaxPool3d": nn.MaxPool3d(2, return_indices=True),
    "BatchNorm3d": nn.BatchNorm3d(2),
    "InstanceNorm1d": nn.InstanceNorm1d(3),
    "InstanceNorm2d": nn.InstanceNorm2d(3, affine=True),
    "InstanceNorm3d": nn.InstanceNorm3d(3, track_running_stats=True),
    "ConstantPad1d": nn.ConstantPad1d(2, 3.5),
    "ConstantPad2d": nn.ConstantPad2d((1, 2, 3, 4), 0),
    "ZeroPad2d": nn.ZeroPad2d(2),
    "ReflectionPad1d": nn.ReflectionPad1d(2),
    "ReplicationPad3d": nn.ReplicationPad3d(1),
    "CircularPad2d": nn.CircularPad2d((1, 2, 3, 4)),
    "Conv3d": nn.Conv3d(1, 2, 3),
    "ConvTranspose1d": nn.ConvTranspose1d(2, 3, 3, stride=2, padding=1, output_padding=1),
    "ConvTranspose2d": nn.ConvTranspose2d(2, 4, 3, groups=2, dilation=2),
    "ConvTranspose3d": nn.ConvTranspose3d(1, 1, 2, bias=False),
    "CosineSimilarity": nn.CosineSimilarity(),
    "PairwiseDistance": nn.PairwiseDistance(),
    "EmbeddingBag": nn.EmbeddingBag(4, 3),
    "EmbeddingBag options": nn.EmbeddingBag(4, 3, max_norm=1, norm_type=1, mode="sum", scale_grad_by_freq=True, padding_idx=1),
    "Embedding options": nn.Embedding(4, 3, padding_idx=0, max_norm=2, norm_type=1, scale_grad_by_freq=True),
    "PixelShuffle": nn.PixelShuffle(3),
    "PixelUnshuffle": nn.PixelUnshuffle(3),
    "ChannelShuffle": nn.ChannelShuffle(2),
    "Upsample": nn.Upsample(scale_factor=2),
    "Upsample size": nn.Upsample(size=(3, 4), mode="bilinear", align_corners=True),
    "UpsamplingNearest2d": nn.UpsamplingNearest2d(scale_factor=2),
    "UpsamplingBilinear2d": nn.UpsamplingBilinear2d(size=3),
    "AlphaDropout": nn.AlphaDropout(0.2),
    "FeatureAlphaDropout": nn.FeatureAlphaDropout(),
    "Dropout3d": nn.Dropout3d(0.2),
    "Fold": nn.Fold((4, 5), 2),
    "Unfold": nn.Unfold(3, stride=2),
    "FractionalMaxPool2d": nn.FractionalMaxPool2d(3, output_size=2),
    "LocalResponseNorm": nn.LocalResponseNorm(2),
    "LPPool1d": nn.LPPool1d(2, 3),
    "LPPool2d": nn.LPPool2d(1.5, 3, stride=2),
    "LPPool3d": nn.LPPool3d(2, 2),
    "MaxUnpool1d": nn.MaxUnpool1d(3),
    "MaxUnpool2d": nn.MaxUnpool2d(2, stride=3, padding=1),
    "MaxUnpool3d": nn.MaxUnpool3d(2),
    "RReLU": nn.RReLU(0.1, 0.2, inplace=True),
    "CTCLoss": nn.CTCLoss(),
    "TripletMarginLoss": nn.TripletMarginLoss(),
    "TripletMarginWithDistanceLoss": nn.TripletMarginWithDistanceLoss(),
    "ModuleList empty": nn.ModuleList(),
    "Sequential empty": nn.Sequential(),
    "Sequential named": nn.Sequential(__import__("collections").OrderedDict(conv=nn.Conv2d(1, 20, 5), relu1=nn.ReLU())),
}
texts = {name: str(m) for name, m in modules.items()}
pathlib.Path(__file__).with_name("printing.json").write_text(
    json.dumps({"torch": torch.__version__, "texts": texts}, indent=1) + "\n"
)
