import { inspect } from 'node:util';
import { tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { golden } from './setup.js';

class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5);
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(16 * 5 * 5, 120);
  fc2 = new nn.Linear(120, 84);
  fc3 = new nn.Linear(84, 10);
  forward(): void {}
}

class Block extends nn.Module {
  maxPool = new nn.MaxPool2d(2);
  layers = new nn.ModuleList<nn.Module>([
    new nn.Linear(2, 2),
    new nn.Linear(2, 2),
    new nn.Linear(2, 2),
    new nn.ReLU(),
  ]);
  parts = new nn.ModuleDict<nn.Module>({ linearOne: new nn.Linear(2, 3), act: new nn.Tanh() });
  extra = new nn.ParameterList([zeros([2, 3]), zeros([1])]);
  table = new nn.ParameterDict({ left: zeros([4]), right: zeros([2, 2]) });
  net = new nn.Sequential(
    new nn.Linear(1, 2),
    new nn.Sequential(new nn.ReLU({ inplace: true }), new nn.Dropout(0.25)),
  );
  forward(): void {}
}

/** The modules of goldens/printing.py, under the same names. */
const modules: Record<string, () => nn.Module> = {
  LeNet: () => new LeNet(),
  Block: () => new Block(),
  Identity: () => new nn.Identity(54),
  Linear: () => new nn.Linear(20, 30, { bias: false }),
  Bilinear: () => new nn.Bilinear(2, 3, 4),
  Conv1d: () => new nn.Conv1d(16, 33, 3, { stride: 2, padding: 1, bias: false }),
  Conv2d: () =>
    new nn.Conv2d(16, 32, [3, 5], { stride: [2, 1], padding: [4, 2], dilation: [3, 1], groups: 2 }),
  'Conv2d same': () => new nn.Conv2d(1, 1, 3, { padding: 'same', paddingMode: 'reflect' }),
  MaxPool1d: () => new nn.MaxPool1d(3, { stride: 2 }),
  MaxPool2d: () => new nn.MaxPool2d([3, 2], [2, 1], { padding: 1, ceilMode: true }),
  AvgPool1d: () => new nn.AvgPool1d(3, 2),
  AvgPool2d: () => new nn.AvgPool2d([3, 2], { stride: [2, 1] }),
  AdaptiveAvgPool1d: () => new nn.AdaptiveAvgPool1d(5),
  AdaptiveAvgPool2d: () => new nn.AdaptiveAvgPool2d([null, 7]),
  AdaptiveMaxPool2d: () => new nn.AdaptiveMaxPool2d(7),
  BatchNorm1d: () => new nn.BatchNorm1d(100),
  BatchNorm2d: () =>
    new nn.BatchNorm2d(10, { eps: 0.001, momentum: null, affine: false, trackRunningStats: false }),
  LayerNorm: () => new nn.LayerNorm([20, 5, 10]),
  'LayerNorm plain': () => new nn.LayerNorm(10, { eps: 1e-12, elementwiseAffine: false }),
  GroupNorm: () => new nn.GroupNorm(3, 6),
  RMSNorm: () => new nn.RMSNorm([2, 3]),
  Dropout: () => new nn.Dropout({ p: 0.2 }),
  Dropout1d: () => new nn.Dropout1d(),
  Dropout2d: () => new nn.Dropout2d(0.1, { inplace: true }),
  Embedding: () => new nn.Embedding(10, 3, { paddingIdx: -1 }),
  Flatten: () => new nn.Flatten(),
  Unflatten: () => new nn.Unflatten(1, [2, 5, 5]),
  ReLU: () => new nn.ReLU(),
  'ReLU inplace': () => new nn.ReLU({ inplace: true }),
  ReLU6: () => new nn.ReLU6(),
  LeakyReLU: () => new nn.LeakyReLU(0.1),
  ELU: () => new nn.ELU(),
  CELU: () => new nn.CELU(0.5, { inplace: true }),
  SELU: () => new nn.SELU(),
  GELU: () => new nn.GELU({ approximate: 'tanh' }),
  SiLU: () => new nn.SiLU(),
  Mish: () => new nn.Mish(),
  GLU: () => new nn.GLU(),
  Hardtanh: () => new nn.Hardtanh({ minVal: -2.5, maxVal: 2.5 }),
  Hardsigmoid: () => new nn.Hardsigmoid(),
  Hardswish: () => new nn.Hardswish(),
  Hardshrink: () => new nn.Hardshrink(),
  Softshrink: () => new nn.Softshrink(0.3),
  Softplus: () => new nn.Softplus(),
  Softsign: () => new nn.Softsign(),
  Tanhshrink: () => new nn.Tanhshrink(),
  Tanh: () => new nn.Tanh(),
  Sigmoid: () => new nn.Sigmoid(),
  LogSigmoid: () => new nn.LogSigmoid(),
  Threshold: () => new nn.Threshold(0.1, 20),
  PReLU: () => new nn.PReLU({ numParameters: 3 }),
  Softmax: () => new nn.Softmax({ dim: 1 }),
  Softmin: () => new nn.Softmin(1),
  Softmax2d: () => new nn.Softmax2d(),
  LogSoftmax: () => new nn.LogSoftmax(-1),
  MSELoss: () => new nn.MSELoss(),
  L1Loss: () => new nn.L1Loss(),
  SmoothL1Loss: () => new nn.SmoothL1Loss(),
  HuberLoss: () => new nn.HuberLoss(),
  CrossEntropyLoss: () => new nn.CrossEntropyLoss(),
  NLLLoss: () => new nn.NLLLoss(),
  BCELoss: () => new nn.BCELoss(),
  BCEWithLogitsLoss: () => new nn.BCEWithLogitsLoss(),
  KLDivLoss: () => new nn.KLDivLoss(),
  AdaptiveAvgPool3d: () => new nn.AdaptiveAvgPool3d([1, null, 2]),
  AdaptiveMaxPool1d: () => new nn.AdaptiveMaxPool1d(3),
  AdaptiveMaxPool3d: () => new nn.AdaptiveMaxPool3d(2),
  AvgPool3d: () => new nn.AvgPool3d(2),
  MaxPool3d: () => new nn.MaxPool3d(2, { returnIndices: true }),
  BatchNorm3d: () => new nn.BatchNorm3d(2),
  InstanceNorm1d: () => new nn.InstanceNorm1d(3),
  InstanceNorm2d: () => new nn.InstanceNorm2d(3, { affine: true }),
  InstanceNorm3d: () => new nn.InstanceNorm3d(3, { trackRunningStats: true }),
  ConstantPad1d: () => new nn.ConstantPad1d(2, 3.5),
  ConstantPad2d: () => new nn.ConstantPad2d([1, 2, 3, 4], 0),
  ZeroPad2d: () => new nn.ZeroPad2d(2),
  ReflectionPad1d: () => new nn.ReflectionPad1d(2),
  ReplicationPad3d: () => new nn.ReplicationPad3d(1),
  CircularPad2d: () => new nn.CircularPad2d([1, 2, 3, 4]),
  Conv3d: () => new nn.Conv3d(1, 2, 3),
  ConvTranspose1d: () => new nn.ConvTranspose1d(2, 3, 3, { stride: 2, padding: 1, outputPadding: 1 }),
  ConvTranspose2d: () => new nn.ConvTranspose2d(2, 4, 3, { groups: 2, dilation: 2 }),
  ConvTranspose3d: () => new nn.ConvTranspose3d(1, 1, 2, { bias: false }),
  CosineSimilarity: () => new nn.CosineSimilarity(),
  PairwiseDistance: () => new nn.PairwiseDistance(),
  EmbeddingBag: () => new nn.EmbeddingBag(4, 3),
  'EmbeddingBag options': () =>
    new nn.EmbeddingBag(4, 3, { maxNorm: 1, normType: 1, mode: 'sum', scaleGradByFreq: true, paddingIdx: 1 }),
  'Embedding options': () =>
    new nn.Embedding(4, 3, { paddingIdx: 0, maxNorm: 2, normType: 1, scaleGradByFreq: true }),
  PixelShuffle: () => new nn.PixelShuffle(3),
  PixelUnshuffle: () => new nn.PixelUnshuffle(3),
  ChannelShuffle: () => new nn.ChannelShuffle(2),
  Upsample: () => new nn.Upsample({ scaleFactor: 2 }),
  'Upsample size': () => new nn.Upsample({ size: [3, 4], mode: 'bilinear', alignCorners: true }),
  UpsamplingNearest2d: () => new nn.UpsamplingNearest2d({ scaleFactor: 2 }),
  UpsamplingBilinear2d: () => new nn.UpsamplingBilinear2d({ size: 3 }),
  AlphaDropout: () => new nn.AlphaDropout(0.2),
  FeatureAlphaDropout: () => new nn.FeatureAlphaDropout(),
  Dropout3d: () => new nn.Dropout3d(0.2),
  Fold: () => new nn.Fold([4, 5], 2),
  Unfold: () => new nn.Unfold(3, { stride: 2 }),
  FractionalMaxPool2d: () => new nn.FractionalMaxPool2d(3, { outputSize: 2 }),
  LocalResponseNorm: () => new nn.LocalResponseNorm(2),
  LPPool1d: () => new nn.LPPool1d(2, 3),
  LPPool2d: () => new nn.LPPool2d(1.5, 3, { stride: 2 }),
  LPPool3d: () => new nn.LPPool3d(2, 2),
  MaxUnpool1d: () => new nn.MaxUnpool1d(3),
  MaxUnpool2d: () => new nn.MaxUnpool2d(2, { stride: 3, padding: 1 }),
  MaxUnpool3d: () => new nn.MaxUnpool3d(2),
  RReLU: () => new nn.RReLU({ lower: 0.1, upper: 0.2, inplace: true }),
  CTCLoss: () => new nn.CTCLoss(),
  TripletMarginLoss: () => new nn.TripletMarginLoss(),
  TripletMarginWithDistanceLoss: () => new nn.TripletMarginWithDistanceLoss(),
  'ModuleList empty': () => new nn.ModuleList(),
  'Sequential empty': () => new nn.Sequential(),
  'Sequential named': () => new nn.Sequential({ conv: new nn.Conv2d(1, 20, 5), relu1: new nn.ReLU() }),
};

describe('modules print as in PyTorch', () => {
  const { texts } = golden<{ texts: Record<string, string> }>('printing');
  it('all of them', () => {
    expect(Object.keys(modules).sort()).toEqual(Object.keys(texts).sort());
  });
  for (const [name, text] of Object.entries(texts)) {
    it(name, () => {
      const m = modules[name]!();
      expect(m.toString()).toBe(text);
      expect(inspect(m)).toBe(text);
    });
  }

  it('lines of extraRepr and children side by side', () => {
    class Odd extends nn.Module {
      scale = new nn.Parameter(tensor([1]));
      act = new nn.ReLU();
      forward(): void {}
      override extraRepr(): string {
        return 'first\nsecond';
      }
    }
    expect(new Odd().toString()).toBe('Odd(\n  first\n  second\n  (act): ReLU()\n)');
  });
});
