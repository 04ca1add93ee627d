import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  add,
  mul,
  ones,
  ShapeError,
  setDefaultDevice,
  type Tensor,
  tensor,
  UnsupportedError,
  zeros,
} from '../src/index.js';
import { devices } from './devices.js';

afterAll(() => setDefaultDevice('reference'));

describe.each(devices)('16 dimensions on %s', (device) => {
  beforeEach(() => setDefaultDevice(device));
  const lead = (n: number): number[] => new Array<number>(14).fill(n);

  it('are enough for a matrix product, whose kernel has one more', () => {
    const shape = lead(1);
    shape[2] = 2;
    shape[9] = 3;
    const a = ones([...shape, 2, 5], { requiresGrad: true });
    const b = ones([...shape, 5, 4]).mul(tensor([1, 2, 3, 4]));
    const c = a.matmul(b);
    expect([c.ndim, c.numel(), c.sum().itemSync()]).toEqual([16, 48, 6 * 2 * 5 * 10]);
    c.sum().backward();
    expect(a.grad!.flatten().at(0).itemSync()).toBe(10);
    const full = ones([...lead(2), 1, 2]);
    expect(
      full
        .matmul(ones([2, 1]))
        .sum()
        .itemSync(),
    ).toBe(2 * 2 ** 14);
  });

  it('of batches that cannot be merged are refused in words', () => {
    const a = ones([...lead(2), 1, 1]);
    const shape = lead(2);
    for (let i = 0; i < 14; i += 2) shape[i] = 1;
    expect(() => a.matmul(ones([...shape, 1, 1]))).toThrow(UnsupportedError);
  });

  it('are the most that windows and indices give', () => {
    const x = ones(new Array<number>(16).fill(1));
    expect(() => x.unfold(0, 1, 1)).toThrow(
      new ShapeError('unfold: 17 dimensions; at most 16 are supported'),
    );
    const index = zeros(new Array<number>(15).fill(1), { dtype: 'int64' });
    expect(() => ones([2, 3, 4]).at(index)).toThrow(
      new ShapeError('index: 17 dimensions; at most 16 are supported'),
    );
    expect(ones([2, 3]).at(index).ndim).toBe(16);
  });
});

describe('arguments after an undefined one', () => {
  it('count on the short way too', () => {
    type Loose = (...args: unknown[]) => Tensor;
    const call = () => (add as unknown as Loose)(tensor([1, 2]), tensor([1, 2]), undefined, { alpha: 2 });
    expect(add(tensor([1, 2]), tensor([1, 2])).toArraySync()).toEqual([2, 4]);
    expect(call().toArraySync()).toEqual([3, 6]);
    const wrong = () => (mul as unknown as Loose)(tensor([1]), 3, undefined, 7);
    expect(() => wrong()).toThrow('mul: too many arguments (7)');
    mul(tensor([1]), 3);
    expect(() => wrong()).toThrow('mul: too many arguments (7)');
  });
});
