import { readFileSync } from 'node:fs';
import {
  type DType,
  type DTypeName,
  dtypes,
  float32,
  float64,
  int64,
  type ScalarOp,
  toDType,
  UnsupportedError,
  uniform32,
  uniform64,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { type Element, expr, map, modes } from './helper.js';

type Json = number | string | readonly [number | string, number | string];

interface Goldens {
  readonly real: Record<string, { x: Json[]; y: Json[] }>;
  readonly special: Record<string, { x: Json[]; y: Json[] }>;
  readonly unary: Record<string, Record<DTypeName, { args: Json[][]; y: Json[] }>>;
  readonly binary: Record<string, Record<DTypeName, { args: Json[][]; y: Json[] }>>;
  readonly cast: { from: DTypeName; to: DTypeName; x: Json[]; y: Json[] }[];
}

const goldens = JSON.parse(
  readFileSync(new URL('./goldens/expressions.json', import.meta.url), 'utf8'),
) as Goldens;

const named: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN, '-0.0': -0 };

function parse(x: Json, dtype: DType): Element {
  if (typeof x === 'object') return [parse(x[0], float64) as number, parse(x[1], float64) as number];
  if (dtype === int64) return BigInt(x);
  return typeof x === 'string' ? (named[x] ?? Number(x)) : x;
}

const parseAll = (xs: readonly Json[], dtype: DType) => xs.map((x) => parse(x, dtype));

/** Equal within `tolerance` of the wanted magnitude; NaN equals NaN; `signed`: 0 differs from -0. */
function close(got: Element[], wanted: Element[], args: Element[][], tolerance: number, signed = true): void {
  got.forEach((x, i) => {
    const y = wanted[i];
    if (Object.is(x, y) || (!signed && x === y)) return;
    if (typeof x === 'number' && typeof y === 'number' && Math.abs(x - y) <= tolerance * Math.abs(y)) return;
    if (Array.isArray(x) && Array.isArray(y) && Object.is(x[0], y[0]) && Object.is(x[1], y[1])) return;
    expect.fail(`f(${args.map((a) => String(a[i])).join(', ')}) = ${x}, wanted ${y}`);
  });
  expect(got.length).toBe(wanted.length);
}

