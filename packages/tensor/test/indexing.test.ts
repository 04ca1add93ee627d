import type { Tensor } from '@cresset/tensor';
import {
  ArgumentError,
  arange,
  bool,
  DTypeError,
  functional as F,
  GradientError,
  IndexError,
  ShapeError,
  slice,
  tensor,
  zeros,
} from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

describe.each(devices)('at on %s', (device) => {
  const x = (): Tensor => arange(24, { device }).reshape([2, 3, 4]);

  it('takes integers, slices, null and dots as views', () => {
    const v = x().at(0, slice(1, 3), null, '...');
    expect(v.shape).toEqual([2, 1, 4]);
    expect(v.toArraySync()).toEqual([[[4, 5, 6, 7]], [[8, 9, 10, 11]]]);
    const base = x();
    const row = base.at(1, -1);
    row.fill_(0);
    expect(base.at(1, 2).toArraySync()).toEqual([0, 0, 0, 0]);
    expect(base.at('...', slice(null, null, 3)).toArraySync()).toEqual([
      [
        [0, 3],
        [4, 7],
        [8, 11],
      ],
      [
        [12, 15],
        [16, 19],
        [0, 0],
      ],
    ]);
    expect(base.at().shape).toEqual([2, 3, 4]);
  });

  it('clips slices and counts negative positions from the end, as Python does', () => {
    const v = arange(5, { device });
    expect(v.at(slice(-2, 100)).toArraySync()).toEqual([3, 4]);
    expect(v.at(slice(3)).toArraySync()).toEqual([0, 1, 2]);
    expect(v.at(slice(4, 1)).toArraySync()).toEqual([]);
    expect(v.at(slice(1, null, 2)).toArraySync()).toEqual([1, 3]);
    expect(() => slice(0, 3, -1)).toThrow(ArgumentError);
    expect(() => slice(0.5, 3)).toThrow(ArgumentError);
  });

  it('puts the dims of neighbouring index tensors in their place, others in front', () => {
    const t = x();
    expect(t.at(slice(), [0, 2], [1, 2]).toArraySync()).toEqual([
      [1, 10],
      [13, 22],
    ]);
    expect(t.at([0, 1], slice(), [1, 2]).toArraySync()).toEqual([
      [1, 5, 9],
      [14, 18, 22],
    ]);
    expect(t.at([[0], [1]], [0, 2]).shape).toEqual([2, 2, 4]);
    // An integer is no index tensor for PyTorch: what is left of it stands together.
    expect(t.at(slice(), 0, [1, 2]).toArraySync()).toEqual([
      [1, 2],
      [13, 14],
    ]);
  });

  it('takes masks, alone and mixed', () => {
    const t = x();
    expect(t.at(t.gt(20)).toArraySync()).toEqual([21, 22, 23]);
    expect(t.at(0, [true, false, true], 1).toArraySync()).toEqual([1, 9]);
    expect(
      t
        .at(
          slice(),
          tensor(
            [
              [false, true, false, false],
              [false, false, false, false],
              [true, false, false, false],
            ],
            { device },
          ),
        )
        .toArraySync(),
    ).toEqual([
      [1, 8],
      [13, 20],
    ]);
    expect(t.at(t.gt(100)).shape).toEqual([0]);
    expect(() => t.at([true, false])).not.toThrow();
    expect(() => t.at([true, 1 as unknown as boolean])).toThrow(IndexError);
  });

  it('has gradients for views and copies, of repeated positions too', () => {
    const w = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { device, requiresGrad: true },
    );
    w.at([1, 0, 1], slice(2)).sum().backward();
    expect(w.grad!.toArraySync()).toEqual([
      [1, 1, 0],
      [2, 2, 0],
    ]);
  });
});

