import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { SGD } from '@cresset/optim';
import { type Tensor, tensor, use } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => use(reference(), autograd()));

const leaf = (): Tensor => tensor([1, 2, 3]).requiresGrad_();

describe('gradients dropped by zeroGrad', () => {
  it('give their memory back at once when the program has not looked at them', () => {
    const x = leaf();
    const optimizer = new SGD([x], { lr: 0.1 });
    const step = (): Tensor => {
      optimizer.zeroGrad();
      x.mul(x).sum().backward();
      optimizer.step();
      return x.gradSlot!;
    };
    const first = step();
    const second = step();
    expect(first.disposed).toBe(true);
    expect(second.disposed).toBe(false);
    expect(x.grad!.toArraySync()).toEqual([1.6, 3.2, 4.8].map(Math.fround));
  });

  it('stay alive when the program has looked at them', () => {
    const x = leaf();
    x.mul(x).sum().backward();
    const kept = x.grad!;
    new SGD([x], { lr: 0.1 }).zeroGrad();
    expect(x.grad).toBe(null);
    expect(kept.toArraySync()).toEqual([2, 4, 6]);
  });

  it('stay alive when the program has set them', () => {
    const x = leaf();
    const given = tensor([7, 8, 9]);
    x.grad = given;
    new SGD([x], { lr: 0.1 }).zeroGrad();
    expect(given.toArraySync()).toEqual([7, 8, 9]);
  });

  it('stay alive when a hook has seen them, on a leaf and further up', () => {
    const x = leaf();
    const seen: Tensor[] = [];
    x.registerHook((g) => {
      seen.push(g);
    });
    const squares = x.mul(x);
    squares.registerHook((g) => {
      seen.push(g);
    });
    squares.mul(2).sum().backward();
    new SGD([x], { lr: 0.1 }).zeroGrad();
    expect(seen.map((g) => g.toArraySync())).toEqual([
      [2, 2, 2],
      [4, 8, 12],
    ]);
  });
});
