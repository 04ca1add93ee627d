import { reference } from '@cresset/backend-reference';
import * as T from '@cresset/tensor';
import {
  ArgumentError,
  allclose,
  manualSeed,
  matmul,
  ones,
  rand,
  randn,
  ShapeError,
  stack,
  Tensor,
  tensor,
  UnsupportedError,
  use,
  zeros,
} from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { autograd, func } from '../src/index.js';

beforeAll(() => {
  use(reference(), autograd());
  manualSeed(3);
});

const { vmap, grad } = func;
const near = async (a: unknown, b: Tensor): Promise<void> => {
  expect(a).toBeInstanceOf(Tensor);
  expect((a as Tensor).shape).toEqual(b.shape);
  expect(await allclose(a as Tensor, b, { rtol: 1e-5, atol: 1e-6 })).toBe(true);
};
const each = (n: number, f: (i: number) => Tensor): Tensor =>
  stack(Array.from({ length: n }, (_, i) => f(i)));

describe('vmap', () => {
  it('takes and gives trees, with a dim for each part', async () => {
    const x = { a: randn([4, 3]), b: [randn([3, 4])] };
    const f = vmap(
      (t: { a: Tensor; b: Tensor[] }) => ({ sum: t.a.add(t.b[0]!), dot: t.a.mul(t.b[0]!).sum() }),
      {
        inDims: [{ a: 0, b: [-1] }],
        outDims: { sum: 1, dot: 0 },
      },
    );
    const out = f(x) as { sum: Tensor; dot: Tensor };
    await near(out.sum, x.a.add(x.b[0]!.t()).t());
    await near(out.dot, x.a.mul(x.b[0]!.t()).sum(1));
  });

  it('nests', async () => {
    const [x, y] = [randn([3, 5]), randn([4, 5])];
    const products = vmap((a: Tensor) => vmap((b: Tensor) => a.mul(b).sum())(y))(x);
    await near(products, matmul(x, y.t()));
  });

  it('gives the gradient of each sample', async () => {
    const [w, x, y] = [randn([3]), randn([6, 3]), randn([6])];
    const loss = (w: Tensor, x: Tensor, y: Tensor): Tensor => x.mul(w).sum().tanh().sub(y).pow(2);
    const all = vmap(grad(loss), { inDims: [null, 0, 0] })(w, x, y);
    await near(
      all,
      each(6, (i) => grad(loss)(w, x.select(0, i), y.select(0, i)) as Tensor),
    );
  });

  it('sums gradients of what was made outside over the batch', async () => {
    const w = randn([3]).requiresGrad_();
    const x = randn([6, 3]).requiresGrad_();
    const y = vmap((row: Tensor) => row.mul(w.mul(2)).sin().sum())(x) as Tensor;
    y.sum().backward();
    const [gw, gx] = [w.grad!, x.grad!];
    w.grad = null;
    x.grad = null;
    x.mul(w.mul(2)).sin().sum().backward();
    await near(gw, w.grad!);
    await near(gx, x.grad!);
  });

  it('is differentiated as a whole, and again', async () => {
    const x = randn([4, 2]);
    const f = (t: Tensor): Tensor => (vmap((r: Tensor) => r.pow(3).sum())(t) as Tensor).sum();
    await near(grad(f)(x), x.pow(2).mul(3));
    await near(
      func.hessian((t: Tensor) => f(t.reshape([4, 2])))(x.reshape([8])),
      T.diag(x.reshape([8]).mul(6)),
    );
  });

  it('gives a Jacobian by rows at once', async () => {
    const x = randn([3]);
    const f = (t: Tensor): Tensor => matmul(T.outer(t, t), t.sin());
    const [, pull] = func.vjp(f, [x]);
    await near(vmap(pull)(T.eye(3)), func.jacrev(f)(x) as Tensor);
  });

  it('repeats results that do not depend on the batch', async () => {
    const out = vmap((x: Tensor) => [x.mul(2), ones([2])])(randn([3])) as Tensor[];
    await near(out[1], ones([3, 2]));
    const same = vmap(() => ones([2]), { outDims: null })(randn([3]));
    await near(same, ones([2]));
  });

  it('runs in chunks', async () => {
    const x = randn([7, 2]);
    const sizes: number[] = [];
    const f = vmap(
      (r: Tensor) => {
        sizes.push(r.numel());
        return r.mul(r).sum();
      },
      { chunkSize: 3 },
    );
    await near(f(x), x.mul(x).sum(1));
    expect(sizes.length).toBe(3);
  });

  it('draws as it is told', async () => {
    const x = ones([4, 3]);
    const noisy = (r: Tensor): Tensor => r.add(rand([3]));
    expect(() => vmap(noisy)(x)).toThrow(UnsupportedError);
    expect(() => vmap(noisy)(x)).toThrow("{ randomness: 'different' }");
    const rows = (t: unknown): string[] => ((t as Tensor).toArraySync() as number[][]).map((r) => r.join());
    expect(new Set(rows(vmap(noisy, { randomness: 'different' })(x))).size).toBe(4);
    expect(new Set(rows(vmap(noisy, { randomness: 'same' })(x))).size).toBe(1);
    const drop = (r: Tensor): Tensor => T.functional.dropout(r, 0.5);
    const x16 = ones([8, 16]);
    expect(new Set(rows(vmap(drop, { randomness: 'different' })(x16))).size).toBeGreaterThan(4);
    expect(() => vmap(drop, { randomness: 'same' })(x16)).toThrow('draw a mask');
  });

  it('drops the same elements backward as forward', async () => {
    const w = ones([32]);
    const f = (w: Tensor, x: Tensor): Tensor => T.functional.dropout(x.mul(w), 0.5).sum();
    const value = vmap(func.gradAndValue(f), { inDims: [null, 0], randomness: 'different' });
    const [g, v] = value(w, ones([5, 32])) as [Tensor, Tensor];
    await near(g.sum(1), v);
  });

  it('calls ops without a batching rule once for each element', async () => {
    const x = randn([3, 2, 2]);
    const plus = x.matmul(x.transpose(1, 2)).add(T.eye(2));
    await near(
      vmap((m: Tensor) => T.linalg.inv(m))(plus),
      each(3, (i) => T.linalg.inv(plus.select(0, i))),
    );
  });

  it('refuses in words', () => {
    const x = randn([3, 2]);
    const id = (t: Tensor): Tensor => t;
    expect(() => vmap((t: Tensor) => tensor(t.itemSync()))(randn([3]))).toThrow("can't be read");
    expect(() => vmap((t: Tensor) => zeros([2]).add_(t))(x)).toThrow("can't be changed in place");
    const w = ones([2]).requiresGrad_();
    const trains = (t: Tensor): Tensor => {
      t.mul(w).sum().backward();
      return t;
    };
    expect(() => vmap(trains)(x)).toThrow('use func.grad');
    expect(() => vmap(id, { inDims: null })(x)).toThrow('no argument is batched');
    expect(() => vmap(id, { inDims: 2 })(x)).toThrow(ArgumentError);
    expect(() => vmap(id, { outDims: null })(x)).toThrow('which is batched');
    expect(() => vmap(T.add as never)(x, randn([4, 2]))).toThrow(ShapeError);
    expect(() => vmap((async (t: Tensor) => t) as never)(x)).toThrow('async');
    expect(() => vmap(id, { randomness: 'often' as never })(x)).toThrow('randomness');
    expect(() => vmap(id, { chunkSize: 0 })(x)).toThrow('chunkSize');
  });

  it('leaves nothing behind when the function throws', async () => {
    const x = randn([3, 2]);
    expect(() =>
      vmap(() => {
        throw new Error('no');
      })(x),
    ).toThrow('no');
    expect(() => rand([2])).not.toThrow();
  });
});
