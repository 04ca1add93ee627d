import { Generator, manualSeed, type Tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import './setup.js';

const { init } = nn;
const values = (t: Tensor): Float32Array => t.dataSync() as Float32Array;

function moments(t: Tensor): { mean: number; std: number; least: number; most: number } {
  const v = values(t);
  const mean = v.reduce((a, b) => a + b, 0) / v.length;
  const std = Math.sqrt(v.reduce((a, b) => a + (b - mean) ** 2, 0) / v.length);
  return { mean, std, least: v.reduce((a, b) => Math.min(a, b)), most: v.reduce((a, b) => Math.max(a, b)) };
}

/** Uniform in ±bound: nothing outside, the ends nearly reached, mean and deviation within five standard errors. */
function expectUniform(t: Tensor, bound: number): void {
  const n = t.numel();
  const m = moments(t);
  expect(m.least).toBeGreaterThanOrEqual(-bound * (1 + 1e-6));
  expect(m.most).toBeLessThanOrEqual(bound * (1 + 1e-6));
  expect(m.most).toBeGreaterThan(bound * (1 - 40 / n));
  expect(Math.abs(m.mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * n));
  expect(Math.abs(m.std / (bound / Math.sqrt(3)) - 1)).toBeLessThan(5 / Math.sqrt(n));
}

function expectNormal(t: Tensor, std: number, mean = 0): void {
  const n = t.numel();
  const m = moments(t);
  expect(Math.abs(m.mean - mean)).toBeLessThan((5 * std) / Math.sqrt(n));
  expect(Math.abs(m.std / std - 1)).toBeLessThan(5 / Math.sqrt(2 * n));
}

describe('init', () => {
  const weight = (): Tensor => zeros([60, 40]);
  const kernel = (): Tensor => zeros([16, 8, 3, 3]);

  it('fills with constants', () => {
    expect(values(init.constant_(zeros([2]), 0.5))).toEqual(new Float32Array([0.5, 0.5]));
    expect(values(init.ones_(zeros([2])))).toEqual(new Float32Array([1, 1]));
    expect(values(init.zeros_(init.ones_(zeros([2]))))).toEqual(new Float32Array(2));
    expect(init.eye_(zeros([2, 3])).toArraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(() => init.eye_(zeros([2]))).toThrow('only matrices have an identity, got [2]');
  });

  it('draws from the distributions of PyTorch', () => {
    manualSeed(1);
    expectUniform(init.uniform_(weight(), -0.3, 0.3), 0.3);
    expectNormal(init.normal_(weight(), 2, 0.5), 0.5, 2);
    expectUniform(init.xavierUniform_(weight(), 2), 2 * Math.sqrt(6 / 100));
    expectNormal(init.xavierNormal_(kernel()), Math.sqrt(2 / (8 * 9 + 16 * 9)));
    expectUniform(init.kaimingUniform_(kernel(), { a: Math.sqrt(5) }), 1 / Math.sqrt(72));
    expectUniform(init.kaimingUniform_(weight(), { nonlinearity: 'relu' }), Math.sqrt(6 / 40));
    expectNormal(
      init.kaimingNormal_(kernel(), { mode: 'fan_out', nonlinearity: 'relu' }),
      Math.sqrt(2 / 144),
    );
  });

  it('makes orthogonal matrices, of rows or of columns', () => {
    manualSeed(3);
    const expectIdentity = (t: Tensor, scale: number): void => {
      const n = t.shape[0]!;
      const v = values(t);
      v.forEach((x, i) => expect(x).toBeCloseTo(i % (n + 1) === 0 ? scale : 0, 5));
    };
    const wide = init.orthogonal_(zeros([3, 4, 2]), 2).reshape([3, 8]);
    expectIdentity(wide.matmul(wide.t()), 4);
    const tall = init.orthogonal_(zeros([7, 3]));
    expectIdentity(tall.t().matmul(tall), 1);
    const other = init.orthogonal_(zeros([7, 3]));
    expect(values(tall)).not.toEqual(values(other));
    expect(() => init.orthogonal_(zeros([3]))).toThrow('orthogonal_: needs at least 2 dimensions, got [3]');
  });

  it('makes convolutions that pass their input through', () => {
    // torch.nn.init.dirac_(torch.empty(4, 2, 3), 2)
    expect(init.dirac_(zeros([4, 2, 3]), 2).toArraySync()).toEqual([
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 1, 0],
      ],
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 1, 0],
      ],
    ]);
    expect(
      init
        .dirac_(zeros([2, 3, 3, 2]))
        .sum()
        .itemSync(),
    ).toBe(2);
    expect(
      init
        .dirac_(zeros([2, 3, 3, 2]))
        .at(1, 1, 1, 1)
        .itemSync(),
    ).toBe(1);
    expect(() => init.dirac_(zeros([3, 2, 3]), 2)).toThrow(
      "3 output channels can't be divided into 2 groups",
    );
  });

  it('makes sparse matrices', () => {
    manualSeed(4);
    const t = init.sparse_(zeros([10, 40]), 0.25, 2);
    const zerosOfColumns = t.eq(0).sum(0).toArraySync() as number[];
    expect(new Set(zerosOfColumns)).toEqual(new Set([3]));
    expect(new Set(values(t.eq(0).sum(1).to('float32'))).size).toBeGreaterThan(1);
    expect(() => init.sparse_(zeros([2]), 0.5)).toThrow('sparse_: only matrices, got [2]');
  });

  it('cuts a normal distribution off', () => {
    manualSeed(2);
    const m = moments(init.truncNormal_(zeros([20000]), { std: 0.02 }));
    expect(Math.abs(m.std / 0.02 - 1)).toBeLessThan(0.03);
    const n = 200_000;
    const cut = moments(init.truncNormal_(zeros([n]), { mean: 1, std: 2, a: 0, b: 1.5 }));
    expect(cut.least).toBeGreaterThanOrEqual(0);
    expect(cut.most).toBeLessThanOrEqual(1.5);
    // Mean and deviation of N(1, 2²) between 0 and 1.5, by quadrature of its density.
    expect(Math.abs(cut.mean - 0.7614989)).toBeLessThan((5 * 0.4288709) / Math.sqrt(n));
    expect(Math.abs(cut.std / 0.4288709 - 1)).toBeLessThan(5 / Math.sqrt(2 * n));
    expectNormal(init.truncNormal_(zeros([20000]), { a: -5, b: 5 }), 1);
    const tail = moments(init.truncNormal_(zeros([20000]), { a: -4.5, b: -4 }));
    // By quadrature as above; float32 has some 400 steps between the two values of erf.
    expect(tail.mean).toBeCloseTo(-4.1680795, 2);
    expect(() => init.truncNormal_(zeros([2]), { a: 1, b: 1 })).toThrow('a must be below b, got 1 and 1');
  });

  it('knows the gains', () => {
    expect(init.calculateGain('relu')).toBe(Math.SQRT2);
    expect(init.calculateGain('tanh')).toBe(5 / 3);
    expect(init.calculateGain('leaky_relu', 0.2)).toBeCloseTo(Math.sqrt(2 / 1.04), 12);
    expect(init.calculateGain('selu')).toBe(0.75);
    for (const plain of ['linear', 'conv1d', 'conv2d', 'conv3d', 'sigmoid'] as const) {
      expect(init.calculateGain(plain)).toBe(1);
    }
    for (const n of [1, 2, 3] as const) expect(init.calculateGain(`conv_transpose${n}d`)).toBe(1);
    expect(init.kaimingUniform_(zeros([0, 3])).numel()).toBe(0);
    expect(() => init.calculateGain('rulu' as never)).toThrow(
      "unknown nonlinearity 'rulu'; known are linear",
    );
  });

  it('draws the same from the same generator, and refuses tensors without fans', () => {
    const a = init.normal_(weight(), 0, 1, { generator: new Generator(3) });
    const b = init.normal_(weight(), 0, 1, { generator: new Generator(3) });
    expect(values(a)).toEqual(values(b));
    expect(() => init.xavierUniform_(zeros([3]))).toThrow('xavierUniform_: fan-in and fan-out need');
    expect(() => init.kaimingUniform_(weight(), { mode: 'fan' as never })).toThrow(
      "mode must be 'fan_in' or 'fan_out'",
    );
  });
});