describe.each(modes)('%s instructions', (_, backend) => {
  const unary = (op: ScalarOp, dtype: DType, x: readonly Element[], result = dtype) =>
    map(
      backend,
      expr(
        [dtype],
        [
          ['load', dtype],
          [op, result, [0]],
        ],
      ),
      [x],
    )[0];

  describe.each(Object.keys(goldens.real))('%s', (op) => {
    const { x, y } = goldens.real[op];
    const xs = parseAll(x, float64);
    const ys = parseAll(y, float64);

    it('is accurate in float64', () => {
      // digamma has an absolute error around its zero at 1.46 (none of the arguments is close to it).
      close(unary(op as ScalarOp, float64, xs), ys, [xs], op === 'digamma' ? 1e-14 : 2e-15, false);
    });

    it('is the float64 value rounded in float32', () => {
      const rounded = xs.map((v) => Math.fround(v as number));
      const wide = unary(op as ScalarOp, float64, rounded) as number[];
      close(unary(op as ScalarOp, float32, rounded), wide.map(Math.fround), [rounded], 0);
    });

    it('takes ±0, ±∞ and NaN as PyTorch does', () => {
      const edge = goldens.special[op];
      const es = parseAll(edge.x, float64);
      close(unary(op as ScalarOp, float64, es), parseAll(edge.y, float64), [es], 2e-16);
    });
  });

  const tests = new Set(['isnan', 'isinf']);
  it.each(Object.keys(goldens.unary))('%s equals PyTorch on every dtype', (op) => {
    for (const [name, { args, y }] of Object.entries(goldens.unary[op])) {
      const dtype = toDType(name as DTypeName);
      const result = tests.has(op) ? toDType('bool') : dtype;
      const x = parseAll(args[0], dtype);
      // PyTorch's sign of -0 is 0, and so is ours; the sign of other zeros counts too.
      close(unary(op as ScalarOp, dtype, x, result), parseAll(y, result), [x], 0);
    }
  });

  const compare = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);
  it.each(Object.keys(goldens.binary))('%s equals PyTorch on every dtype', (op) => {
    for (const [name, { args, y }] of Object.entries(goldens.binary[op])) {
      const dtype = toDType(name as DTypeName);
      const result = compare.has(op) ? toDType('bool') : dtype;
      const [a, b] = args.map((list) => parseAll(list, dtype));
      const e = expr(
        [dtype, dtype],
        [
          ['load', dtype, [], 0],
          ['load', dtype, [], 1],
          [op as ScalarOp, result, [0, 1]],
        ],
      );
      const tolerance = op !== 'pow' && op !== 'atan2' ? 0 : dtype === float32 ? 2e-7 : 1e-15;
      // The sign of a zero of min and max is left open by PyTorch (it depends on the order).
      const signed = op !== 'min' && op !== 'max';
      close(map(backend, e, [a, b])[0], parseAll(y, result), [a, b], tolerance, signed);
    }
  });

  it.each(goldens.cast.map((c) => [c.from, c.to, c] as const))('casts %s to %s', (from, to, c) => {
    const [source, target] = [toDType(from), toDType(to)];
    const x = parseAll(c.x, source);
    const e = expr(
      [source],
      [
        ['load', source],
        ['cast', target, [0]],
      ],
    );
    close(map(backend, e, [x])[0], parseAll(c.y, target), [x], 0);
  });

  it('chooses, and reads literals and parameters, on every dtype', () => {
    for (const dtype of dtypes) {
      const e = expr(
        [toDType('bool')],
        [
          ['load', toDType('bool')],
          ['const', dtype, [], 1],
          ['param', dtype, [], 0],
          ['where', dtype, [0, 1, 2]],
        ],
        [3],
        1,
      );
      const one: Element = dtype.isComplex ? [1, 0] : dtype === int64 ? 1n : 1;
      const zero: Element = dtype.isComplex ? [0, 0] : dtype === int64 ? 0n : 0;
      expect(map(backend, e, [[1, 0, 1]], [0])[0]).toEqual([one, zero, one]);
    }
  });

  it('keeps large int64 parameters exact and small ones fast', () => {
    const e = expr(
      [],
      [
        ['index', int64],
        ['param', int64, [], 0],
        ['mul', int64, [0, 1]],
        ['param', int64, [], 1],
        ['add', int64, [2, 3]],
      ],
      [4],
      2,
    );
    expect(map(backend, e, [], [3, -2], 4)[0]).toEqual([-2n, 1n, 4n, 7n]);
    const large = 2 ** 62;
    expect(map(backend, e, [], [large, 1], 4)[0]).toEqual([
      1n,
      2n ** 62n + 1n,
      -(2n ** 63n) + 1n,
      -(2n ** 62n) + 1n,
    ]);
  });

  it('draws the documented Philox numbers', () => {
    const seed = 1234567890123;
    const draw = (dtype: DType) =>
      map(
        backend,
        expr(
          [],
          [
            ['param', float64, [], 0],
            ['param', float64, [], 1],
            ['index', int64],
            ['uniform', dtype, [0, 1, 2]],
          ],
          [3],
          2,
        ),
        [],
        [seed, 77],
        21,
      )[0];
    expect(draw(float32)).toEqual(Array.from({ length: 21 }, (_, i) => uniform32(seed, 77, i)));
    expect(draw(float64)).toEqual(Array.from({ length: 21 }, (_, i) => uniform64(seed, 77, i)));
  });

  it('gives 0 for integer division by zero, and for negative powers unless the base is ±1', () => {
    for (const name of ['uint8', 'int8', 'int16', 'int32', 'int64'] as const) {
      const dtype = toDType(name);
      const n = (x: number): Element => (dtype === int64 ? BigInt(x) : x);
      const apply = (op: ScalarOp, a: number, b: number) =>
        map(
          backend,
          expr(
            [dtype, dtype],
            [
              ['load', dtype, [], 0],
              ['load', dtype, [], 1],
              [op, dtype, [0, 1]],
            ],
          ),
          [[n(a)], [n(b)]],
        )[0][0];
      for (const op of ['floordiv', 'truncdiv', 'remainder', 'fmod'] as const)
        expect(apply(op, 7, 0)).toBe(n(0));
      if (name === 'uint8') continue;
      expect([apply('pow', 1, -3), apply('pow', -1, -3), apply('pow', -1, -2), apply('pow', 2, -1)]).toEqual(
        [1, -1, 1, 0].map(n),
      );
      expect([apply('shl', 5, 64), apply('shl', 5, -1), apply('shr', -5, 64), apply('shr', -5, -1)]).toEqual(
        [0, 0, -1, -1].map(n),
      );
    }
  });

  it('adds, multiplies and compares complex numbers, and refuses what it has no rule for', () => {
    for (const name of ['complex64', 'complex128'] as const) {
      const dtype = toDType(name);
      const apply = (op: ScalarOp, result = dtype) =>
        map(
          backend,
          expr(
            [dtype, dtype],
            [
              ['load', dtype, [], 0],
              ['load', dtype, [], 1],
              [op, result, [0, 1]],
            ],
          ),
          [[[1, 2]], [[3, -4]]],
        )[0][0];
      expect(apply('add')).toEqual([4, -2]);
      expect(apply('sub')).toEqual([-2, 6]);
      expect(apply('mul')).toEqual([11, 2]);
      expect(apply('eq', toDType('bool'))).toBe(0);
      expect(apply('ne', toDType('bool'))).toBe(1);
      expect(unary('neg', dtype, [[1, -2]])).toEqual([[-1, 2]]);
      expect(unary('isnan', dtype, [[1, Number.NaN]], toDType('bool'))).toEqual([1]);
      expect(() => apply('div')).toThrow(UnsupportedError);
      expect(() => apply('lt', toDType('bool'))).toThrow(UnsupportedError);
      expect(() => unary('exp', dtype, [[1, 1]])).toThrow(/complex/);
    }
    expect(() => unary('exp', int64, [1n])).toThrow(UnsupportedError);
    expect(() => unary('neg', toDType('bool'), [1])).toThrow(UnsupportedError);
    expect(() => unary('sqrt', toDType('int32'), [1])).toThrow(UnsupportedError);
    expect(() => unary('not', float32, [1])).toThrow(UnsupportedError);
  });

  it('rounds float32 after each instruction and computes the 16-bit types in float32', () => {
    const sum = (dtype: DType) =>
      expr(
        [dtype, dtype, dtype],
        [
          ['load', dtype, [], 0],
          ['load', dtype, [], 1],
          ['load', dtype, [], 2],
          ['add', dtype, [0, 1]],
          ['sub', dtype, [3, 2]],
        ],
      );
    // 1 is lost in 2^24, but not in float64.
    expect(map(backend, sum(float32), [[2 ** 24], [1], [2 ** 24]])[0]).toEqual([0]);
    expect(map(backend, sum(float64), [[2 ** 24], [1], [2 ** 24]])[0]).toEqual([1]);
    // It would be lost in float16's 2048, if each step were rounded.
    expect(map(backend, sum(toDType('float16')), [[2048], [1], [2048]])[0]).toEqual([1]);
    expect(map(backend, sum(toDType('bfloat16')), [[256], [1], [256]])[0]).toEqual([1]);
  });
});
