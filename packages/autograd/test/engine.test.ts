import { reference } from '@cresset/backend-reference';
import {
  add,
  DisposedError,
  detach,
  GradientError,
  matmul,
  mul,
  observe,
  ShapeError,
  scope,
  type Tensor,
  tensor,
  use,
} from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { autograd, backwardAll, grad, noGrad } from '../src/index.js';

beforeAll(() => use(reference(), autograd()));

const leaf = (data: number[] | number[][]): Tensor => tensor(data, { dtype: 'float64', requiresGrad: true });

describe('backward', () => {
  it('gives the gradient of the first tutorial', () => {
    const x = tensor(
      [
        [1, 1],
        [1, 1],
      ],
      { requiresGrad: true },
    );
    const y = x.add(2);
    const z = y.mul(y).mul(3);
    z.sum().mul(0.25).backward();
    expect(x.grad!.toArraySync()).toEqual([
      [4.5, 4.5],
      [4.5, 4.5],
    ]);
  });

  it('adds the gradients of all uses, and over several passes', () => {
    const x = leaf([1, 2, 3]);
    x.mul(x).add(x).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([3, 5, 7]);
    x.sum().backward();
    expect(x.grad!.toArraySync()).toEqual([4, 6, 8]);
  });

  it('sums over broadcast dimensions and casts back', () => {
    const x = leaf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const b = tensor([1, 2, 3], { dtype: 'float32', requiresGrad: true });
    const s = tensor([2], { dtype: 'float64', requiresGrad: true });
    x.mul(b).mul(s).sum().backward();
    expect(b.grad!.dtype.name).toBe('float32');
    expect(b.grad!.toArraySync()).toEqual([10, 14, 18]);
    expect(s.grad!.toArraySync()).toEqual([46]);
  });

  it('never shares one gradient tensor between two leaves', () => {
    const a = leaf([1, 2]);
    const b = leaf([3, 4]);
    a.add(b).sum().backward();
    noGrad(() => a.grad!.mul_(10));
    expect(b.grad!.toArraySync()).toEqual([1, 1]);
    expect(a.grad!.isContiguous()).toBe(true);
  });

  it('runs through matrix products and functions whose result is saved', () => {
    const w = leaf([
      [1, 2],
      [3, 4],
    ]);
    matmul(w, w.exp()).sum().backward();
    const g = w.grad!.toArraySync() as number[][];
    // d/dw Σ w·exp(w) = rowsum(exp w)ᵀ + colsum(w)·exp(w)
    const e = Math.exp;
    expect(g[0]![0]).toBeCloseTo(e(1) + e(2) + 4 * e(1), 8);
    expect(g[1]![1]).toBeCloseTo(e(3) + e(4) + 6 * e(4), 8);
  });

  it('frees the graph, and says so when it is run again', () => {
    const x = leaf([1, 2]);
    const y = x.mul(x).sum();
    y.backward();
    expect(() => y.backward()).toThrowError(/freed by an earlier backward; pass { retainGraph: true }/);
    const z = x.mul(x).sum();
    z.backward({ retainGraph: true });
    z.backward();
    expect(x.grad!.toArraySync()).toEqual([6, 12]);
  });

  it('refuses what has no graph, no single element, or a gradient of another shape', () => {
    const x = leaf([1, 2]);
    expect(() => tensor([1]).backward()).toThrowError(GradientError);
    expect(() => x.mul(2).backward()).toThrowError(/a gradient must be given for a tensor of shape \[2\]/);
    expect(() => x.mul(2).backward({ gradient: tensor([1], { dtype: 'float64' }) })).toThrowError(ShapeError);
    expect(() => tensor([1, 2], { dtype: 'int64' }).requiresGrad_()).toThrowError(/int64/);
  });

  it('starts from a given gradient', () => {
    const x = leaf([1, 2]);
    x.mul(3).backward({ gradient: tensor([1, 10], { dtype: 'float64' }) });
    expect(x.grad!.toArraySync()).toEqual([3, 30]);
  });

  it('goes through chains of ten thousand calls without recursion', () => {
    const x = leaf([1]);
    let y: Tensor = x;
    for (let i = 0; i < 10_000; i++) y = y.add(x);
    y.backward();
    expect(x.grad!.toArraySync()).toEqual([10_001]);
  });

  it('serves several roots at once', () => {
    const x = leaf([1, 2]);
    const a = x.mul(2);
    const b = a.mul(3);
    backwardAll([a.sum(), b.sum()]);
    expect(x.grad!.toArraySync()).toEqual([8, 8]);
  });
});

