import { ArgumentError, arange, Generator, IndexError, ShapeError, tensor, zeros } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConcatDataset, RandomStream, randomSplit, Subset, TensorDataset } from '../src/index.js';
import { Numbers } from './fixtures.js';
import { setup } from './setup.js';

beforeAll(setup);

describe('TensorDataset', () => {
  it('gives rows of its tensors, one by one and in batches', async () => {
    const data = new TensorDataset(arange(6).reshape([3, 2]), tensor([7n, 8n, 9n] as never));
    expect(data.length).toBe(3);
    const [x, y] = data.get(1);
    expect([await x.toArray(), await y.item()]).toEqual([[2, 3], 8]);
    expect(await data.get(-1)[0].toArray()).toEqual([4, 5]);
    const [xs, ys] = data.getBatch([2, 0]);
    expect([await xs.toArray(), await ys.toArray()]).toEqual([
      [
        [4, 5],
        [0, 1],
      ],
      [9, 7],
    ]);
  });

  it('says in words what is wrong with its tensors', () => {
    expect(() => new TensorDataset()).toThrow(ArgumentError);
    expect(() => new TensorDataset(zeros([3]), zeros([2, 2]))).toThrow(
      'TensorDataset: dimension 0 must have one size in all tensors, the shapes are [3], [2, 2]',
    );
    expect(() => new TensorDataset(zeros([]))).toThrow(ShapeError);
    expect(() => new TensorDataset(3 as never)).toThrow('argument 0 is no tensor');
    expect(() => new TensorDataset(zeros([3])).get(3)).toThrow(IndexError);
    expect(() => new TensorDataset(zeros([3])).getBatch([0, 5])).toThrow(
      'TensorDataset: index 5 is out of range for 3 samples',
    );
  });
});

describe('Subset', () => {
  it('renumbers the samples of another data set, batches too where that has them', async () => {
    const plain = new Subset(new Numbers(10), [5, 3, 9]);
    expect([plain.length, plain.get(0), plain.get(-1)]).toEqual([3, 5, 9]);
    expect(plain.getBatch).toBeUndefined();
    const batched = new Subset(new TensorDataset(arange(10)), [5, 3, 9]);
    expect(await (await batched.getBatch!([2, 0]))[0].toArray()).toEqual([9, 5]);
  });

  it('refuses positions that are not there', () => {
    expect(() => new Subset(new Numbers(3), [0, 3])).toThrow('Subset: index 3 is out of range for 3 samples');
    expect(() => new Subset(new Numbers(3), [0]).get(1)).toThrow(IndexError);
  });
});

describe('ConcatDataset', () => {
  it('counts through its parts', () => {
    const joined = new ConcatDataset([new Numbers(2), new Numbers(0), new Numbers(3)]);
    expect(joined.length).toBe(5);
    expect([0, 1, 2, 3, 4, -1].map((i) => joined.get(i))).toEqual([0, 1, 0, 1, 2, 2]);
    expect(() => joined.get(5)).toThrow(IndexError);
    expect(() => new ConcatDataset([])).toThrow(ArgumentError);
  });
});

describe('randomSplit', () => {
  it('cuts into parts without overlap, the same for the same seed', () => {
    const split = () => randomSplit(new Numbers(10), [7, 3], { generator: new Generator(4) });
    const [a, b] = split();
    const indices = [...Array.from(a!.indices), ...Array.from(b!.indices)];
    expect([a!.length, b!.length]).toEqual([7, 3]);
    expect([...indices].sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(indices).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from(split()[0]!.indices)).toEqual(Array.from(a!.indices));
  });

  it('takes fractions as PyTorch does', () => {
    const sizes = (total: number, parts: number[]) =>
      randomSplit(new Numbers(total), parts).map((s) => s.length);
    expect(sizes(10, [0.5, 0.3, 0.2])).toEqual([5, 3, 2]);
    expect(sizes(11, [0.5, 0.3, 0.2])).toEqual([6, 3, 2]);
  });

  it('refuses lengths that do not add up', () => {
    expect(() => randomSplit(new Numbers(10), [5, 4])).toThrow(/\[5, 4\] add up to 9/);
    expect(() => randomSplit(new Numbers(10), [11, -1])).toThrow(ArgumentError);
    expect(() => randomSplit(new Numbers(10), [5, 5], { seed: 3 } as never)).toThrow("unknown option 'seed'");
  });
});

describe('RandomStream', () => {
  it('draws evenly, and the same numbers for the same seed', () => {
    const counts = new Array(6).fill(0);
    const stream = new RandomStream(11);
    for (let i = 0; i < 60_000; i++) counts[stream.below(6)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    const mean = Array.from({ length: 20_000 }, () => stream.normal()).reduce((a, b) => a + b) / 20_000;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect([...new RandomStream(5).permutation(5)]).toEqual([...new RandomStream(5).permutation(5)]);
  });
});
