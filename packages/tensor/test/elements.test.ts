import { readFileSync } from 'node:fs';
import { reference } from '@cresset/backend-reference';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DTypeName } from '../src/index.js';
import {
  ArgumentError,
  dtypes,
  float32,
  int64,
  ShapeError,
  SyncReadError,
  tensor,
  toDType,
  use,
} from '../src/index.js';
import type { TypedArray } from '../src/io/elements.js';
import { decode, encode, fromBfloat, fromHalf, toBfloat, toHalf } from '../src/io/elements.js';

const golden = JSON.parse(readFileSync(new URL('./goldens/half.json', import.meta.url), 'utf8')) as {
  float32: number[];
  float16: number[];
  bfloat16: number[];
};

const numbers = new Float32Array(Uint32Array.from(golden.float32).buffer);

const isNaNBits = (bits: number, exponent: number, fraction: number) =>
  (bits & exponent) === exponent && (bits & fraction) !== 0;

beforeAll(() => use(reference()));

/** The elements as plain values, whatever array they are in. */
const listOf = (data: TypedArray): (number | bigint)[] => [...(data as Iterable<number | bigint>)];

describe('half types', () => {
  it('round as PyTorch does', () => {
    numbers.forEach((v, i) => {
      if (Number.isNaN(v)) {
        expect(isNaNBits(toHalf(v), 0x7c00, 0x3ff)).toBe(true);
        expect(isNaNBits(toBfloat(v), 0x7f80, 0x7f)).toBe(true);
        return;
      }
      expect([i, toHalf(v)]).toEqual([i, golden.float16[i]]);
      expect([i, toBfloat(v)]).toEqual([i, golden.bfloat16[i]]);
    });
  });

  it('keep all their own values', () => {
    const lost: number[] = [];
    for (let bits = 0; bits < 65536; bits++) {
      if (!isNaNBits(bits, 0x7c00, 0x3ff) && toHalf(fromHalf(bits)) !== bits) lost.push(bits);
      if (!isNaNBits(bits, 0x7f80, 0x7f) && toBfloat(fromBfloat(bits)) !== bits) lost.push(bits);
    }
    expect(lost).toEqual([]);
  });
});

describe('storage bytes', () => {
  const range: Partial<Record<DTypeName, [number, number]>> = {
    bool: [0, 1],
    uint8: [0, 255],
    int8: [-128, 127],
    int16: [-32768, 32767],
    int32: [-(2 ** 31), 2 ** 31 - 1],
    int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    float16: [-2048, 2048],
    bfloat16: [-256, 256],
    float32: [-(2 ** 24), 2 ** 24],
    float64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  };

  it.each(Object.entries(range))('of %s hold their integers exactly', (name, [min, max]) => {
    const dtype = toDType(name as DTypeName);
    fc.assert(
      fc.property(fc.array(fc.integer({ min, max })), (list) => {
        const bytes = encode(list, dtype);
        expect(bytes.length).toBe(list.length * dtype.bytes);
        expect(Array.from(decode(bytes, dtype) as ArrayLike<number | bigint>, Number)).toEqual(list);
      }),
      { numRuns: 50 },
    );
  });

  it('wrap integers and make bool of anything but 0', () => {
    expect(Array.from(encode([256, -1, 300], toDType('uint8')))).toEqual([0, 255, 44]);
    expect(listOf(decode(encode([128, -129], toDType('int8')), toDType('int8')))).toEqual([-128, 127]);
    expect(Array.from(encode([0, 2, -0.5, Number.NaN], toDType('bool')))).toEqual([0, 1, 1, 1]);
    expect(listOf(decode(encode([2n ** 62n, -1.9], int64), int64))).toEqual([2n ** 62n, -1n]);
  });

  it('of complex numbers are pairs', () => {
    for (const name of ['complex64', 'complex128'] as const) {
      const bytes = encode([1.5, -2], toDType(name));
      expect(bytes.length).toBe(2 * toDType(name).bytes);
      expect(listOf(decode(bytes, toDType(name)))).toEqual([1.5, 0, -2, 0]);
    }
  });
});