describe.each(devices)('setAt on %s', (device) => {
  const matrix = (): Tensor =>
    tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { device },
    );

  it('writes numbers and tensors in place', () => {
    const y = matrix();
    expect(y.setAt([slice(), 1], 9)).toBe(y);
    y.setAt(
      [
        [0, 1],
        [0, 2],
      ],
      tensor([7, 8], { device }),
    );
    expect(y.toArraySync()).toEqual([
      [7, 9, 3],
      [4, 9, 8],
    ]);
    y.setAt([y.gt(8)], 0);
    y.setAt([0], y.at(1));
    expect(y.toArraySync()).toEqual([
      [4, 0, 8],
      [4, 0, 8],
    ]);
    y.setAt(['...', slice(0, 2)], tensor([[[1], [2]]], { device }));
    expect(y.toArraySync()).toEqual([
      [1, 1, 8],
      [2, 2, 8],
    ]);
  });

  it('accumulates, also at repeated positions', () => {
    const y = matrix();
    y.setAt([[0, 0, 0]], 1, { accumulate: true });
    y.setAt([slice(), 0], tensor([10, 20], { device }), { accumulate: true });
    expect(y.toArraySync()).toEqual([
      [14, 5, 6],
      [24, 5, 6],
    ]);
  });

  it('reads what it overwrites before it does', () => {
    const v = arange(5, { device });
    v.setAt([slice(1, null)], v.at(slice(-1)));
    expect(v.toArraySync()).toEqual([0, 0, 1, 2, 3]);
  });

  it('casts 0-dim values and refuses others of a foreign dtype', () => {
    const v = zeros([3], { dtype: 'int64', device });
    v.setAt([0], tensor(2.9, { device }));
    v.setAt([slice(1, null)], tensor([1.5, 2.5], { device }));
    expect(v.toArraySync()).toEqual([2, 1, 2]);
    expect(() => v.setAt([[0, 1]], tensor([1, 2], { device }))).toThrow(DTypeError);
  });

  it('passes gradients to the value, and to the rest of the target', () => {
    const w = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { device, dtype: 'float64', requiresGrad: true },
    );
    const v = tensor([10, 20], { device, dtype: 'float64', requiresGrad: true });
    const z = w.mul(2);
    z.setAt([slice(), 1], v);
    z.setAt([tensor([1n, 1n], { device }), tensor([0n, 2n], { device })], v, { accumulate: true });
    expect(z.toArraySync()).toEqual([
      [2, 10, 6],
      [18, 20, 32],
    ]);
    z.mul(z).sum().backward();
    // PyTorch: w.grad and v.grad of the same program.
    expect(w.grad!.toArraySync()).toEqual([
      [8, 0, 24],
      [72, 0, 128],
    ]);
    expect(v.grad!.toArraySync()).toEqual([56, 104]);
  });

  it('refuses leaves that want a gradient, values that do not fit, and positions out of range', () => {
    const leaf = tensor([1, 2], { device, requiresGrad: true });
    expect(() => leaf.setAt([0], 1)).toThrow(GradientError);
    expect(() => matrix().setAt([0], tensor([1, 2], { device }))).toThrow(ShapeError);
    expect(() => matrix().setAt([2], 1)).toThrow(IndexError);
    expect(() => matrix().setAt([[0, 2]], 1)).toThrow(IndexError);
    expect(() => matrix().setAt([0, 0, 0], 1)).toThrow('setAt: 3 indices for the 2 dims');
  });
});

describe.each(devices)('sizes that depend on values, on %s', (device) => {
  it('nonzero and maskedSelect take a known size and read nothing back', () => {
    const x = tensor([0, 3, 0, 5], { device });
    expect(x.nonzero({ size: 2 }).toArraySync()).toEqual([[1], [3]]);
    expect(x.nonzero({ size: 3 }).toArraySync()).toEqual([[1], [3], [-1]]);
    expect(x.nonzero({ size: 1 }).toArraySync()).toEqual([[1]]);
    expect(x.maskedSelect(x.gt(0), { size: 2 }).toArraySync()).toEqual([3, 5]);
    const [rows, columns] = tensor(
      [
        [0, 1],
        [2, 0],
      ],
      { device },
    ).nonzero({ asTuple: true });
    expect([rows!.toArraySync(), columns!.toArraySync()]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('oneHot counts classes itself', () => {
    const t = F.oneHot(tensor([0n, 2n], { device }));
    expect(t.toArraySync()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(t.dtype.name).toBe('int64');
  });

  it('maskedFill keeps the dtype, also for bool', () => {
    const mask = tensor([true, false], { device });
    expect(mask.maskedFill(mask, 0).dtype).toBe(bool);
    expect(mask.maskedFill(mask, 0).toArraySync()).toEqual([false, false]);
    const half = tensor([1, 2], { device, dtype: 'float16' });
    expect(half.maskedFill(mask, Number.NEGATIVE_INFINITY).dtype.name).toBe('float16');
  });

  it('scatter in place, with reduce', () => {
    const x = tensor([1, 2, 3], { device });
    const index = tensor([0n, 0n, 2n], { device });
    x.scatter_(0, index, tensor([10, 20, 30], { device }), { reduce: 'add' });
    expect(x.toArraySync()).toEqual([31, 2, 33]);
    x.scatter_(0, index, 2, { reduce: 'multiply' });
    expect(x.toArraySync()).toEqual([124, 2, 66]);
    const w = tensor([1, 2], { device, requiresGrad: true });
    expect(() => w.scatter(0, tensor([0n], { device }), 2, { reduce: 'multiply' })).toThrow(GradientError);
  });
});
