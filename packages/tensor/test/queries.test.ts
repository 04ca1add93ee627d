import * as T from '@cresset/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { devices } from './devices.js';

afterEach(() => T.setDefaultDtype('float32'));

describe('limits of dtypes', () => {
  it('finfo', () => {
    expect(T.finfo()).toEqual({
      bits: 32,
      eps: 2 ** -23,
      max: 3.4028234663852886e38,
      min: -3.4028234663852886e38,
      tiny: 1.1754943508222875e-38,
      smallestNormal: 1.1754943508222875e-38,
      resolution: 1e-6,
      dtype: 'float32',
    });
    expect(T.finfo('float64').max).toBe(Number.MAX_VALUE);
    expect(T.finfo('float64').resolution).toBe(1e-15);
    expect(T.finfo('float16').max).toBe(65504);
    expect(T.finfo('bfloat16').eps).toBe(0.0078125);
    expect(T.finfo('complex64').dtype).toBe('float32');
    expect(() => T.finfo('int32')).toThrow(T.DTypeError);
  });

  it('iinfo', () => {
    expect(T.iinfo('uint8')).toEqual({ bits: 8, max: 255, min: 0, dtype: 'uint8' });
    expect(T.iinfo('int32').min).toBe(-2147483648);
    expect(T.iinfo('int64').max).toBe(9223372036854775807n);
    expect(() => T.iinfo('float32')).toThrow('use finfo');
  });

  it('canCast', () => {
    expect(T.canCast('float64', 'int32')).toBe(false);
    expect(T.canCast('int64', 'float16')).toBe(true);
    expect(T.canCast('int8', 'uint8')).toBe(false);
    expect(T.canCast('bool', 'uint8')).toBe(true);
  });
});

describe.each(devices)('queries on %s', (device) => {
  const x = (): T.Tensor => T.tensor([[1, 2, 3]], { device });

  it('of tensors', async () => {
    expect([T.isTensor(x()), T.isTensor(3)]).toEqual([true, false]);
    expect([T.numel(x()), x().nelement(), x().ndimension(), x().elementSize()]).toEqual([3, 3, 2, 4]);
    expect([x().size(), x().size(-1)]).toEqual([[1, 3], 3]);
    expect([T.isFloatingPoint(x()), T.isComplex(x()), x().isSigned()]).toEqual([true, false, true]);
    expect(x().isSameSize(T.zeros([3, 1], { device }))).toBe(false);
    expect([x().type(), T.typename(x()), x().type('int64').dtype]).toEqual([
      'torch.FloatTensor',
      'torch.FloatTensor',
      T.int64,
    ]);
    expect(await x().tolist()).toEqual([[1, 2, 3]]);
    expect(await T.isNonzero(T.tensor([0], { device }))).toBe(false);
    expect(await T.tensor(2, { device }).isNonzero()).toBe(true);
    await expect(T.isNonzero(x())).rejects.toThrow('expects one element');
    expect(T.broadcastShapes([3, 1], 4, [2, 1, 1])).toEqual([2, 3, 4]);
    expect([T.pi, T.e, T.inf, T.nan]).toEqual([Math.PI, Math.E, Infinity, NaN]);
  });

  it('retainsGrad', () => {
    const leaf = T.ones([2], { device, requiresGrad: true });
    const y = leaf.mul(2);
    expect([leaf.retainsGrad, y.retainsGrad]).toEqual([false, false]);
    y.retainGrad();
    expect(y.retainsGrad).toBe(true);
  });

  it('the default dtype is that of literals, random numbers and functions of integers', () => {
    const integers = T.tensor([1, 4], { dtype: 'int64', device });
    expect(integers.sqrt().dtype).toBe(T.float32);
    T.setDefaultDtype(T.float64);
    expect(T.getDefaultDtype()).toBe(T.float64);
    const made = [
      T.tensor([1, 2], { device }),
      T.zeros([2], { device }),
      T.rand([2], { device }),
      T.randn([2], { device }),
      T.linspace(0, 1, 3, { device }),
      T.arange(0, 1, 0.5, { device }),
      T.eye(2, { device }),
      T.full([2], 0.5, { device }),
      integers.sqrt(),
      integers.div(2),
      integers.add(0.5),
    ];
    expect(made.map((t) => t.dtype.name)).toEqual(made.map(() => 'float64'));
    T.setDefaultDtype('float32');
    expect(integers.sqrt().dtype).toBe(T.float32);
    expect(() => T.setDefaultDtype('int32')).toThrow('only a floating-point dtype');
  });

  it('emptyStrided has the strides that were asked for', () => {
    const t = T.emptyStrided([2, 3], [1, 2], { device });
    expect([t.shape, t.stride()]).toEqual([
      [2, 3],
      [1, 2],
    ]);
    t.fill_(3);
    expect(t.sum().itemSync()).toBe(18);
    expect(x().newEmptyStrided([2], [3]).stride()).toEqual([3]);
  });

  it('asarray keeps tensors', () => {
    const t = x();
    expect(T.asarray(t)).toBe(t);
    expect(T.asarray(t, { copy: true })).not.toBe(t);
    expect(() => T.asarray(t, { dtype: 'int64', copy: false })).toThrow('takes a copy');
  });
});

