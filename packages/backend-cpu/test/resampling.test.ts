import { functional as F, randn, type Tensor, tensor } from '@cresset/tensor';
import { float32, InternalError, int64, type Operand } from '@cresset/tensor/backend';
import { afterEach, describe, expect, it } from 'vitest';
import { getNumThreads, setNumThreads } from '../src/index.js';
import { backend, empty, from, read } from './harness.js';
import { isas, setIsa } from './isa.js';
import { expectClose, on, results, twins } from './twins.js';

const normal = (...shape: number[]): Tensor => randn(shape, on).requiresGrad_();
const threads = getNumThreads();
afterEach(() => {
  setNumThreads(threads);
  setIsa(isas[isas.length - 1]!);
});

describe('resampling a plane at a time agrees with its composite', () => {
  it.each<[string, () => Tensor, (x: Tensor) => Tensor]>([
    ['nearest, growing', () => normal(2, 3, 20, 17), (x) => F.interpolate(x, { scaleFactor: 2 })],
    ['nearest, shrinking', () => normal(2, 3, 20, 17), (x) => F.interpolate(x, { size: [7, 5] })],
    ['nearest, one way each', () => normal(2, 3, 20, 17), (x) => F.interpolate(x, { size: [9, 40] })],
    // As many outputs as inputs, of which some are taken twice and others not at all.
    [
      'nearest, of the same size',
      () => normal(1, 2, 6, 6),
      (x) => F.interpolate(x, { scaleFactor: [1.15, 1], mode: 'nearest-exact' }),
    ],
    ['nearest, along one dimension', () => normal(2, 2, 9), (x) => F.interpolate(x, { scaleFactor: 3 })],
    ['bilinear', () => normal(3, 2, 33, 12), (x) => F.interpolate(x, { size: [70, 25], mode: 'bilinear' })],
    [
      'bilinear, aligned corners, shrinking',
      () => normal(3, 2, 33, 12),
      (x) => F.interpolate(x, { size: [10, 11], mode: 'bilinear', alignCorners: true }),
    ],
    ['bicubic', () => normal(2, 2, 11, 13), (x) => F.interpolate(x, { scaleFactor: 2, mode: 'bicubic' })],
    [
      'bilinear, antialiased, few taps and many',
      () => normal(2, 2, 40, 11),
      (x) => F.interpolate(x, { size: [5, 9], mode: 'bilinear', antialias: true }),
    ],
    [
      'trilinear',
      () => normal(2, 2, 5, 6, 7),
      (x) => F.interpolate(x, { size: [9, 4, 15], mode: 'trilinear' }),
    ],
    [
      'of a transposed image',
      () => normal(2, 9, 8, 3),
      (x) => F.interpolate(x.transpose(1, 3), { scaleFactor: 1.5, mode: 'bilinear' }),
    ],
  ])('%s', async (_, input, call) => {
    for (const isa of isas) {
      setIsa(isa);
      for (const n of [1, 3]) {
        setNumThreads(n);
        const { fast, plain } = await twins(['resample'], [input()], (x) => call(x!));
        expectClose(fast, plain);
      }
    }
  });

  it('with infinities and NaN', async () => {
    const x = tensor([[[1, Number.POSITIVE_INFINITY, Number.NaN, 2, 3, Number.NEGATIVE_INFINITY]]], on);
    for (const mode of ['nearest', 'linear'] as const) {
      const { fast, plain } = await twins(['resample'], [x], (t) =>
        F.interpolate(t!, { scaleFactor: 2, mode }),
      );
      expectClose(fast, plain);
    }
  });

  it('of an empty batch', async () => {
    const none = tensor([], { shape: [0, 3, 4, 4], ...on });
    expect(await results((x) => F.interpolate(x!, { scaleFactor: 2, mode: 'bilinear' }), [none])).toEqual([
      [],
    ]);
  });
});

describe('resampling by taps', () => {
  const x = from(float32, [1, 1, 3], [1, 2, 4]);
  const { resample } = backend.overrides;
  const run = (index: Operand | null, weight: Operand | null, out: Operand, transposed = false): void =>
    resample!.run([x, index, weight, null, null, null, null], [out], { transposed });

  it('sums them, and spreads what they sum', () => {
    const index = from(int64, [3, 2], [0n, 2n, 1n, 1n, 2n, 0n]);
    const weight = from(float32, [3, 2], [1, 10, 0.5, 0.5, 3, 0]);
    const out = empty(float32, [1, 1, 3]);
    run(index, weight, out);
    expect(read(out)).toEqual([41, 2, 12]);
    run(index, weight, out, true);
    expect(read(out)).toEqual([1, 2, 22]);
  });

  it.each<[string, Operand | null, Operand | null, Operand]>([
    ['positions beyond the dimension', from(int64, [1, 1], [3n]), null, empty(float32, [1, 1, 1])],
    ['negative positions', from(int64, [1, 1], [-1n]), null, empty(float32, [1, 1, 1])],
    ['too few positions', from(int64, [1, 1], [0n]), null, empty(float32, [1, 1, 2])],
    ['positions of another type', from(float32, [1, 1], [0]), null, empty(float32, [1, 1, 1])],
    ['too few weights', from(int64, [1, 2], [0n, 1n]), from(float32, [1], [1]), empty(float32, [1, 1, 1])],
    ['a dimension that changes by itself', null, null, empty(float32, [1, 1, 2])],
    ['other channels', from(int64, [1, 1], [0n]), null, empty(float32, [1, 2, 1])],
    ['another rank', from(int64, [1, 1], [0n]), null, empty(float32, [1, 1, 1, 1])],
  ])('refuses %s', (_, index, weight, out) => {
    expect(() => run(index, weight, out)).toThrow(InternalError);
  });
});
