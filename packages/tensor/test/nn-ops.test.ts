import type { Tensor } from '@cresset/tensor';
import { ArgumentError, functional as F, manualSeed, observe, ones, randn, tensor } from '@cresset/tensor';
import { withoutOverrides } from '@cresset/tensor/engine';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

/** Runs of kernels within `body`, on the reference. */
function countKernels(body: () => void): number {
  const backend = tensor(0, { device: 'reference' }).device.backend as { submit: (batch: never) => void };
  const submit = backend.submit;
  let count = 0;
  backend.submit = (batch) => {
    count++;
    submit.call(backend, batch);
  };
  try {
    withoutOverrides(body);
  } finally {
    backend.submit = submit;
  }
  return count;
}

describe('numbers of kernels without overrides', () => {
  const x = (): Tensor => randn([4, 6], { device: 'reference' });

  it.each([
    ['softmax', 3, (t: Tensor) => t.softmax(1)],
    ['logSoftmax', 3, (t: Tensor) => t.logSoftmax(1)],
    ['layerNorm', 3, (t: Tensor) => F.layerNorm(t, 6, { weight: t.select(0, 0), bias: t.select(0, 1) })],
    ['rmsNorm', 2, (t: Tensor) => F.rmsNorm(t, 6)],
    ['batchNorm in training', 3, (t: Tensor) => F.batchNorm(t, null, null, { training: true })],
    ['batchNorm', 1, (t: Tensor) => F.batchNorm(t, t.select(0, 0), t.select(0, 1).abs(), {}), 1],
    ['linear', 2, (t: Tensor) => F.linear(t, t, t.select(1, 0))],
    ['mseLoss', 1, (t: Tensor) => F.mseLoss(t, t)],
    ['dropout', 1, (t: Tensor) => F.dropout(t)],
    ['a 1×1 convolution', 1, (t: Tensor) => F.conv1d(t.unsqueeze(0), t.narrow(1, 0, 4).unsqueeze(-1))],
  ] as const)('%s', (_name, most, f, extra: number = 0) => {
    const input = x();
    expect(countKernels(() => f(input)) - extra).toBeLessThanOrEqual(most);
  });
});

describe('dropout', () => {
  const mask = (device: string, dtype: 'float32' | 'float64' = 'float32'): number[] => {
    manualSeed(7);
    return (F.dropout(ones([1000], { device, dtype }), 0.3).toArraySync() as number[]).map((v) =>
      v === 0 ? 0 : 1,
    );
  };

  it('draws one mask for a seed, on every device and in every dtype', () => {
    const expected = mask('reference');
    expect(expected.filter((v) => v === 0).length).toBeGreaterThan(230);
    expect(expected.filter((v) => v === 0).length).toBeLessThan(370);
    for (const device of devices) {
      expect(mask(device)).toEqual(expected);
      expect(mask(device, 'float64')).toEqual(expected);
    }
  });

  it.each(devices)('scales what it keeps, and its gradient by the same mask, on %s', (device) => {
    const x = ones([200], { device, requiresGrad: true });
    const y = F.dropout(x, { p: 0.25 });
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual(y.toArraySync());
    expect(new Set(y.toArraySync() as number[])).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const z = x.mul(1);
    expect(F.dropout(z, { p: 1, inplace: true })).toBe(z);
    expect(new Set(z.toArraySync() as number[])).toEqual(new Set([0]));
    expect(F.dropout(x, { training: false })).toBe(x);
  });

  it.each(devices)('zeroes whole channels, on %s', (device) => {
    const y = F.dropout2d(ones([8, 8, 2, 2], { device }));
    const planes = y.reshape([64, 4]).toArraySync() as number[][];
    for (const plane of planes) expect(new Set(plane).size).toBe(1);
    expect(new Set(planes.map((p) => p[0])).size).toBe(2);
  });
});

describe.each(devices)('pooling on %s', (device) => {
  it('maxPool gives positions inside the input even where nothing is above −∞', () => {
    const low = tensor(
      Array.from({ length: 16 }, () => Number.NEGATIVE_INFINITY),
      { shape: [1, 1, 4, 4], device },
    );
    const { indices } = F.maxPool2d(low, 2, { padding: 1, returnIndices: true });
    for (const i of indices.reshape([-1]).toArraySync() as number[]) expect(i).toBeGreaterThanOrEqual(0);
    expect(Math.max(...(indices.reshape([-1]).toArraySync() as number[]))).toBeLessThan(16);
  });

  it('lets NaN win', () => {
    const x = tensor([[[1, Number.NaN, 3, 2]]], { device });
    expect(F.maxPool1d(x, 2).toArraySync()).toEqual([[[Number.NaN, 3]]]);
  });
});

describe.each(devices)('in-place activations on %s', (device) => {
  it('write over their input, and their gradients come from the result', () => {
    const data = [-2, -0.5, 0.5, 2];
    for (const f of [
      (t: Tensor, inplace: boolean) => F.relu(t, { inplace }),
      (t: Tensor, inplace: boolean) => F.leakyRelu(t, 0.2, { inplace }),
      (t: Tensor, inplace: boolean) => F.hardtanh(t, { inplace }),
      (t: Tensor, inplace: boolean) => F.selu(t, { inplace }),
      (t: Tensor, inplace: boolean) => F.hardsigmoid(t, { inplace }),
    ]) {
      const [a, b] = [0, 1].map(() => tensor(data, { device, dtype: 'float64', requiresGrad: true }));
      const y = a!.mul(1);
      expect(f(y, true)).toBe(y);
      const z = f(b!, false);
      expect(y.toArraySync()).toEqual(z.toArraySync());
      y.sum().backward();
      z.sum().backward();
      const [da, db] = [a!, b!].map((t) => t.grad!.toArraySync() as number[]);
      da!.forEach((v, i) => {
        expect(v).toBeCloseTo(db![i]!, 12);
      });
    }
  });

  it('leakyRelu refuses a negative slope in place, and takes it otherwise', () => {
    const x = tensor([-1, 2], { device });
    expect(F.leakyRelu(x, -0.5).toArraySync()).toEqual([0.5, 2]);
    expect(() => F.leakyRelu(x, -0.5, { inplace: true })).toThrow(ArgumentError);
  });

  it('observers see a composite op once it has run, with what it called', () => {
    const seen: string[] = [];
    const watch = observe({ called: (name) => seen.push(name) });
    withoutOverrides(() => tensor([1, 2], { device }).softmax(0));
    watch.remove();
    expect(seen.at(-1)).toBe('softmax');
  });
});