describe('what is saved', () => {
  it('notices a change in place', () => {
    const x = leaf([1, 2]);
    const c = tensor([3, 4], { dtype: 'float64' });
    const y = x.mul(c).sum();
    c.add_(1);
    expect(() => y.backward()).toThrowError(/mul: input 1 .* was changed in place \(version 1, expected 0\)/);
  });

  it("survives the disposal of the user's handle", () => {
    const x = leaf([1, 2]);
    const c = tensor([3, 4], { dtype: 'float64' });
    const y = x.mul(c).sum();
    c.dispose();
    y.backward();
    expect(x.grad!.toArraySync()).toEqual([3, 4]);
    expect(() => c.add(1)).toThrowError(DisposedError);
  });

  it('survives scopes', () => {
    const x = leaf([1, 2]);
    const y = scope(() => x.mul(x).exp().mul(2).sum());
    y.backward();
    const g = x.grad!.toArraySync() as number[];
    expect(g[1]).toBeCloseTo(2 * 2 * 2 * Math.exp(4), 8);
  });

  it('releases temporaries: a repeated step allocates nothing new', () => {
    const w = leaf([1, 2, 3]);
    const step = (): void =>
      scope(() => {
        w.mul(w).exp().sum().backward();
        w.grad!.dispose();
        w.grad = null;
      });
    step();
    const memory = w.device.memory as unknown as { used: number; allocations: number };
    const used = memory.used;
    for (let i = 0; i < 50; i++) step();
    expect(memory.used).toBe(used);
    expect(memory.allocations).toBeGreaterThan(0);
  });
});

describe('in-place ops', () => {
  it('move the tensor on in the graph', () => {
    const x = leaf([1, 2]);
    const y = x.mul(1);
    y.mul_(3).add_(x);
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual([4, 4]);
  });

  it('are refused on leaves', () => {
    const x = leaf([1, 2]);
    expect(() => x.add_(1)).toThrowError(/a leaf that requires a gradient can't be changed in place/);
    noGrad(() => x.add_(1));
    expect(x.toArraySync()).toEqual([2, 3]);
  });

  it('keep the old value where the gradient needs it', () => {
    const [x, w] = [leaf([1, 2]), leaf([5, 7])];
    const y = x.mul(2);
    y.mul_(w);
    y.mul_(y);
    y.sum().backward();
    // y = (2xw)²
    expect(x.grad!.toArraySync()).toEqual([200, 784]);
    expect(w.grad!.toArraySync()).toEqual([40, 224]);
  });

  it('move older views of the tensor on', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const view = y.reshape([2, 1]);
    y.mul_(5);
    view.mul(2).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([20, 20]);
  });
});

describe('modes', () => {
  it('records nothing inside noGrad, sync and async', async () => {
    const x = leaf([1]);
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    const y = await noGrad(async () => {
      await Promise.resolve();
      return x.mul(2);
    });
    expect(y.requiresGrad).toBe(false);
    expect(x.mul(2).requiresGrad).toBe(true);
    expect(() =>
      noGrad(() => {
        throw new Error('inside');
      }),
    ).toThrowError('inside');
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  it('detach cuts the graph', () => {
    const x = leaf([2]);
    x.mul(detach(x)).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([2]);
  });
});

describe('hooks and retainGrad', () => {
  it('fill the gradient of a non-leaf and change gradients on their way', () => {
    const x = leaf([1, 2]);
    const y = x.mul(3);
    y.retainGrad();
    const seen: unknown[] = [];
    const handle = y.registerHook((g) => {
      seen.push(g.toArraySync());
      return g.mul(10);
    });
    y.mul(2).sum().backward();
    expect(seen).toEqual([[2, 2]]);
    expect(y.grad!.toArraySync()).toEqual([20, 20]);
    expect(x.grad!.toArraySync()).toEqual([60, 60]);
    handle.remove();
    x.grad = null;
    y.mul(2).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([6, 6]);
  });

  it('see the complete gradient of a leaf once', () => {
    const x = leaf([1]);
    let calls = 0;
    x.registerHook(() => {
      calls++;
    });
    x.mul(2).add(x.mul(3)).sum().backward();
    expect(calls).toBe(1);
    expect(x.grad!.toArraySync()).toEqual([5]);
  });
});

describe('grad', () => {
  it('leaves grad alone and gives second order', () => {
    const x = leaf([2]);
    const y = x.mul(x).mul(x).sum();
    const [g] = grad(y, x, { createGraph: true });
    expect(g!.toArraySync()).toEqual([12]);
    const [h] = grad(g!.sum(), x);
    expect(h!.toArraySync()).toEqual([12]);
    expect(x.grad).toBeNull();
  });

  it('works for inputs that are not leaves, and skips what is not asked for', () => {
    const x = leaf([2]);
    const y = x.mul(3);
    const z = y.mul(y);
    const called: string[] = [];
    const watch = observe({ called: (name) => called.push(name) });
    const [g] = grad(z.sum(), y);
    watch.remove();
    expect(g!.toArraySync()).toEqual([12]);
    expect(called.filter((n) => n === 'mulBackward')).toHaveLength(1);
  });

  it('speaks up about unused inputs', () => {
    const x = leaf([2]);
    const u = leaf([1]);
    expect(() => grad(x.mul(2).sum(), [u])).toThrowError(/has no part in the outputs/);
    expect(grad(x.mul(2).sum(), [u], { allowUnused: true })).toEqual([null]);
    expect(grad(x.mul(2).sum(), [u], { materializeGrads: true })[0]!.toArraySync()).toEqual([0]);
    expect(() => grad(x.mul(2).sum(), [tensor([1])])).toThrowError(/input 0 doesn't require a gradient/);
  });
});

it('needs no list of ops: what is observed is what was called', () => {
  const names: string[] = [];
  const watch = observe({ called: (name) => names.push(name) });
  mul(add(tensor([1]), tensor([2])), 3);
  watch.remove();
  expect(names).toEqual(['add', 'mul']);
});
