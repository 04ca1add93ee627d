import {
  bfloat16,
  bool,
  complex64,
  complex128,
  type DType,
  float16,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  type ScalarOp,
  uint8,
} from '@cresset/tensor/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { expr, from, identity, mapDense, read, simple } from './harness.js';
import { isas, setIsa } from './isa.js';
import { randoms } from './numbers.js';

const integers = [uint8, int8, int16, int32, int64];

/** Brings a big integer into the range of a type. */
function wrap(t: DType, x: bigint): number {
  return Number(t === uint8 ? BigInt.asUintN(8, x) : BigInt.asIntN(8 * t.bytes, x));
}

const mod = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : ((a % b) + b) % b);
const floor = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a - mod(a, b)) / b);

function gcd(a: bigint, b: bigint): bigint {
  if (b !== 0n) return gcd(b, a % b);
  return a < 0n ? -a : a;
}

function power(a: bigint, b: bigint): bigint {
  if (b < 0n) return a === 1n ? 1n : a === -1n ? (b % 2n === 0n ? 1n : -1n) : 0n;
  return a ** b;
}

const binary: readonly (readonly [ScalarOp, (a: bigint, b: bigint, t: DType) => bigint])[] = [
  ['add', (a, b) => a + b],
  ['sub', (a, b) => a - b],
  ['mul', (a, b) => a * b],
  ['floordiv', floor],
  ['truncdiv', (a, b) => (b === 0n ? 0n : a / b)],
  ['remainder', mod],
  ['fmod', (a, b) => (b === 0n ? 0n : a % b)],
  ['gcd', gcd],
  ['pow', power],
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  ['min', (a, b) => (a < b ? a : b)],
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
  ['max', (a, b) => (a > b ? a : b)],
  ['and', (a, b) => a & b],
  ['or', (a, b) => a | b],
  ['xor', (a, b) => a ^ b],
  ['shl', (a, b, t) => (b < 0n || b >= BigInt(8 * t.bytes) ? 0n : a << b)],
  ['shr', (a, b, t) => (b < 0n || b >= BigInt(8 * t.bytes) ? (a < 0n ? -1n : 0n) : a >> b)],
];

const unary: readonly (readonly [ScalarOp, (a: bigint) => bigint])[] = [
  ['neg', (a) => -a],
  ['abs', (a) => (a < 0n ? -a : a)],
  ['sign', (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n)],
  ['not', (a) => ~a],
];

const lowest = (t: DType): number => (t === uint8 ? 0 : t === int64 ? -(2 ** 53) : -(2 ** (8 * t.bytes - 1)));
const highest = (t: DType): number =>
  t === uint8 ? 255 : t === int64 ? 2 ** 53 : 2 ** (8 * t.bytes - 1) - 1;

