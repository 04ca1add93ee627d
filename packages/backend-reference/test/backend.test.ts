import {
  type BufferHandle,
  DisposedError,
  dtypes,
  float32,
  InternalError,
  int64,
  type KernelSpec,
  kernelFamilies,
  OutOfMemoryError,
} from '@cresset/tensor/backend';
import { describe, expect, it, vi } from 'vitest';
import { compile, specialize } from '../src/codegen.js';
import { type ReferenceBuffer, reference } from '../src/index.js';
import { brainTable, halfTable, toBrain, toHalf } from '../src/numeric/half.js';
import * as slow from './half.js';
import { blank, elements, expr, identity, place, run } from './helper.js';

const copy = (rank = 1): KernelSpec => ({
  family: 'map',
  rank,
  key: `copy${rank}`,
  expr: identity(float32),
  contiguous: rank === 1,
});

describe('reference()', () => {
  it('describes itself', () => {
    const backend = reference();
    expect(backend.name).toBe('reference');
    expect([...backend.families].sort()).toEqual([...kernelFamilies].sort());
    for (const dtype of dtypes) {
      expect(backend.limits.support(dtype)).toBe(dtype.isComplex ? 'storage' : 'arithmetic');
    }
    expect(backend.overrides).toBeUndefined();
  });

  it('moves bytes in and out; what is read is a copy', async () => {
    const backend = reference();
    const buffer = backend.allocate(5);
    expect(buffer.byteLength).toBe(5);
    backend.upload(buffer, 1, Uint8Array.of(7, 8));
    const bytes = await backend.download(buffer, 0, 5);
    expect([...bytes]).toEqual([0, 7, 8, 0, 0]);
    bytes.fill(9);
    expect([...backend.downloadSync!(buffer, 1, 2)]).toEqual([7, 8]);
    await backend.synchronize();
    expect(backend.allocate(0).byteLength).toBe(0);
  });

  it('refuses bytes outside a buffer, with the sizes in words', async () => {
    const backend = reference();
    const buffer = backend.allocate(4);
    expect(() => backend.upload(buffer, 2, new Uint8Array(3))).toThrow(InternalError);
    expect(() => backend.downloadSync!(buffer, -1, 2)).toThrow(/bytes -1 to 1 of a buffer of 4/);
    await expect(backend.download(buffer, 0, 5)).rejects.toThrow(InternalError);
  });

  it('refuses sizes that no device has', () => {
    const backend = reference();
    expect(() => backend.allocate(2 ** 40)).toThrow(OutOfMemoryError);
    expect(() => backend.allocate(-1)).toThrow(OutOfMemoryError);
    expect(() => backend.allocate(Number.NaN)).toThrow(OutOfMemoryError);
    const original = globalThis.ArrayBuffer;
    vi.stubGlobal(
      'ArrayBuffer',
      class {
        constructor() {
          throw new RangeError('Array buffer allocation failed');
        }
      },
    );
    expect(() => backend.allocate(16)).toThrow(/no memory for 16 bytes \(Array buffer allocation failed\)/);
    vi.stubGlobal('ArrayBuffer', original);
    vi.unstubAllGlobals();
  });

  it('gives one executable a key', () => {
    const backend = reference();
    expect(backend.prepare(copy())).toBe(backend.prepare(copy()));
    expect(backend.prepare(copy())).toBeGreaterThan(0);
    expect(backend.prepare(copy(2))).not.toBe(backend.prepare(copy()));
    // The same key in another family is another kernel.
    const scan: KernelSpec = {
      family: 'scan',
      rank: 1,
      key: 'copy1',
      combine: 'sum',
      dtype: float32,
      inputType: float32,
    };
    expect(backend.prepare(scan)).not.toBe(backend.prepare(copy()));
  });

  it('runs several commands of a batch in order', () => {
    const backend = reference();
    const [a, b, c] = [
      place(backend, float32, [1, 2]),
      blank(backend, float32, 2),
      blank(backend, float32, 2),
    ];
    const { batch } = backend;
    const one = (from: typeof a, to: typeof a) => [
      backend.prepare(copy()),
      1,
      2,
      to.buffer.id,
      0,
      1,
      from.buffer.id,
      0,
      1,
    ];
    const words = [...one(a, b), ...one(b, c)];
    batch.words.set(words);
    batch.length = words.length;
    batch.buffers.push(b.buffer, a.buffer, c.buffer, b.buffer);
    batch.operands = 4;
    batch.count = 2;
    backend.submit(batch);
    expect(elements(backend, c)).toEqual([1, 2]);
  });

  it('refuses released buffers and other backends’ buffers', () => {
    const backend = reference();
    const [a, b] = [place(backend, float32, [1, 2]), blank(backend, float32, 2)];
    backend.release(a.buffer);
    expect((a.buffer as ReferenceBuffer).released).toBe(true);
    expect(() => run(backend, copy(), [2], [b, a])).toThrow(DisposedError);
    expect(() => backend.downloadSync!(a.buffer, 0, 4)).toThrow(DisposedError);
    const foreign: BufferHandle = { id: 1, byteLength: 8 };
    expect(() => run(backend, copy(), [2], [b, { ...a, buffer: foreign }])).toThrow(InternalError);
    expect(() => backend.release(foreign)).toThrow(InternalError);
  });

  it('refuses commands that reach outside their operands', () => {
    const backend = reference();
    const [a, b] = [place(backend, float32, [1, 2, 3, 4]), blank(backend, float32, 4)];
    expect(() => run(backend, copy(), [5], [b, a])).toThrow(
      /operand 0 of a map kernel reaches elements 0 to 4/,
    );
    expect(() => run(backend, copy(), [4], [b, { ...a, offset: 1 }])).toThrow(/operand 1/);
    expect(() => run(backend, copy(), [4], [b, { ...a, strides: [-1] }])).toThrow(InternalError);
    expect(() => run(backend, copy(), [4], [b, { ...a, offset: Number.NaN }])).toThrow(InternalError);
    expect(() => run(backend, copy(), [-1], [b, a])).toThrow(/size -1 in dimension 0/);
    expect(() => run(backend, copy(), [1.5], [b, a])).toThrow(InternalError);
    expect(elements(backend, b)).toEqual(elements(backend, blank(backend, float32, 4)));
    const gather: KernelSpec = { family: 'gather', rank: 1, key: 'g', dtype: float32, indexTypes: [int64] };
    const index = place(backend, int64, [0n]);
    expect(() => run(backend, gather, [1], [b, { ...a, strides: [0] }, index], [5, 1])).toThrow(
      /operand 1 of a gather/,
    );
    expect(() => run(backend, gather, [1], [b, { ...a, strides: [0] }, index], [2, -1])).toThrow(
      InternalError,
    );
  });

  it('refuses malformed batches', () => {
    const backend = reference();
    const { batch } = backend;
    batch.words.set([99, 0]);
    batch.count = 1;
    expect(() => backend.submit(batch)).toThrow(/executable 99/);
    batch.words.set([backend.prepare(copy()), 2]);
    expect(() => backend.submit(batch)).toThrow(/rank 1 got a command of rank 2/);
    backend.dispose();
    batch.words.set([1, 1]);
    expect(() => backend.submit(batch)).toThrow(InternalError);
  });

  it('refuses expressions that are not in order', () => {
    const backend = reference({ codegen: false });
    const e = expr(
      [float32],
      [
        ['neg', float32, [1]],
        ['load', float32],
      ],
      [0],
    );
    expect(() => backend.prepare({ family: 'map', rank: 1, key: 'bad', expr: e, contiguous: true })).toThrow(
      InternalError,
    );
  });

  it('works where a content security policy forbids generated code', async () => {
    vi.resetModules();
    vi.stubGlobal('Function', () => {
      throw new EvalError('unsafe-eval is not allowed');
    });
    const fresh = await import('../src/index.js');
    const backend = fresh.reference();
    const [a, b] = [place(backend, float32, [1, 2]), blank(backend, float32, 2)];
    run(backend, copy(), [2], [b, a]);
    vi.unstubAllGlobals();
    expect(elements(backend, b)).toEqual([1, 2]);
  });
});

