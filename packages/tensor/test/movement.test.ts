import type { Tensor } from '@cresset/tensor';
import { arange, cat, GradientError, ShapeError, tensor } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

describe.each(devices)('movement on %s', (device) => {
  const range = (n: number, requiresGrad = false): Tensor =>
    arange(n, { device, dtype: 'float64', requiresGrad });

  it('views share memory with what they view', () => {
    const x = range(12).reshape([3, 4]);
    const views = {
      view: x.view([4, 3]),
      flatten: x.flatten(),
      permute: x.permute([1, 0]),
      T: x.T,
      mT: x.mT,
      squeeze: x.unsqueeze(0).squeeze(0),
      select: x.select(0, 0),
      narrow: x.narrow(1, 0, 2),
      diagonal: x.diagonal(),
      unfold: x.unfold(1, 2, 1),
      split: x.split(2)[0]!,
      chunk: x.chunk(2, 1)[0]!,
      unbind: x.unbind()[0]!,
      tensorSplit: x.tensorSplit(2)[0]!,
      asStrided: x.asStrided([2, 2], [1, 1]),
      expand: x.narrow(0, 0, 1).expand([5, 4]),
      movedim: x.movedim(0, 1),
    };
    x.fill_(-1);
    for (const [name, v] of Object.entries(views)) {
      expect(new Set(v.reshape([-1]).toArraySync() as number[]), name).toEqual(new Set([-1]));
    }
  });

  it('view refuses strides that reshape would copy', () => {
    const x = range(6).reshape([2, 3]).T;
    expect(() => x.view([6])).toThrow(ShapeError);
    expect(x.reshape([6]).toArraySync()).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('T is for matrices', () => {
    expect(() => range(8).reshape([2, 2, 2]).T).toThrow('use mT, transpose or permute');
    expect(range(8).reshape([2, 2, 2]).mT.toArraySync()).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
      [
        [4, 6],
        [5, 7],
      ],
    ]);
  });

  it('split and unbind have a gradient when only some parts are used', () => {
    const x = range(5, true);
    const [a, , c] = x.split([1, 2, 2]);
    a!.mul(3).sum().add(c!.mul(c!).sum()).backward();
    expect(x.grad!.toArraySync()).toEqual([3, 0, 0, 6, 8]);
    const y = range(3, true);
    y.unbind()[1]!.mul(7).backward();
    expect(y.grad!.toArraySync()).toEqual([0, 7, 0]);
  });

  it('cat of many tensors has all their gradients', () => {
    const parts = Array.from({ length: 40 }, () => range(2, true));
    const factors = range(80);
    cat(parts).mul(factors).sum().backward();
    parts.forEach((p, i) => {
      expect(p.grad!.toArraySync()).toEqual([2 * i, 2 * i + 1]);
    });
  });

  it('windows that overlap add up in backward', () => {
    const x = range(5, true);
    x.unfold(0, 3, 1).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([1, 2, 3, 2, 1]);
  });

  it("asStrided has PyTorch's gradient for overlapping windows, of second order too", () => {
    const x = range(5, true);
    const factors = range(9).reshape([3, 3]);
    x.asStrided([3, 3], [1, 1]).mul(factors).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([0, 4, 12, 12, 8]);
    const y = range(4, true);
    const v = y.asStrided([3, 2], [1, 1]);
    v.mul(v).mul(v).sum().backward({ createGraph: true });
    // 3·y² for each window that an element is in; summed and differentiated again, 6·y.
    const first = y.grad!;
    expect(first.toArraySync()).toEqual([0, 6, 24, 27]);
    y.grad = null;
    first.sum().backward();
    expect(y.grad!.toArraySync()).toEqual([0, 12, 24, 18]);
  });

  it('asStrided stays inside the storage', () => {
    const x = range(6);
    expect(x.asStrided([2], [5]).toArraySync()).toEqual([0, 5]);
    expect(x.asStrided([2], [1], 4).toArraySync()).toEqual([4, 5]);
    expect(() => x.asStrided([2], [1], 5)).toThrow(ShapeError);
    expect(() => x.asStrided([7], [1])).toThrow('reaches element 6, but the storage has 6');
    const w = range(6, true);
    expect(() => w.mul(1).T.narrow(0, 1, 2).asStrided([2], [1], 0)).toThrow(GradientError);
  });

  it('unfold, flip and roll of empty and 0-dim tensors', () => {
    expect(tensor(3, { device }).unfold(0, 1, 1).shape).toEqual([1]);
    expect(tensor([], { device }).flip([0]).shape).toEqual([0]);
    expect(tensor([1, 2, 3], { device }).roll(-4).toArraySync()).toEqual([2, 3, 1]);
  });
});
