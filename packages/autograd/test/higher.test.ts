import { reference } from '@cresset/backend-reference';
import { float64, GradientError, manualSeed, matmul, rand, type Tensor, tensor, use } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  autograd,
  checkpoint,
  customFunction,
  detectAnomaly,
  grad,
  gradcheck,
  gradgradcheck,
  hessian,
  jacobian,
  jvp,
  vjp,
} from '../src/index.js';

beforeAll(() => use(reference(), autograd()));

const leaf = (data: number[] | number[][]): Tensor => tensor(data, { dtype: float64, requiresGrad: true });
const plain = (data: number[] | number[][]): Tensor => tensor(data, { dtype: float64 });

describe('gradcheck', () => {
  it('passes for right gradients, first and second order', async () => {
    const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).exp().add(matmul(x, y));
    const inputs = [
      leaf([
        [0.1, 0.2],
        [0.3, -0.4],
      ]),
      leaf([
        [0.5, -0.1],
        [0.2, 0.7],
      ]),
    ];
    await expect(gradcheck(f, inputs)).resolves.toBe(true);
    await expect(gradgradcheck(f, inputs)).resolves.toBe(true);
  });

  it('fails for a wrong one, naming input and element', async () => {
    const wrong = customFunction({
      name: 'wrong',
      forward: (_c, x: Tensor) => x.mul(x),
      backward: (_c, g) => g!.mul(3),
    });
    await expect(gradcheck(wrong, [leaf([1.5, 2])])).rejects.toThrowError(
      /input 0, element 1: the gradient is/,
    );
  });

  it('wants float64', async () => {
    await expect(gradcheck((x) => x.mul(2), [tensor([1], { requiresGrad: true })])).rejects.toThrowError(
      /float64/,
    );
  });
});

describe('custom functions', () => {
  const square = customFunction({
    name: 'square',
    forward(c, x: Tensor) {
      c.saveForBackward(x);
      return x.mul(x);
    },
    backward: (c, g) => g!.mul(c.savedTensors[0]!.mul(2)),
  });

  it('take part in the graph, to second order', () => {
    const x = leaf([3]);
    const [g] = grad(square(x).sum(), x, { createGraph: true });
    expect(g!.toArraySync()).toEqual([6]);
    expect(grad(g!.sum(), x)[0]!.toArraySync()).toEqual([2]);
  });

  it('notice changes in place and too many gradients', () => {
    const x = leaf([3]).mul(1);
    const y = square(x).sum();
    x.add_(1);
    expect(() => y.backward()).toThrowError(/square: a saved tensor was changed in place/);
    const greedy = customFunction({
      name: 'greedy',
      forward: (_c, x: Tensor) => x.mul(1),
      backward: (_c, g) => [g, g],
    });
    expect(() =>
      greedy(leaf([1]))
        .sum()
        .backward(),
    ).toThrowError(/returned 2 gradients for 1 arguments/);
    const same = customFunction({ name: 'same', forward: (_c, x: Tensor) => x, backward: (_c, g) => g });
    expect(() => same(leaf([1]))).toThrowError(/returned one of its arguments/);
  });
});

describe('functional', () => {
  it('jacobian and hessian', () => {
    const x = plain([1, 2]);
    expect(jacobian((t) => t.mul(t), x).toArraySync()).toEqual([
      [2, 0],
      [0, 4],
    ]);
    const [ja, jb] = jacobian((a, b) => a.mul(b), [plain([1, 2]), plain([3, 4])]);
    expect(ja!.toArraySync()).toEqual([
      [3, 0],
      [0, 4],
    ]);
    expect(jb!.toArraySync()).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(hessian((t) => t.mul(t).mul(t).sum(), x).toArraySync()).toEqual([
      [6, 0],
      [0, 12],
    ]);
    const blocks = hessian((a, b) => a.mul(b).sum(), [plain([1, 2]), plain([3, 4])]);
    expect(blocks[0]![1]!.toArraySync()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(() => hessian((t) => t.mul(2), x)).toThrowError(GradientError);
  });

  it('vjp and jvp', () => {
    const f = (t: Tensor): Tensor => t.mul(t);
    const [y, [g]] = vjp(f, plain([1, 2]), plain([1, 10]));
    expect(y.toArraySync()).toEqual([1, 4]);
    expect(g!.toArraySync()).toEqual([2, 40]);
    const [, forward] = jvp(f, plain([1, 2]), plain([1, 10]));
    expect(forward.toArraySync()).toEqual([2, 40]);
  });
});

describe('checkpoint', () => {
  it('gives the same gradients, those of captured leaves too', () => {
    const w = leaf([2, 3]);
    const x = leaf([5, 7]);
    const y = checkpoint((t) => t.mul(w).exp().mul(1e-6), x);
    y.sum().backward();
    const got = [x.grad!.toArraySync(), w.grad!.toArraySync()];
    x.grad = null;
    w.grad = null;
    x.mul(w).exp().mul(1e-6).sum().backward();
    expect(got).toEqual([x.grad!.toArraySync(), w.grad!.toArraySync()]);
  });

  it('draws the same random numbers in both runs, and none the fewer afterwards', () => {
    manualSeed(5);
    const x = leaf([1, 2, 3, 4, 5, 6, 7, 8]);
    const y = checkpoint((t) => t.mul(rand([8], { dtype: float64 })), x);
    const after = rand([1]).itemSync();
    y.sum().backward();
    const ratios = (y.toArraySync() as number[]).map((v, i) => v / (i + 1));
    (x.grad!.toArraySync() as number[]).forEach((g, i) => expect(g).toBeCloseTo(ratios[i]!, 12));
    manualSeed(5);
    rand([8], { dtype: float64 });
    expect(after).toBe(rand([1]).itemSync());
  });

  it('survives the disposal of its input', () => {
    const x = leaf([2]);
    const h = x.mul(3);
    const y = checkpoint((t) => t.mul(t), h);
    h.dispose();
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual([36]);
  });

  it('keeps the counts of the outer pass for leaves that both passes meet', () => {
    const w = leaf([2]);
    const x = leaf([3]);
    const inner = checkpoint((t) => t.mul(w), x);
    inner.add(w.mul(10)).sum().backward();
    expect(w.grad!.toArraySync()).toEqual([13]);
    expect(x.grad!.toArraySync()).toEqual([2]);
  });
});

describe('anomaly mode', () => {
  it('names the forward line of a NaN', () => {
    const x = leaf([0]);
    expect(() =>
      detectAnomaly(() => {
        x.mul(Infinity).mul(0).exp().sum().backward();
      }),
    ).toThrowError(/contains NaN[\s\S]*higher\.test\.ts/);
  });
});
