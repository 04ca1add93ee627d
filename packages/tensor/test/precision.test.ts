import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

describe.each(devices)('precision on %s', (device) => {
  it('the sum of ten million float32 is within 1e-6 of that in float64', () => {
    const n = 10_000_000;
    const values = new Float32Array(n);
    let state = 12345;
    for (let i = 0; i < n; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[i] = state / 4294967296 + 0.1;
    }
    let exact = 0;
    for (let i = 0; i < n; i++) exact += values[i]!;
    const x = T.tensor(values, { device });
    const relative = (v: number, e: number): number => Math.abs(v - e) / Math.abs(e);
    expect(relative(x.sum().itemSync(), exact)).toBeLessThan(1e-6);
    expect(relative(x.mean().itemSync(), exact / n)).toBeLessThan(1e-6);
    expect(relative(x.view([2500, 4000]).sum(0).sum().itemSync(), exact)).toBeLessThan(1e-6);
    expect(relative(x.view([4000, 2500]).t().sum().itemSync(), exact)).toBeLessThan(1e-6);
    x.dispose();
  }, 60_000);

  it('softmax, logSoftmax, logsumexp, cross-entropy and logcumsumexp survive logits of ±1e4', () => {
    const logits = [
      [1e4, -1e4, 0],
      [-1e4, -1e4, -1e4],
      [1e4, 1e4, 1e4 - 1],
    ];
    for (const dtype of ['float32', 'float64'] as const) {
      const x = T.tensor(logits, { device, dtype, requiresGrad: true });
      const s = Math.log(2 + Math.exp(-1));
      const expectClose = (t: T.Tensor, expected: number[]): void => {
        const given = Array.from(t.dataSync() as ArrayLike<number>);
        expected.forEach((e, i) => {
          expect(Math.abs(given[i]! - e)).toBeLessThanOrEqual(1e-6 + 1e-6 * Math.abs(e));
        });
      };
      const p = Math.exp(-s);
      expectClose(x.softmax(1), [1, 0, 0, 1 / 3, 1 / 3, 1 / 3, p, p, p * Math.exp(-1)]);
      expectClose(x.logSoftmax(1), [0, -2e4, -1e4, ...Array(3).fill(-Math.log(3)), -s, -s, -1 - s]);
      expectClose(x.logsumexp(1), [1e4, -1e4 + Math.log(3), 1e4 + s]);
      expectClose(x.logcumsumexp(1).select(1, 2), [1e4, -1e4 + Math.log(3), 1e4 + s]);
      const target = T.tensor([1, 0, 2], { device, dtype: 'int64' });
      const loss = T.functional.crossEntropy(x, target, { reduction: 'none' });
      expectClose(loss, [2e4, Math.log(3), 1 + s]);
      loss.sum().backward();
      const q = p * Math.exp(-1);
      expectClose(x.grad!, [1, -1, 0, -2 / 3, 1 / 3, 1 / 3, p, p, q - 1]);
    }
  });
});