describe('generated code', () => {
  it('sees its helpers, and copies of functions behave like the original', () => {
    expect(
      compile<(x: number) => number>('x', 'return R.twice(x)+1', { twice: (x: number) => 2 * x })(3),
    ).toBe(7);
    const square = (x: number) => x * x;
    expect(specialize(square, true)).not.toBe(square);
    expect(specialize(square, true)(5)).toBe(25);
    expect(specialize(square, false)).toBe(square);
  });
});

describe('16-bit floats', () => {
  it('decode every word', () => {
    const [halves, brains] = [halfTable(), brainTable()];
    const view = new DataView(new ArrayBuffer(4));
    for (let h = 0; h < 65536; h++) {
      view.setUint16(0, h);
      const brain = view.getFloat32(0);
      if (!Object.is(halves[h], slow.fromHalf(h)) || !Object.is(brains[h], brain)) expect.fail(`word ${h}`);
    }
  });

  it('encode every word back, and round between two words to the nearest, ties to even', () => {
    const halves = halfTable();
    for (let h = 0; h < 0x7c00; h++) {
      const [x, next] = [halves[h], h === 0x7bff ? 65536 : halves[h + 1]];
      const middle = (x + next) / 2;
      const even = h % 2 === 0 ? h : h + 1;
      const got = [x, middle, middle - x * 2 ** -20 - 2 ** -40, middle + x * 2 ** -20 + 2 ** -40, -x].map(
        toHalf,
      );
      if (String(got) !== String([h, even, h, h + 1, h | 0x8000])) expect.fail(`word ${h}: ${got}`);
    }
    for (const x of [Infinity, -Infinity, Number.NaN, 65519.99, 65520, 1e30, -0, 1e-30]) {
      expect(toHalf(x)).toBe(slow.toHalf(x));
      expect(toBrain(x)).toBe(slow.toBrain(x));
    }
    for (let i = 0; i < 5000; i++) {
      const x = Math.fround((((i * 7919) % 4001) - 2000) * 1.37 ** (i % 90));
      expect(toBrain(x)).toBe(slow.toBrain(x));
    }
  });
});
