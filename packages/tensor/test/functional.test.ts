import type { Tensor } from '@cresset/tensor';
import { functional as F, manualSeed, ones, randn, tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

const numbers = (t: Tensor): number[] => Array.from(t.dataSync() as ArrayLike<number>);

describe.each(devices)('functional on %s', (device) => {
  it('alphaDropout keeps mean 0 and variance 1, by the values that PyTorch gives', () => {
    manualSeed(5);
    const x = randn([20000], { device });
    const out = numbers(F.alphaDropout(x, 0.3, { training: true }));
    const given = numbers(x);
    // torch.nn.functional.alpha_dropout: kept elements become a·x + b, dropped ones a·(−1.758…) + b.
    const p = 0.3;
    const alpha = 1.7580993408473766;
    const a = 1 / Math.sqrt((alpha * alpha * p + 1) * (1 - p));
    const b = a * alpha * p;
    let dropped = 0;
    out.forEach((y, i) => {
      if (Math.abs(y - (b - a * alpha)) < 1e-5) dropped++;
      else expect(y).toBeCloseTo(a * given[i]! + b, 5);
    });
    expect(dropped / out.length).toBeCloseTo(p, 1);
    const mean = out.reduce((s, v) => s + v, 0) / out.length;
    const variance = out.reduce((s, v) => s + (v - mean) ** 2, 0) / out.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.08);
  });

  it('featureAlphaDropout drops whole channels', () => {
    manualSeed(6);
    const out = F.featureAlphaDropout(ones([4, 8, 5], { device }), 0.5, { training: true });
    const rows = out.reshape([32, 5]).toArraySync() as number[][];
    expect(new Set(rows.map((r) => new Set(r).size))).toEqual(new Set([1]));
    expect(new Set(rows.map((r) => r[0]!.toFixed(4))).size).toBe(2);
  });

  it('rrelu draws slopes between its bounds', () => {
    manualSeed(7);
    const out = numbers(F.rrelu(ones([5000], { device }).neg(), 0.2, { upper: 0.6, training: true }));
    expect(Math.min(...out)).toBeGreaterThan(-0.6);
    expect(Math.max(...out)).toBeLessThanOrEqual(-0.2);
    expect(out.reduce((s, v) => s + v, 0) / out.length).toBeCloseTo(-0.4, 1);
  });

  it('gumbelSoftmax samples classes by their probabilities, hard ones as rows of zeros with a one', () => {
    manualSeed(8);
    const logits = tensor([0.1, 0.2, 0.7], { device }).log().expand([20000, 3]);
    const hard = F.gumbelSoftmax(logits, { hard: true });
    const share = numbers(hard.mean(0));
    expect(share[0]).toBeCloseTo(0.1, 1);
    expect(share[2]).toBeCloseTo(0.7, 1);
    const rows = numbers(hard.sum(1));
    expect(rows.every((v) => Math.abs(v - 1) < 1e-5)).toBe(true);
  });

  it('embedding scales rows down in place, and gradients by frequency', () => {
    const weight = tensor(
      [
        [3, 4],
        [0.3, 0.4],
        [6, 8],
      ],
      { device, requiresGrad: true },
    );
    const index = tensor([0, 1, 0], { dtype: 'int64', device });
    const out = F.embedding(index, weight, { maxNorm: 1, scaleGradByFreq: true });
    // torch.nn.functional.embedding(…, max_norm=1, scale_grad_by_freq=True)
    const expected = [0.6, 0.8, 0.3, 0.4, 0.6, 0.8];
    numbers(out).forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i]!, 5);
    });
    numbers(weight.detach()).forEach((v, i) => {
      expect(v).toBeCloseTo([0.6, 0.8, 0.3, 0.4, 6, 8][i]!, 5);
    });
    out.sum().backward();
    expect(numbers(weight.grad!)).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('losses survive logits of ±10,000', () => {
    const x = tensor([-1e4, 1e4, 0], { device, requiresGrad: true });
    const t = tensor([1, -1, 1], { device });
    const losses = [
      F.softMarginLoss(x, t),
      F.binaryCrossEntropyWithLogits(x, t.add(1).div(2)),
      F.multilabelSoftMarginLoss(x, t.add(1).div(2)),
      F.crossEntropy(x, tensor(0, { dtype: 'int64', device })),
    ];
    for (const loss of losses) {
      expect(Number.isFinite(loss.itemSync() as number)).toBe(true);
      x.grad = null;
      loss.backward();
      expect(numbers(x.grad!).every(Number.isFinite)).toBe(true);
    }
  });

  it('in-place forms write over their input and give it', () => {
    const make = (): Tensor => tensor([-2, -0.5, 0.5, 2], { device });
    const forms: [(x: Tensor) => Tensor, (x: Tensor) => Tensor][] = [
      [(x) => F.relu_(x), (x) => F.relu(x)],
      [(x) => F.elu_(x, 0.5), (x) => F.elu(x, 0.5)],
      [(x) => F.celu_(x, { alpha: 2 }), (x) => F.celu(x, { alpha: 2 })],
      [(x) => F.selu_(x), (x) => F.selu(x)],
      [(x) => F.leakyRelu_(x, 0.1), (x) => F.leakyRelu(x, 0.1)],
      [(x) => F.hardtanh_(x, { minVal: -1, maxVal: 0.7 }), (x) => F.hardtanh(x, { minVal: -1, maxVal: 0.7 })],
      [(x) => F.threshold_(x, 0.1, 3), (x) => F.threshold(x, 0.1, 3)],
      [(x) => F.rrelu_(x), (x) => F.rrelu(x)],
    ];
    for (const [inPlace, plain] of forms) {
      const x = make();
      expect(inPlace(x) === x).toBe(true);
      expect(numbers(x)).toEqual(numbers(plain(make())));
    }
  });

  it('instanceNorm moves its running statistics, by the mean over the samples', () => {
    const x = tensor([1, 2, 3, 5, 7, 9, 0, 0, 6, 2, 2, 5], { shape: [2, 2, 3], device });
    const [mean, variance] = [zeros([2], { device }), ones([2], { device })];
    F.instanceNorm(x, { runningMean: mean, runningVar: variance, momentum: 0.5 });
    // torch.nn.functional.instance_norm(x, mean, variance, momentum=0.5)
    numbers(mean).forEach((v, i) => {
      expect(v).toBeCloseTo([1, 2.5][i]!, 5);
    });
    numbers(variance).forEach((v, i) => {
      expect(v).toBeCloseTo([3.75, 2.25][i]!, 5);
    });
  });

  it('ctcLoss is the same for padded and concatenated targets, arrays and tensors of lengths', () => {
    manualSeed(9);
    const logProbs = randn([12, 3, 5], { device }).logSoftmax(2);
    const padded = tensor([1, 2, 3, 4, 4, 0, 2, 0, 0], { shape: [3, 3], dtype: 'int64', device });
    const joined = tensor([1, 2, 3, 4, 4, 2], { dtype: 'int64', device });
    const ints = (v: number[]): Tensor => tensor(v, { dtype: 'int64', device });
    const expected = numbers(F.ctcLoss(logProbs, padded, [12, 11, 12], [3, 2, 1], { reduction: 'none' }));
    for (const targets of [padded, joined]) {
      const lengths = F.ctcLoss(logProbs, targets, ints([12, 11, 12]), ints([3, 2, 1]), {
        reduction: 'none',
      });
      const arrays = F.ctcLoss(logProbs, targets, [12, 11, 12], [3, 2, 1], { reduction: 'none' });
      for (const loss of [lengths, arrays]) {
        numbers(loss).forEach((v, i) => {
          expect(v).toBeCloseTo(expected[i]!, 4);
        });
      }
    }
    const impossible = F.ctcLoss(logProbs, padded, [2, 11, 12], [3, 2, 1], { reduction: 'none' });
    expect(numbers(impossible)[0]).toBe(Number.POSITIVE_INFINITY);
    const ignored = F.ctcLoss(logProbs, padded, [2, 11, 12], [3, 2, 1], {
      reduction: 'none',
      zeroInfinity: true,
    });
    expect(numbers(ignored)[0]).toBe(0);
  });
});
