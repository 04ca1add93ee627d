import { ArgumentError, Generator, manualSeed } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import {
  BatchSampler,
  RandomSampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from '../src/index.js';
import { Numbers } from './fixtures.js';

const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b);
const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('samplers', () => {
  it('SequentialSampler counts', () => {
    const sampler = new SequentialSampler(new Numbers(4));
    expect([sampler.length, ...sampler]).toEqual([4, 0, 1, 2, 3]);
  });

  it('RandomSampler permutes, another way each epoch and the same way for the same seed', () => {
    const sampler = new RandomSampler(new Numbers(10), { generator: new Generator(1) });
    const [first, second] = [[...sampler], [...sampler]];
    expect(sorted(first)).toEqual(ten);
    expect(first).not.toEqual(second);
    expect([...new RandomSampler(new Numbers(10), { generator: new Generator(1) })]).toEqual(first);
    manualSeed(3);
    const seeded = [...new RandomSampler(new Numbers(10))];
    manualSeed(3);
    expect([...new RandomSampler(new Numbers(10))]).toEqual(seeded);
    expect([...new RandomSampler(new Numbers(0))]).toEqual([]);
  });

  it('RandomSampler draws with replacement, and more than there are', () => {
    const many = new RandomSampler(new Numbers(3), { replacement: true, numSamples: 100 });
    expect(many.length).toBe(100);
    expect(new Set(many)).toEqual(new Set([0, 1, 2]));
    const twice = [...new RandomSampler(new Numbers(10), { numSamples: 25 })];
    expect(twice.length).toBe(25);
    expect(sorted(twice.slice(0, 10))).toEqual(ten);
    expect(sorted(twice.slice(10, 20))).toEqual(ten);
    expect(() => new RandomSampler(new Numbers(3), { numSamples: 0 })).toThrow(ArgumentError);
    expect(() => new RandomSampler(new Numbers(0), { replacement: true })).toThrow(ArgumentError);
  });

  it('SubsetRandomSampler permutes the given indices', () => {
    const sampler = new SubsetRandomSampler([4, 8, 15, 16, 23, 42], { generator: new Generator(2) });
    expect(sampler.length).toBe(6);
    expect(sorted(sampler)).toEqual([4, 8, 15, 16, 23, 42]);
    expect(sampler.indices).toEqual([4, 8, 15, 16, 23, 42]);
  });

  it('WeightedRandomSampler draws in proportion', () => {
    const counts = [0, 0, 0, 0];
    for (const i of new WeightedRandomSampler([1, 0, 3, 4], 8000, { generator: new Generator(6) }))
      counts[i]!++;
    expect(counts[1]).toBe(0);
    for (const [i, wanted] of [1000, 0, 3000, 4000].entries())
      expect(Math.abs(counts[i]! - wanted)).toBeLessThan(200);
    const without = [...new WeightedRandomSampler([1, 0, 3, 4], 3, { replacement: false })];
    expect(sorted(without)).toEqual([0, 2, 3]);
    // The heavy one comes first most of the time.
    let heavyFirst = 0;
    for (let i = 0; i < 200; i++) {
      const [first] = new WeightedRandomSampler([1, 99], 2, { replacement: false });
      heavyFirst += Number(first === 1);
    }
    expect(heavyFirst).toBeGreaterThan(180);
  });

  it('WeightedRandomSampler refuses weights that mean nothing', () => {
    expect(() => new WeightedRandomSampler([1, -1], 2)).toThrow('weight 1 is -1');
    expect(() => new WeightedRandomSampler([1, NaN], 2)).toThrow(ArgumentError);
    expect(() => new WeightedRandomSampler([0, 0], 2)).toThrow('no weight is positive');
    expect(() => new WeightedRandomSampler([1, 0], 2, { replacement: false })).toThrow(
      /2 samples can't be drawn/,
    );
  });

  it('BatchSampler groups', () => {
    const batches = new BatchSampler(new SequentialSampler(new Numbers(5)), 2);
    expect([batches.length, [...batches]]).toEqual([3, [[0, 1], [2, 3], [4]]]);
    const full = new BatchSampler(new SequentialSampler(new Numbers(5)), 2, { dropLast: true });
    expect([full.length, [...full]]).toEqual([
      2,
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(() => new BatchSampler(new SequentialSampler(new Numbers(5)), 0)).toThrow(
      'BatchSampler: batchSize must be an integer ≥ 1, got 0',
    );
  });
});
