import { readFileSync } from 'node:fs';
import type { Tensor } from '@cresset/tensor';
import { functional as F, IndexError, ones, ShapeError, tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

interface Case {
  readonly loss: number | number[];
  readonly grad: number[] | number[][];
}

interface Goldens {
  readonly crossEntropy: (Case & { weighted: boolean; target: number[]; options: Record<string, never> })[];
  readonly softTargets: Case & { target: number[][] };
  readonly binaryCrossEntropy: Case;
  readonly binaryCrossEntropyWithLogits: Case;
  readonly batchNorm: { mean: number[]; var: number[]; out: number[] };
}

const goldens = JSON.parse(readFileSync(new URL('./goldens/nn.json', import.meta.url), 'utf8')) as Goldens;

const flat = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(flat) : [v as number]);

/** Float64: what is left is the order of a few additions. */
function expectClose(actual: Tensor | null, expected: unknown, rtol = 1e-12): void {
  const values = Array.from(actual!.dataSync() as Float64Array, Number);
  const wanted = flat(expected);
  expect(values).toHaveLength(wanted.length);
  values.forEach((v, i) => {
    expect(Math.abs(v - wanted[i]!)).toBeLessThanOrEqual(rtol * Math.max(1, Math.abs(wanted[i]!)));
  });
}

const camel = (options: Record<string, unknown>): object =>
  Object.fromEntries(
    Object.entries(options).map(([k, v]) => [k.replace(/_(.)/g, (_, c: string) => c.toUpperCase()), v]),
  );

describe.each(devices)('losses on %s', (device) => {
  const of = (v: number[] | number[][], requiresGrad = false): Tensor =>
    tensor(v, { dtype: 'float64', device, requiresGrad });
  const logits = (): Tensor =>
    of(
      [
        [0.5, -1, 2],
        [1.5, 0.25, -0.75],
        [-2, 0, 1],
        [3, -3, 0.5],
      ],
      true,
    );
  const weight = (): Tensor => of([0.5, 2, 1.5]);

  it.each(goldens.crossEntropy)('crossEntropy with $options', (golden) => {
    const x = logits();
    const target = tensor(golden.target, { dtype: 'int64', device });
    const loss = F.crossEntropy(x, target, {
      weight: golden.weighted ? weight() : null,
      ...camel(golden.options),
    });
    expectClose(loss, golden.loss);
    loss.sum().backward();
    expectClose(x.grad, golden.grad);
  });

  it('crossEntropy of probabilities', () => {
    const x = logits();
    const target = of(goldens.softTargets.target);
    const loss = F.crossEntropy(x, target, { weight: weight(), labelSmoothing: 0.1 });
    expectClose(loss, goldens.softTargets.loss);
    loss.backward();
    expectClose(x.grad, goldens.softTargets.grad);
  });

  it('stays finite for logits of ±1e4, in float32', () => {
    const x = tensor(
      [
        [1e4, -1e4, 0],
        [-1e4, 1e4, 1e4],
      ],
      { device, requiresGrad: true },
    );
    const loss = F.crossEntropy(x, tensor([0, 0], { dtype: 'int64', device }));
    expect(loss.itemSync()).toBeCloseTo((20000 + Math.LN2) / 2, 1);
    loss.backward();
    expect(flat(x.grad!.toArraySync())).toEqual([0, 0, 0, -0.5, 0.25, 0.25]);
    expect(flat(x.softmax(1).toArraySync())).toEqual([1, 0, 0, 0, 0.5, 0.5]);
  });

  it('refuses classes outside of the range, negative ones too', () => {
    for (const wrong of [3, -1, -101]) {
      const target = tensor([0, 0, 0, wrong], { dtype: 'int64', device });
      expect(() => F.crossEntropy(logits(), target)).toThrow(IndexError);
    }
  });

  it('gives NaN for the mean of nothing, and 0 for its sum', () => {
    const nothing = zeros([0, 3], { device });
    expect(F.mseLoss(nothing, nothing).itemSync()).toBeNaN();
    expect(F.mseLoss(nothing, nothing, { reduction: 'sum' }).itemSync()).toBe(0);
    expect(F.crossEntropy(nothing, zeros([0], { dtype: 'int64', device })).itemSync()).toBeNaN();
  });

  it('binaryCrossEntropy is finite at probabilities 0 and 1', () => {
    const x = of([0, 1, 0.25], true);
    const loss = F.binaryCrossEntropy(x, of([1, 1, 0.5]), { weight: of([1, 2, 3]) });
    expectClose(loss, goldens.binaryCrossEntropy.loss);
    loss.backward();
    // PyTorch keeps its least divisor, 1e-12, as a float32: off by 4e-9.
    expectClose(x.grad, goldens.binaryCrossEntropy.grad, 1e-8);
  });

  it('binaryCrossEntropyWithLogits takes weights and is exact at 0 and far out', () => {
    const x = of([0, -2, 300], true);
    const options = { weight: of([1, 2, 3]), posWeight: of([3, 1, 2]) };
    const loss = F.binaryCrossEntropyWithLogits(x, of([1, 1, 0.5]), options);
    expectClose(loss, goldens.binaryCrossEntropyWithLogits.loss);
    loss.backward();
    expectClose(x.grad, goldens.binaryCrossEntropyWithLogits.grad);
  });

  it('smoothL1Loss with beta 0 is l1Loss, with its gradient', () => {
    const x = of([1, -2], true);
    F.smoothL1Loss(x, of([0, 0]), { beta: 0, reduction: 'sum' }).backward();
    expectClose(x.grad, [1, -1]);
  });
});

describe.each(devices)('norms on %s', (device) => {
  it('batchNorm brings running statistics up to date in place', () => {
    const x = tensor(
      Array.from({ length: 12 }, (_, i) => i ** 1.5),
      { shape: [2, 3, 2], dtype: 'float64', device },
    );
    const mean = zeros([3], { dtype: 'float64', device });
    const variance = ones([3], { dtype: 'float64', device });
    const out = F.batchNorm(x, mean, variance, { training: true, momentum: 0.3 });
    expectClose(mean, goldens.batchNorm.mean);
    expectClose(variance, goldens.batchNorm.var);
    expectClose(out, goldens.batchNorm.out);
    expect(mean.version).toBe(1);
  });

  it('batchNorm leaves running statistics alone when not training', () => {
    const mean = zeros([3], { device });
    const variance = ones([3], { device });
    const x = tensor([[1, 2, 3]], { device });
    const out = F.batchNorm(x, mean, variance, { eps: 0 });
    expect(flat(out.toArraySync())).toEqual([1, 2, 3]);
    expect([mean.version, variance.version]).toEqual([0, 0]);
  });

  it('names the operand that has the wrong shape', () => {
    const x = zeros([2, 3], { device });
    expect(() => F.batchNorm(x, null, null, { training: true, weight: zeros([2], { device }) })).toThrow(
      ShapeError,
    );
    expect(() => F.layerNorm(x, 3, { bias: zeros([4], { device }) })).toThrow(
      'layerNorm: bias must be [3], got [4]',
    );
  });

  it('normalize gives zeros for zeros', () => {
    const x = zeros([2, 3], { device, requiresGrad: true });
    const y = F.normalize(x);
    expect(flat(y.toArraySync())).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