describe.each(devices)('random fillings on %s', (device) => {
  const n = 40_000;
  const filled = (f: (t: T.Tensor) => T.Tensor, dtype: T.DTypeName = 'float64'): number[] => {
    T.manualSeed(7);
    return Array.from(
      f(T.zeros([n], { device, dtype })).dataSync() as ArrayLike<number | bigint>,
      Number,
    ).sort((a, b) => a - b);
  };
  const mean = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
  const median = (v: number[]): number => v[v.length >> 1]!;
  const variance = (v: number[]): number => {
    const centre = mean(v);
    return mean(v.map((a) => (a - centre) ** 2));
  };

  it('cauchy_ has median and quartiles', () => {
    const v = filled((t) => t.cauchy_(2, 3));
    expect(median(v)).toBeCloseTo(2, 0);
    expect(v[(3 * n) >> 2]! - v[n >> 2]!).toBeGreaterThan(5.7);
    expect(v[(3 * n) >> 2]! - v[n >> 2]!).toBeLessThan(6.3);
  });

  it('logNormal_ is the exponential of normal numbers', () => {
    const logs = filled((t) => t.logNormal_(0.5, 0.25)).map(Math.log);
    expect(mean(logs)).toBeCloseTo(0.5, 2);
    expect(Math.sqrt(variance(logs))).toBeCloseTo(0.25, 2);
  });

  it('geometric_ counts trials', () => {
    const v = filled((t) => t.geometric_(0.25));
    expect(v[0]).toBe(1);
    expect(v.every(Number.isInteger)).toBe(true);
    expect(Math.abs(mean(v) - 4)).toBeLessThan(0.1);
    expect(Math.abs(variance(v) - 12)).toBeLessThan(1);
  });

  it('random_ fills the range', () => {
    const v = filled((t) => t.random_(3, 7), 'int64');
    expect([...new Set(v)]).toEqual([3, 4, 5, 6]);
    expect(v.filter((a) => a === 3).length / n).toBeCloseTo(0.25, 1);
    expect(new Set(filled((t) => t.random_(2), 'uint8'))).toEqual(new Set([0, 1]));
    expect(Math.max(...filled((t) => t.random_(), 'uint8'))).toBe(255);
  });

  it('poisson has equal mean and variance', () => {
    for (const rate of [0, 0.4, 5, 300]) {
      T.manualSeed(9);
      const v = Array.from(
        T.poisson(T.full([800], rate, { device, dtype: 'float64' })).dataSync() as Float64Array,
      );
      // The values follow from the seed: four standard errors of mean and variance.
      expect(Math.abs(mean(v) - rate)).toBeLessThanOrEqual(4 * Math.sqrt(rate / v.length));
      expect(Math.abs(variance(v) - rate)).toBeLessThanOrEqual(
        4 * Math.sqrt((2 * rate * rate + rate) / v.length),
      );
    }
  });

  it('binomial counts successes', () => {
    T.manualSeed(9);
    const count = T.full([n], 10, { device, dtype: 'float64' });
    const v = Array.from(
      T.binomial(count, T.tensor([0.3], { device, dtype: 'float64' })).dataSync() as Float64Array,
    );
    expect(Math.abs(mean(v) - 3)).toBeLessThan(0.05);
    expect(Math.abs(variance(v) - 2.1)).toBeLessThan(0.1);
    expect(Math.max(...v)).toBeLessThanOrEqual(10);
  });

  it('forkRng and states put the generator back', () => {
    T.manualSeed(3);
    const state = T.getRngState();
    const first = T.rand([3], { device }).toArraySync();
    T.setRngState(state);
    expect(T.rand([3], { device }).toArraySync()).toEqual(first);
    T.setRngState(state);
    T.forkRng(() => T.manualSeed(99));
    expect(T.rand([3], { device }).toArraySync()).toEqual(first);
    expect(T.initialSeed()).toBe(3);
    expect(T.seed()).toBe(T.initialSeed());
  });

  it('threads and determinism', () => {
    const before = T.getNumThreads();
    if (devices.includes('cpu')) {
      T.setNumThreads(1);
      expect(T.getNumThreads()).toBe(1);
      T.setNumThreads(before);
    }
    expect(T.areDeterministicAlgorithmsEnabled()).toBe(false);
    T.useDeterministicAlgorithms(true, { warnOnly: true });
    expect([T.areDeterministicAlgorithmsEnabled(), T.isDeterministicAlgorithmsWarnOnlyEnabled()]).toEqual([
      true,
      true,
    ]);
    T.useDeterministicAlgorithms(false);
    expect(() => T.setNumThreads(0)).toThrow('setNumThreads: int must be an integer ≥ 1');
  });
});