describe.each(isas)('integer instructions on %s', (isa) => {
  beforeAll(() => setIsa(isa));
  const N = 1500;

  for (const type of integers) {
    const a = randoms(N, lowest(type), highest(type), 3).map(Math.round);
    const b = randoms(N, type === uint8 ? 0 : -9, 9, 4).map(Math.round);
    a.splice(0, 4, lowest(type), lowest(type), highest(type), 0);
    b.splice(0, 4, type === uint8 ? 1 : -1, 0, 2, 0);

    it.each(binary)(`${type.name} %s`, (op, f) => {
      const got = read(
        mapDense(simple(op, [type, type], type), [from(type, [N], a), from(type, [N], b)], N)[0],
      );
      a.forEach((x, i) => {
        expect(got[i], `${op}(${x}, ${b[i]})`).toBe(wrap(type, f(BigInt(x), BigInt(b[i]), type)));
      });
    });

    it.each(unary)(`${type.name} %s`, (op, f) => {
      const got = read(mapDense(simple(op, [type], type), [from(type, [N], a)], N)[0]);
      a.forEach((x, i) => {
        expect(got[i], `${op}(${x})`).toBe(wrap(type, f(BigInt(x))));
      });
    });
  }

  it('bool: add is or, mul is and', () => {
    const a = [0, 0, 1, 1];
    const b = [0, 1, 0, 1];
    const run = (op: ScalarOp): number[] =>
      read(mapDense(simple(op, [bool, bool], bool), [from(bool, [4], a), from(bool, [4], b)], 4)[0]);
    expect(run('add')).toEqual([0, 1, 1, 1]);
    expect(run('mul')).toEqual([0, 0, 0, 1]);
    expect(run('xor')).toEqual([0, 1, 1, 0]);
    expect(run('eq')).toEqual([1, 0, 0, 1]);
    expect(read(mapDense(simple('not', [bool], bool), [from(bool, [2], [0, 1])], 2)[0])).toEqual([1, 0]);
  });

  it('narrow integers wrap between the steps of an expression', () => {
    // (a + a) / 2 in int8: 100 + 100 is −56.
    const e = expr(
      [int8],
      [
        ['load', int8, [], 0],
        ['add', int8, [0, 0]],
        ['const', int8, [], 2],
        ['truncdiv', int8, [1, 2]],
        ['cast', int32, [1]],
      ],
      [3, 4],
    );
    const [q, wide] = mapDense(e, [from(int8, [2], [100, 10])], 2);
    expect(read(q)).toEqual([-28, 10]);
    expect(read(wide)).toEqual([-56, 20]);
  });

  it('where with arrays and scalars', () => {
    for (const type of [float32, float64, int32, int64, bool]) {
      const c = from(bool, [3], [1, 0, 1]);
      const x = from(type, [3], [1, 1, 0]);
      const y = from(type, [3], [0, 0, 1]);
      expect(read(mapDense(simple('where', [bool, type, type], type), [c, x, y], 3)[0])).toEqual([1, 0, 0]);
      const scalars = expr(
        [bool],
        [
          ['load', bool, [], 0],
          ['const', type, [], 1],
          ['param', type, [], 0],
          ['where', type, [0, 1, 2]],
        ],
      );
      expect(read(mapDense(scalars, [c], 3, [0])[0])).toEqual([1, 0, 1]);
    }
  });

  it('casts between all real types', () => {
    const values = [0, 1, 2.75, -1.5, 100.25, -7];
    const real = [bool, uint8, int8, int16, int32, int64, float32, float64];
    const stored = (t: DType, x: number): number => {
      if (t === bool) return Number(x !== 0);
      if (t.kind === 'float') return x;
      return wrap(t, BigInt(Math.trunc(x)));
    };
    for (const a of real) {
      for (const b of real) {
        const source = values.map((x) => stored(a, x));
        const e = expr(
          [a],
          [
            ['load', a, [], 0],
            ['cast', b, [0]],
          ],
        );
        const got = read(mapDense(e, [from(a, [values.length], source)], values.length)[0]);
        expect(got, `${a} to ${b}`).toEqual(source.map((x) => stored(b, x)));
      }
    }
  });

  it('float16 and bfloat16 are rounded to nearest even, both ways', () => {
    const cast = (a: DType, b: DType) =>
      expr(
        [a],
        [
          ['load', a, [], 0],
          ['cast', b, [0]],
        ],
      );
    const run = (a: DType, b: DType, values: number[]): number[] =>
      read(mapDense(cast(a, b), [from(a, [values.length], values)], values.length)[0]);
    const x = [
      1,
      -2,
      65504,
      65520,
      1e-7,
      6.1e-5,
      0.1,
      2049,
      2051,
      Number.POSITIVE_INFINITY,
      5.96e-8,
      2.98e-8,
      0,
    ];
    expect(run(float32, float16, x)).toEqual([
      0x3c00, 0xc000, 0x7bff, 0x7c00, 0x0002, 0x03ff, 0x2e66, 0x6800, 0x6802, 0x7c00, 0x0001, 0x0000, 0,
    ]);
    expect(run(float32, bfloat16, [1, 3.140625, 1.00390625, 1.01171875, -0])).toEqual([
      0x3f80, 0x4049, 0x3f80, 0x3f82, 0x8000,
    ]);
    const all = Array.from({ length: 65536 }, (_, i) => i).filter((i) => (i & 0x7c00) !== 0x7c00);
    expect(run(float32, float16, run(float16, float32, all))).toEqual(all);
    const brains = Array.from({ length: 65536 }, (_, i) => i).filter((i) => (i & 0x7f80) !== 0x7f80);
    expect(run(float32, bfloat16, run(bfloat16, float32, brains))).toEqual(brains);
    expect(run(float16, float32, [0x7c00, 0xfc00, 0x7e00, 0x0001])).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      2 ** -24,
    ]);
    expect(Number.isNaN(run(float16, float32, run(float32, float16, [Number.NaN]))[0])).toBe(true);
    // Arithmetic in float32, rounded at the store.
    const add = read(
      mapDense(
        simple('add', [float16, float16], float16),
        [from(float16, [1], [0x3c00]), from(float16, [1], [0x1000])],
        1,
      )[0],
    );
    expect(add).toEqual([0x3c00]);
  });

  it('complex numbers are copied, cast, filled and selected', () => {
    const c = from(complex64, [2], [1, 2, 3, 4]);
    expect(read(mapDense(identity(complex64), [c], 2)[0])).toEqual([1, 2, 3, 4]);
    const wide = expr(
      [complex64],
      [
        ['load', complex64, [], 0],
        ['cast', complex128, [0]],
        ['cast', float32, [0]],
        ['cast', bool, [0]],
      ],
      [1, 2, 3],
    );
    const [w, re, any] = mapDense(wide, [c], 2);
    expect(read(w)).toEqual([1, 2, 3, 4]);
    expect(read(re)).toEqual([1, 3]);
    expect(read(any)).toEqual([1, 1]);
    const fill = expr([], [['const', complex128, [], 2.5]]);
    expect(read(mapDense(fill, [], 2)[0])).toEqual([2.5, 0, 2.5, 0]);
  });
});