describe('reading', () => {
  it('gives the typed array of the dtype, a copy', async () => {
    const kinds = dtypes.map((dtype) => tensor([1, 0], { dtype }).dataSync().constructor.name);
    expect(kinds).toEqual([
      'Uint8Array',
      'Uint8Array',
      'Int8Array',
      'Int16Array',
      'Int32Array',
      'BigInt64Array',
      'Float32Array',
      'Float32Array',
      'Float32Array',
      'Float64Array',
      'Float32Array',
      'Float64Array',
    ]);
    const x = tensor([1, 2]);
    const data = (await x.data()) as Float32Array;
    data[0] = 9;
    expect(x.toArraySync()).toEqual([1, 2]);
  });

  it('gives booleans, numbers, and bigints where a number would lose digits', async () => {
    expect(await tensor([true, false]).toArray()).toEqual([true, false]);
    expect(await tensor([1n, 2n ** 60n]).toArray()).toEqual([1, 2n ** 60n]);
    expect(tensor([1.5], { dtype: 'complex64' }).toArraySync()).toEqual([[1.5, 0]]);
    expect(await tensor(3).item()).toBe(3);
    expect(tensor([[true]]).itemSync()).toBe(true);
    expect(tensor(2n ** 60n).itemSync()).toBe(2n ** 60n);
  });

  it('of views walks their elements in row-major order', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.transpose(0, 1).toArraySync()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(x.select(1, 1).toArraySync()).toEqual([2, 5]);
    expect(listOf(x.narrow(1, 1, 2).dataSync())).toEqual([2, 3, 5, 6]);
    expect(tensor([[], []]).toArraySync()).toEqual([[], []]);
  });

  it('of one element refuses several', async () => {
    const said = 'item: a tensor of shape [2] has 2 elements, not one; use toArray()';
    await expect(tensor([1, 2]).item()).rejects.toThrow(said);
    expect(() => tensor([1, 2]).itemSync()).toThrow(ArgumentError);
    expect(() => tensor([]).itemSync()).toThrow(/has 0 elements/);
  });

  it('at once is refused on a device that cannot block, with the line to write instead', async () => {
    const inner = reference();
    const { limits, families, batch } = inner;
    use({
      name: 'far',
      limits,
      families,
      batch,
      allocate: (n) => inner.allocate(n),
      release: (b) => inner.release(b),
      upload: (b, at, bytes) => inner.upload(b, at, bytes),
      download: (b, at, n) => inner.download(b, at, n),
      prepare: (spec) => inner.prepare(spec),
      submit: (b) => inner.submit(b),
      synchronize: () => inner.synchronize(),
      dispose: () => inner.dispose(),
    });
    const x = tensor([1, 2], { device: 'far' });
    expect(await x.toArray()).toEqual([1, 2]);
    expect(() => x.dataSync()).toThrow(SyncReadError);
    expect(() => x.dataSync()).toThrow(
      "device 'far' can't block; write await x.data() instead of x.dataSync()",
    );
  });
});

describe('literals', () => {
  it('take the dtype that PyTorch users expect of them', () => {
    expect(tensor([1, 2]).dtype).toBe(float32);
    expect(tensor([true]).dtype.name).toBe('bool');
    expect(tensor([1n]).dtype).toBe(int64);
    expect(tensor(new Int16Array(2)).dtype.name).toBe('int16');
    expect(tensor(new Float64Array([1, 2, 3, 4]), { shape: [2, 2] }).toArraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([1.7, -1.7], { dtype: 'int32' }).toArraySync()).toEqual([1, -1]);
  });

  it('must be rectangular and of numbers', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(ShapeError);
    expect(() => tensor([[1], 2] as number[][])).toThrow(ShapeError);
    expect(() => tensor([1, [2]] as number[])).toThrow(ShapeError);
    expect(() => tensor(['1'] as unknown as number[])).toThrow(
      "tensor: elements must be numbers or booleans, got '1'",
    );
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(ShapeError);
    expect(() => tensor([1], { dtype: 'float8' as 'float32' })).toThrow(
      /float8 is no dtype; known are bool, uint8/,
    );
  });
});
