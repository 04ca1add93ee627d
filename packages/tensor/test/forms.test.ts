import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

const list = (t: Tensor): number[] => Array.from(t.dataSync() as ArrayLike<number | bigint>, Number);

for (const device of devices) {
  const make = (data: Parameters<typeof T.tensor>[0], dtype?: T.DTypeName): Tensor =>
    T.tensor(data, dtype === undefined ? { device } : { device, dtype });

  describe(`creation on '${device}'`, () => {
    it('has PyTorch’s default dtypes', () => {
      const types = [
        T.zeros(2),
        T.arange(3),
        T.arange(0, 1, 0.5),
        T.full([1], 2),
        T.full([1], 2.5),
        T.full([1], true),
      ];
      expect(types.map((t) => t.dtype.name)).toEqual([
        'float32',
        'int64',
        'float32',
        'int64',
        'float32',
        'bool',
      ]);
      const like = T.zeros([2], { device, dtype: 'int32' });
      expect(T.onesLike(like).dtype).toBe(T.int32);
      expect(like.newFull([3], 1.5, { dtype: 'float64' }).shape).toEqual([3]);
      expect(T.zeros([2], { device, requiresGrad: true }).requiresGrad).toBe(true);
      expect(T.asTensor(like)).toBe(like);
    });

    it('counts as PyTorch does', () => {
      expect(list(T.arange(5, 0, -2, { device }))).toEqual([5, 3, 1]);
      expect(T.arange(0, 1, 0.1, { device }).shape).toEqual([10]);
      expect(list(T.arange(2 ** 53 - 2, 2 ** 53, { device }))).toEqual([2 ** 53 - 2, 2 ** 53 - 1]);
      expect(list(T.linspace(0, 1, 3, { device }))).toEqual([0, 0.5, 1]);
      expect(list(T.eye(2, 3, { device }))).toEqual([1, 0, 0, 0, 1, 0]);
    });
  });

  describe(`forms of ops on '${device}'`, () => {
    it('second names are the same op', () => {
      expect(T.subtract).toBe(T.sub);
      expect(T.greaterEqual).toBe(T.ge);
      expect(list(make([1, -2]).absolute())).toEqual([1, 2]);
      expect(list(make([1, -2]).negative_())).toEqual([-1, 2]);
    });

    it('where: as a function and in PyTorch’s order as a method', () => {
      const x = make([1, -2]);
      expect(list(T.where(x.gt(0), x, 0))).toEqual([1, 0]);
      expect(list(x.where(x.gt(0), 9))).toEqual([1, 9]);
      expect(T.where(x.gt(0), 1, 0).dtype).toBe(T.int64);
      expect(() => x.where(x, 9)).toThrow('where: condition must be a bool tensor, got float32');
    });

    it('max and min: of all, along a dim, of two', () => {
      const x = make([
        [1, 5, 5],
        [7, 0, 3],
      ]);
      expect(x.max().itemSync()).toBe(7);
      const [values, indices] = x.max(1);
      expect([list(values!), list(indices!), indices!.dtype.name]).toEqual([[5, 7], [1, 0], 'int64']);
      expect(list(x.min({ dim: 0, keepdim: true }).values)).toEqual([1, 0, 3]);
      expect(list(x.max(make([4])))).toEqual([4, 5, 5, 7, 4, 4]);
      const { min, max } = x.aminmax();
      expect([min.itemSync(), max.itemSync()]).toEqual([0, 7]);
    });

    it('var and std take the correction, and come with the mean', () => {
      const x = make([1, 2, 3, 4]);
      expect(x.var().itemSync()).toBeCloseTo(5 / 3, 6);
      expect(x.var({ correction: 0 }).itemSync()).toBeCloseTo(1.25, 6);
      const [deviation, mean] = T.stdMean(x);
      expect([deviation.itemSync() ** 2, mean.itemSync()]).toEqual([expect.closeTo(5 / 3, 5), 2.5]);
      const far = make([10000, 10001, 10002]);
      expect(far.var().itemSync()).toBeCloseTo(1, 6);
      expect(make([1]).var().itemSync()).toBeNaN();
    });

    it('a missing operand is refused, also after the op has run before', () => {
      const x = make([1, 2]);
      const lerp = T.lerp as unknown as (...args: unknown[]) => Tensor;
      expect(list(lerp(x, x, x))).toEqual([1, 2]);
      expect(() => lerp(x, x)).toThrow(T.ArgumentError);
      expect(list(lerp(x, x.mul(3), 0.5))).toEqual([2, 4]);
      expect(list(lerp(x, x.mul(3), 1))).toEqual([3, 6]);
    });

    it('shortcuts of where keep apart what promotes differently', () => {
      const c = make([true, false]);
      const n = make([1, 2], 'int64');
      expect([T.where(c, 1.5, 0).dtype.name, T.where(c, 1, 0).dtype.name]).toEqual(['float32', 'int64']);
      expect([T.where(c, n, 0.5).dtype.name, T.where(c, n, 0).dtype.name]).toEqual(['float32', 'int64']);
      const d = make([1, 2], 'float64');
      const scalar = T.tensor(3, { device, dtype: 'float64' });
      const f = make([1, 2]);
      expect([T.where(c, f, scalar).dtype.name, T.where(c, f, d).dtype.name]).toEqual(['float32', 'float64']);
    });

    it('numbers on the left', () => {
      const x = make([2, 4]);
      expect(list(T.sub(1, x))).toEqual([-1, -3]);
      expect(list(T.div(8, x))).toEqual([4, 2]);
      expect(list(T.pow(2, x))).toEqual([4, 16]);
      expect(list(T.remainder(7, x))).toEqual([1, 3]);
    });

    it('in place: keeps the dtype, refuses a higher category', () => {
      const n = make([7, -7], 'int32');
      expect(list(n.clone().floorDivide_(2))).toEqual([3, -4]);
      expect(() => n.clone().div_(2)).toThrow(
        "the result is float32, which can't be written in place into a int32 tensor",
      );
      expect(list(make([1, 2, 3]).cumsum_(0))).toEqual([1, 3, 6]);
      expect(
        list(
          make([
            [1, 2],
            [3, 4],
          ]).tril_(),
        ),
      ).toEqual([1, 0, 3, 4]);
    });

    it('sort is stable, and topk in order', () => {
      const x = make([2, 1, 2, 1, 3]);
      expect(list(x.sort().indices)).toEqual([1, 3, 0, 2, 4]);
      expect(list(x.sort({ descending: true }).indices)).toEqual([4, 0, 2, 1, 3]);
      expect(list(x.topk(3).values)).toEqual([3, 2, 2]);
      expect(list(x.topk(2, { largest: false }).indices)).toEqual([1, 3]);
      const many = T.randint(50, [3000], { device, generator: new T.Generator(1) });
      const order = list(many.argsort());
      const values = list(many);
      const expected = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
      expect(order).toEqual(expected);
    });

    it('answers that have to be read are promises', async () => {
      const x = make([1, NaN]);
      expect(await T.allclose(x, x)).toBe(false);
      expect(await T.allclose(x, x, { equalNan: true })).toBe(true);
      expect(await T.allclose(make([1]), make([1 + 1e-6]))).toBe(true);
      expect(await make([1, 2]).equal(make([1, 2]))).toBe(true);
      expect(await T.equal(make([1, 2]), make([[1, 2]]))).toBe(false);
      await expect(T.allclose(make([1]), make([1], 'float64'))).rejects.toThrow(
        'isclose: the operands have different dtypes',
      );
    });

    it('halves are reduced in float32', () => {
      const ones = T.ones([4000], { device, dtype: 'float16' });
      expect([ones.sum().itemSync(), ones.mean().itemSync(), ones.sum().dtype.name]).toEqual([
        4000,
        1,
        'float16',
      ]);
      const x = T.arange(0, 2, 0.001, { device }).half();
      expect(x.var().itemSync()).toBeCloseTo(x.float().var().itemSync(), 3);
    });

    it('second derivatives of products at a zero', () => {
      const x = T.tensor([2, 0, 3], { device, requiresGrad: true });
      x.prod().backward({ createGraph: true });
      const first = x.grad!;
      expect(list(first)).toEqual([0, 6, 0]);
      x.grad = null;
      first.select(0, 0).backward();
      // d(x₁·x₂)/dx = [0, x₂, x₁]
      expect(list(x.grad!)).toEqual([0, 3, 0]);
      const y = T.tensor([2, 0, 3], { device, requiresGrad: true });
      y.cumprod(0).sum().backward({ createGraph: true });
      const slope = y.grad!;
      // f = y₀ + y₀y₁ + y₀y₁y₂
      expect(list(slope)).toEqual([1, 8, 0]);
      y.grad = null;
      slope.sum().backward();
      expect(list(y.grad!)).toEqual([1 + 3 + 0, 1 + 3 + 2, 2 + 0].map((v) => v));
    });
  });
}