describe('layers start as in PyTorch', () => {
  it('linear and convolution: uniform in ±1/√fan-in', () => {
    manualSeed(4);
    const linear = new nn.Linear(50, 400);
    expectUniform(linear.weight, 1 / Math.sqrt(50));
    expectUniform(linear.bias!, 1 / Math.sqrt(50));
    const conv = new nn.Conv2d(4, 256, 3, { groups: 2 });
    expect(conv.weight.shape).toEqual([256, 2, 3, 3]);
    expectUniform(conv.weight, 1 / Math.sqrt(18));
    expectUniform(conv.bias!, 1 / Math.sqrt(18));
    expectUniform(new nn.Conv1d(8, 64, 5).weight, 1 / Math.sqrt(40));
    expectUniform(new nn.Bilinear(9, 20, 30).weight, 1 / 3);
  });

  it('embedding: normal, with a zero row for padding', () => {
    manualSeed(5);
    const m = new nn.Embedding(100, 30, { paddingIdx: 7 });
    expect(m.weight.select(0, 7).toArraySync()).toEqual(new Array(30).fill(0));
    expectNormal(new nn.Embedding(100, 30).weight, 1);
  });

  it('norms: ones and zeros', () => {
    const m = new nn.BatchNorm2d(3);
    const state = Object.fromEntries(Object.entries(m.stateDict()).map(([k, t]) => [k, t.toArraySync()]));
    expect(state).toEqual({
      weight: [1, 1, 1],
      bias: [0, 0, 0],
      running_mean: [0, 0, 0],
      running_var: [1, 1, 1],
      num_batches_tracked: 0,
    });
    expect(m.numBatchesTracked!.dtype.name).toBe('int64');
  });

  it('the same seed gives the same weights', () => {
    manualSeed(6);
    const a = new nn.Linear(5, 5);
    manualSeed(6);
    const b = new nn.Linear(5, 5);
    expect(values(a.weight)).toEqual(values(b.weight));
    expect(values(a.bias!)).toEqual(values(b.bias!));
    b.resetParameters();
    expect(values(a.weight)).not.toEqual(values(b.weight));
  });

  it('on the device and in the dtype asked for', () => {
    const m = new nn.Linear(2, 2, { dtype: 'float64', device: 'reference' });
    expect(m.weight.dtype.name).toBe('float64');
    expect(m.bias!.device.name).toBe('reference');
  });
});
