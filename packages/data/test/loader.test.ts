import {
  ArgumentError,
  arange,
  defaultDevice,
  Generator,
  ShapeError,
  Tensor,
  tensor,
  zeros,
} from '@cresset/tensor';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  BatchSampler,
  type Collated,
  DataLoader,
  Dataset,
  defaultCollate,
  SequentialSampler,
  TensorDataset,
} from '../src/index.js';
import { Numbers, Stream } from './fixtures.js';
import { setup } from './setup.js';

beforeAll(setup);

async function all(loader: AsyncIterable<Tensor>): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of loader) batches.push((await batch.toArray()) as number[]);
  return batches;
}

describe('defaultCollate', () => {
  it('joins each kind of sample', async () => {
    const [x, y, z] = defaultCollate<[Tensor, number, string]>([
      [tensor([1, 2]), 3, 'a'],
      [tensor([4, 5]), 6, 'b'],
    ]);
    expect(await x.toArray()).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect([String(y.dtype), await y.toArray(), z]).toEqual(['int64', [3, 6], ['a', 'b']]);
    expect(String(defaultCollate([0.5, 1]).dtype)).toBe('float32');
    expect(String(defaultCollate([1n, 2n]).dtype)).toBe('int64');
    expect(String(defaultCollate([true, false]).dtype)).toBe('bool');
    const typed = defaultCollate([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]);
    expect([String(typed.dtype), typed.shape]).toEqual(['uint8', [2, 2]]);
    const record: Collated<{ id: number; name: string }> = defaultCollate([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect([await record.id.toArray(), record.name]).toEqual([
      [1, 2],
      ['a', 'b'],
    ]);
  });

  it('makes int32 labels on devices that have no int64', () => {
    const { limits } = defaultDevice().backend;
    const support = vi.spyOn(limits, 'support').mockReturnValue('storage');
    expect(String(defaultCollate([1, 2]).dtype)).toBe('int32');
    support.mockRestore();
  });

  it('names the sample that does not fit', () => {
    expect(() => defaultCollate([zeros([2]), zeros([3])])).toThrow(ShapeError);
    expect(() => defaultCollate([zeros([2]), zeros([3])])).toThrow(
      'collate: sample 1 has shape [3], the first [2]',
    );
    expect(() => defaultCollate([[1, 2], [1]])).toThrow('collate: sample 1 has 1 parts, the first has 2');
    expect(() => defaultCollate([[1], ['a']] as never)).toThrow(
      "collate: part 0 of sample 1 is 'a', the first is a number",
    );
    expect(() => defaultCollate([null, null] as never)).toThrow('there is no rule for sample 0, null');
    expect(() => defaultCollate([{ a: 1 }, 2] as never)).toThrow(ArgumentError);
  });
});

describe('DataLoader', () => {
  it('batches in order, with or without the last', async () => {
    const loader = new DataLoader(new Numbers(5), { batchSize: 2 });
    expect([loader.length, loader.batchSize]).toEqual([3, 2]);
    expect(await all(loader)).toEqual([[0, 1], [2, 3], [4]]);
    expect(await all(loader)).toEqual([[0, 1], [2, 3], [4]]);
    const full = new DataLoader(new Numbers(5), { batchSize: 2, dropLast: true });
    expect([full.length, await all(full)]).toEqual([
      2,
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(await all(new DataLoader(new Numbers(0), { batchSize: 2 }))).toEqual([]);
    expect(new DataLoader(new Numbers(3)).length).toBe(3);
  });

  it('shuffles another way each epoch, and the same way for the same seed', async () => {
    const make = () =>
      new DataLoader(new Numbers(20), { batchSize: 20, shuffle: true, generator: new Generator(9) });
    const loader = make();
    const [first, second] = [(await all(loader))[0]!, (await all(loader))[0]!];
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(first).not.toEqual(second);
    expect((await all(make()))[0]).toEqual(first);
  });

  it('takes samplers, and gives single samples when there are no batches', async () => {
    const backwards = {
      length: 3,
      *[Symbol.iterator]() {
        yield* [2, 1, 0];
      },
    };
    expect(await all(new DataLoader(new Numbers(3), { sampler: backwards, batchSize: 2 }))).toEqual([
      [2, 1],
      [0],
    ]);
    const batchSampler = new BatchSampler(new SequentialSampler(new Numbers(4)), 3);
    expect(await all(new DataLoader(new Numbers(4), { batchSampler }))).toEqual([[0, 1, 2], [3]]);
    const single: number[] = [];
    for await (const x of new DataLoader<number, number>(new Numbers(3), { batchSize: null })) single.push(x);
    expect(single).toEqual([0, 1, 2]);
  });

  it('uses getBatch of a data set, but not past a collateFn', async () => {
    const data = new TensorDataset(arange(4), arange(4).mul(10));
    const seen: unknown[] = [];
    for await (const [x, y] of new DataLoader(data, { batchSize: 3 }))
      seen.push([await x.toArray(), await y.toArray()]);
    expect(seen).toEqual([
      [
        [0, 1, 2],
        [0, 10, 20],
      ],
      [[3], [30]],
    ]);
    const sizes = new DataLoader(data, { batchSize: 3, collateFn: (samples) => samples.length });
    expect([...sizes]).toEqual([3, 1]);
  });

  it('iterates without promises where the data set has none', () => {
    expect([...new DataLoader(new Numbers(5), { batchSize: 2, collateFn: (s) => s.join() })]).toEqual([
      '0,1',
      '2,3',
      '4',
    ]);
    expect(() => [...new DataLoader(new Numbers(5, true))]).toThrow('use `for await`');
    expect(() => [...new DataLoader(new Stream(5))]).toThrow(ArgumentError);
  });

  it('keeps several batches of an asynchronous data set under way, and no more', async () => {
    const data = new Numbers(20, true);
    const loader = new DataLoader(data, { batchSize: 2, prefetchFactor: 3, collateFn: (s) => s.join() });
    const seen: string[] = [];
    const callsAtUse: number[] = [];
    for await (const batch of loader) {
      callsAtUse.push(data.calls);
      seen.push(batch);
    }
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => `${2 * i},${2 * i + 1}`));
    // Three batches were asked for before the first was there.
    expect(callsAtUse[0]).toBe(6);
    for (const [i, calls] of callsAtUse.entries()) expect(calls).toBeLessThanOrEqual(2 * (i + 3));
  });

  it('raises what the data set raises, in its turn', async () => {
    class Broken extends Dataset<number> {
      readonly length = 6;
      async get(index: number): Promise<number> {
        if (index === 3) throw new RangeError('sample 3 is torn');
        return index;
      }
    }
    const seen: number[] = [];
    const loader = new DataLoader(new Broken(), { batchSize: null, prefetchFactor: 6 });
    await expect(async () => {
      for await (const x of loader) seen.push(x as unknown as number);
    }).rejects.toThrow('sample 3 is torn');
    expect(seen).toEqual([0, 1, 2]);
  });

  it('can be left in the middle', async () => {
    for await (const batch of new DataLoader(new Numbers(100, true), { batchSize: 2 })) {
      expect(batch).toBeInstanceOf(Tensor);
      break;
    }
  });

  it('batches iterable data sets', async () => {
    expect(await all(new DataLoader(new Stream(5), { batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
    expect(await all(new DataLoader(new Stream(5), { batchSize: 2, dropLast: true }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const single: number[] = [];
    for await (const x of new DataLoader<number, number>(new Stream(3), { batchSize: null })) single.push(x);
    expect(single).toEqual([0, 1, 2]);
    expect(() => new DataLoader(new Stream(5)).length).toThrow('is not known');
    for (const options of [{ shuffle: true }, { sampler: [0] }, { batchSampler: [[0]] }]) {
      expect(() => new DataLoader(new Stream(5), options as never)).toThrow(
        /iterable data set has its own order/,
      );
    }
  });

  it('refuses options that contradict each other or mean nothing', () => {
    const make = (options: object) => () => new DataLoader(new Numbers(4), options as never);
    expect(make({ batchSize: 0 })).toThrow('DataLoader: batchSize must be an integer ≥ 1, got 0');
    expect(make({ batchsize: 4 })).toThrow(
      "DataLoader: unknown option 'batchsize'; known options: batchSize",
    );
    expect(make({ shuffle: 1 })).toThrow('shuffle must be true or false');
    expect(make({ shuffle: true, sampler: [0] })).toThrow('exclude each other');
    expect(make({ batchSampler: [[0]], batchSize: 2 })).toThrow('batchSampler excludes');
    expect(make({ batchSize: null, dropLast: true })).toThrow('no last one to drop');
    expect(make({ prefetchFactor: 0 })).toThrow(ArgumentError);
    expect(make({ numWorkers: 2 })).toThrow('numWorkers needs worker');
    expect(make({ collateFn: 'stack' })).toThrow("collateFn must be a function, got 'stack'");
    expect(() => new DataLoader([1, 2, 3] as never)).toThrow('the data set must be a Dataset');
  });
});

describe('a device that falls behind', () => {
  it('is waited for between batches', async () => {
    const { backend } = defaultDevice();
    const busy = backend as { ready?: () => Promise<void> | null };
    const log: string[] = [];
    let behind = true;
    busy.ready = () => {
      behind = !behind;
      if (!behind) return null;
      log.push('asked');
      return new Promise((resolve) =>
        setTimeout(() => {
          log.push('caught up');
          resolve();
        }, 5),
      );
    };
    try {
      for await (const _ of new DataLoader(new Numbers(4), { batchSize: 1 })) log.push('batch');
    } finally {
      delete busy.ready;
    }
    expect(log.join(' ')).toBe('batch batch asked caught up batch batch asked caught up');
  });
});
