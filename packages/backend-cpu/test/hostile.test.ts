import {
  ArgumentError,
  type BufferHandle,
  CressetError,
  DisposedError,
  float32,
  InternalError,
  int64,
  type Operand,
  OutOfMemoryError,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { setNumThreads } from '../src/index.js';
import { backend, empty, expr, from, identity, read, simple, spec } from './harness.js';
import { stream } from './numbers.js';

const add = backend.prepare(
  spec({ family: 'map', rank: 1, expr: simple('add', [float32, float32], float32), contiguous: true }),
);
const strided = backend.prepare(spec({ family: 'map', rank: 2, expr: identity(float32), contiguous: false }));
const sum = backend.prepare(
  spec({
    family: 'reduce',
    rank: 2,
    kept: 1,
    prologue: identity(float32),
    combine: 'sum',
    accumulate: float32,
    epilogue: identity(float32),
  }),
);
const product = backend.prepare(spec({ family: 'matmul', rank: 3, dtype: float32 }));
const gather = backend.prepare(spec({ family: 'gather', rank: 1, dtype: float32, indexTypes: [int64] }));
const sort = backend.prepare(
  spec({ family: 'sort', rank: 1, dtype: float32, indexType: int64, descending: false }),
);
const scan = backend.prepare(
  spec({ family: 'scan', rank: 1, combine: 'sum', inputType: float32, dtype: float32 }),
);

const buffer = from(float32, [64], new Array(64).fill(1));
const id = buffer.buffer.id;

/** Submits words as they are, with a count of commands. */
function submit(words: readonly number[], count = 1, length = words.length): void {
  const { batch } = backend;
  batch.words.set(words);
  batch.length = length;
  batch.count = count;
  try {
    backend.submit(batch);
  } finally {
    batch.length = batch.count = 0;
  }
}

describe('hostile batches are refused in words', () => {
  it.each([
    ['an executable that is not there', [9999, 1, 4]],
    ['executable 0', [0, 1, 4]],
    ['a fraction of an executable', [0.5, 1, 4]],
    ['NaN as executable', [Number.NaN, 1, 4]],
    ['another rank', [add, 2, 4, 4]],
    ['a command cut short', [add, 1, 64, id, 0, 1, id, 0]],
    ['a negative dimension', [add, 1, -4, id, 0, 1, id, 0, 1, id, 0, 1]],
    ['an infinite dimension', [add, 1, Number.POSITIVE_INFINITY, id, 0, 1, id, 0, 1, id, 0, 1]],
    ['a dimension beyond the buffer', [add, 1, 1e6, id, 0, 1, id, 0, 1, id, 0, 1]],
    ['an offset beyond the buffer', [add, 1, 64, id, 1, 1, id, 0, 1, id, 0, 1]],
    ['a negative offset', [add, 1, 4, id, -1, 1, id, 0, 1, id, 0, 1]],
    ['a NaN offset', [add, 1, 4, id, Number.NaN, 1, id, 0, 1, id, 0, 1]],
    ['a huge stride', [strided, 2, 4, 4, id, 0, 2 ** 52, 1, id, 0, 4, 1]],
    ['a negative stride out of the buffer', [strided, 2, 4, 4, id, 0, 4, 1, id, 0, -4, 1]],
    ['a null buffer', [add, 1, 4, 0, 0, 1, id, 0, 1, id, 0, 1]],
    ['an address between blocks', [add, 1, 4, id + 8, 0, 1, id, 0, 1, id, 0, 1]],
    ['a reduction beyond its input', [sum, 2, 8, 16, id, 0, 1, 0, id, 0, 16, 1]],
    [
      'a product with a strided result',
      [product, 3, 4, 4, 4, id, 0, 1, 4, 0, id, 0, 4, 0, 1, id, 0, 0, 1, 4],
    ],
    ['a gather beyond its source', [gather, 1, 2, id, 0, 1, id, 0, 0, id, 0, 1, 1e9, 1]],
    ['a gather of negative size', [gather, 1, 2, id, 0, 1, id, 0, 0, id, 0, 1, -5, 1]],
    ['more leading elements than there are', [sort, 1, 4, id, 0, 1, id, 0, 1, id, 0, 1, 5]],
    ['a scan beyond its input', [scan, 1, 65, id, 0, 1, id, 0, 1]],
  ] as const)('%s', (_, words) => {
    expect(() => submit(words)).toThrow(InternalError);
  });

  it('lengths and counts that are none', () => {
    const good = [add, 1, 4, id, 0, 1, id, 0, 1, id, 0, 1];
    expect(() => submit(good, 2)).toThrow(InternalError);
    expect(() => submit(good, -1)).toThrow(InternalError);
    expect(() => submit(good, Number.NaN)).toThrow(InternalError);
    expect(() => submit(good, 1, 1e9)).toThrow(InternalError);
    expect(() => submit(good, 1, 3)).toThrow(InternalError);
    expect(() =>
      backend.submit({ words: new Float64Array(4), buffers: [], length: 0, operands: 0, count: 0 }),
    ).toThrow(InternalError);
  });

  it('random words never crash', () => {
    const s = stream(42);
    const next = (): number => s.next().value as number;
    const executables = [add, strided, sum, product, gather, sort, scan];
    const odd = [0, 1, -1, 4, 64, 2 ** 20, 2 ** 53, -(2 ** 53), 0.5, Number.NaN, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 3000; round++) {
      const words = [executables[Math.floor(next() * executables.length)]];
      for (let i = 0; i < 24; i++) {
        const kind = next();
        words.push(
          kind < 0.3 ? id : kind < 0.6 ? Math.floor(next() * 5) : odd[Math.floor(next() * odd.length)],
        );
      }
      words[1] = [1, 2, 2, 3, 1, 1, 1][executables.indexOf(words[0])];
      try {
        submit(words);
      } catch (error) {
        expect(error).toBeInstanceOf(CressetError);
      }
    }
  });

  it('a transferred word buffer does not take the memory along', () => {
    // The words stand on native memory; whoever transfers them breaks the backend in words, and nothing else.
    const { batch } = backend;
    expect(batch.words.buffer.byteLength).toBeGreaterThan(8 * 16384);
  });
});

describe('handles', () => {
  it('are refused after release, which may be repeated', () => {
    const b = backend.allocate(256);
    const address = b.id;
    backend.release(b);
    backend.release(b);
    expect(b.id).toBe(0);
    expect(() => backend.upload(b, 0, new Uint8Array(4))).toThrow(DisposedError);
    expect(() => backend.downloadSync(b, 0, 4)).toThrow(DisposedError);
    expect(() => submit([add, 1, 4, b.id, 0, 1, id, 0, 1, id, 0, 1])).toThrow(InternalError);
    // The stale address: refused as well, as long as the block lies unused in the pool.
    expect(() => submit([add, 1, 4, address, 0, 1, id, 0, 1, id, 0, 1])).toThrow(InternalError);
  });

  it('of other devices are refused', () => {
    const foreign: BufferHandle = { id, byteLength: 256 };
    expect(() => backend.release(foreign)).toThrow(InternalError);
    expect(() => backend.upload(foreign, 0, new Uint8Array(4))).toThrow(InternalError);
  });

  it('check the windows of uploads and downloads', async () => {
    expect(() => backend.upload(buffer.buffer, 250, new Uint8Array(8))).toThrow(InternalError);
    expect(() => backend.upload(buffer.buffer, -1, new Uint8Array(8))).toThrow(InternalError);
    expect(() => backend.upload(buffer.buffer, Number.NaN, new Uint8Array(8))).toThrow(InternalError);
    expect(() => backend.downloadSync(buffer.buffer, 0, 257)).toThrow(InternalError);
    await expect(backend.download(buffer.buffer, 300, 4)).rejects.toThrow(InternalError);
    expect((await backend.download(buffer.buffer, 4, 8)).byteLength).toBe(8);
  });

  it('allocations that cannot be had say so with sizes', () => {
    expect(() => backend.allocate(2 ** 45)).toThrow(OutOfMemoryError);
    expect(() => backend.allocate(2 ** 45)).toThrow('35184372088832 bytes');
    expect(() => backend.allocate(2 ** 60)).toThrow(OutOfMemoryError);
    expect(() => backend.allocate(-1)).toThrow(OutOfMemoryError);
    expect(() => backend.allocate(Number.NaN)).toThrow(OutOfMemoryError);
    expect(backend.allocate(0).byteLength).toBe(0);
  });
});

describe('specs', () => {
  const broken = (steps: Parameters<typeof expr>[1], outputs?: number[]) => () =>
    backend.prepare(
      spec({ family: 'map', rank: 1, expr: expr([float32], steps, outputs), contiguous: true }),
    );

  it('with instructions that cannot be are refused', () => {
    expect(broken([['load', float32, [], 3]])).toThrow(InternalError);
    expect(broken([['add', float32, [0, 0]]])).toThrow(InternalError);
    expect(
      broken([
        ['load', float32, [], 0],
        ['add', float32, [0]],
      ]),
    ).toThrow(InternalError);
    expect(
      broken([
        ['load', float32, [], 0],
        ['add', float32, [0, 7]],
      ]),
    ).toThrow(InternalError);
    expect(
      broken([
        ['load', float32, [], 0],
        ['add', int64, [0, 0]],
      ]),
    ).toThrow(InternalError);
    expect(
      broken([
        ['load', float32, [], 0],
        ['uniform', float32, [0, 0, 0]],
      ]),
    ).toThrow(InternalError);
    expect(
      broken([
        ['load', float32, [], 0],
        ['shl', float32, [0, 0]],
      ]),
    ).toThrow(CressetError);
    expect(broken([['nonsense' as 'load', float32, [], 0]])).toThrow(InternalError);
  });

  it('of too high a rank are refused', () => {
    expect(() =>
      backend.prepare(spec({ family: 'map', rank: 17, expr: identity(float32), contiguous: false })),
    ).toThrow(InternalError);
  });

  it('with an equal key are one executable', () => {
    const s = spec({ family: 'map', rank: 1, expr: identity(float32), contiguous: true });
    expect(backend.prepare(s)).toBe(backend.prepare({ ...s }));
  });
});

describe('overrides', () => {
  const operand = (shape: readonly number[]): Operand => empty(float32, shape);

  it('refuse shapes that do not fit together', () => {
    const attributes = { stride: [1], padding: [0], dilation: [1], groups: 1 };
    const { convolution, softmax, linear, maxPool } = backend.overrides;
    expect(() =>
      convolution.run([operand([1, 2, 5]), operand([3, 4, 2]), null], [operand([1, 3, 4])], attributes),
    ).toThrow(InternalError);
    expect(() =>
      convolution.run([operand([1, 2, 5]), operand([3, 2, 2]), null], [operand([1, 3, 9])], attributes),
    ).toThrow(InternalError);
    expect(() => softmax.run([operand([2, 3])], [operand([2, 3])], { dim: 5 })).toThrow(InternalError);
    expect(() => linear.run([operand([2, 3]), operand([4, 5]), null], [operand([2, 4])], {})).toThrow(
      InternalError,
    );
    expect(() => linear.run([null, operand([4, 5]), null], [operand([2, 4])], {})).toThrow();
    expect(() =>
      maxPool.run([operand([1, 1, 4, 4])], [operand([1, 1, 2, 2]), operand([1, 1, 2, 2])], {
        kernel: [2, 2],
        stride: [2, 2],
        padding: [0, 0],
        dilation: [1, 1],
      }),
    ).toThrow(InternalError);
  });

  it('leave other types to the composite', () => {
    const wide: Operand = { ...operand([2, 3]), dtype: int64 };
    for (const override of Object.values(backend.overrides)) {
      expect(override.accepts([wide, wide, null], { dim: 0 })).toBe(false);
    }
  });

  it('maxPoolBackward ignores positions outside of the plane', () => {
    const indices = from(int64, [1, 1, 2], [99, 1]);
    const dx = empty(float32, [1, 1, 4]);
    backend.overrides.maxPoolBackward.run([from(float32, [1, 1, 2], [5, 7]), indices], [dx], {
      inputShape: [1, 1, 4],
    });
    expect(read(dx)).toEqual([0, 7, 0, 0]);
  });
});

describe('threads', () => {
  it('setNumThreads refuses what is no number of threads', () => {
    for (const n of [0, -1, 1.5, Number.NaN, 1e9]) expect(() => setNumThreads(n)).toThrow(ArgumentError);
  });
});
