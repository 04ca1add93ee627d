import { bool, type DType, float32, float64, type ScalarOp } from '@cresset/tensor/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { expr, from, mapDense, read, simple } from './harness.js';
import { isas, setIsa } from './isa.js';
import { digamma, erf, erfc, lgamma, randoms, roundEven, ulps } from './numbers.js';

type Unary = readonly [
  op: ScalarOp,
  f: (x: number) => number,
  low: number,
  high: number,
  ulp32: number,
  ulp64: number,
];

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** Ranges keep to where the JavaScript reference itself is accurate; limits in ULP, 0 where rounding must be exact. */
const unary: readonly Unary[] = [
  ['neg', (x) => -x, -10, 10, 0, 0],
  ['abs', Math.abs, -10, 10, 0, 0],
  ['sign', Math.sign, -1, 1, 0, 0],
  ['reciprocal', (x) => 1 / x, -10, 10, 0, 0],
  ['sqrt', Math.sqrt, 0, 1e10, 0, 0],
  ['rsqrt', (x) => 1 / Math.sqrt(x), 1e-3, 1e3, 1.5, 1],
  ['exp', Math.exp, -100, 88, 1.5, 2],
  ['exp2', (x) => 2 ** x, -126, 127, 1, 2],
  ['expm1', Math.expm1, -5, 5, 1, 2],
  ['log', Math.log, 1e-6, 1e6, 1.5, 2],
  ['log2', Math.log2, 1e-6, 1e6, 1, 2],
  ['log10', Math.log10, 1e-6, 1e6, 1, 2],
  ['log1p', Math.log1p, -0.9, 5, 1, 2],
  ['sin', Math.sin, -1e4, 1e4, 1, 2],
  ['cos', Math.cos, -1e4, 1e4, 1, 2],
  ['tan', Math.tan, -1.5, 1.5, 1.5, 2],
  ['asin', Math.asin, -1, 1, 1.5, 2],
  ['acos', Math.acos, -1, 1, 1.5, 2],
  ['atan', Math.atan, -50, 50, 1.5, 2],
  ['sinh', Math.sinh, -20, 20, 1, 3],
  ['cosh', Math.cosh, -20, 20, 1, 3],
  ['tanh', Math.tanh, -5, 5, 2, 2],
  ['asinh', Math.asinh, -50, 50, 1, 3],
  ['acosh', Math.acosh, 1, 50, 1, 3],
  ['atanh', Math.atanh, -0.99, 0.99, 1, 3],
  ['sigmoid', sigmoid, -20, 20, 2.5, 3],
  ['erf', erf, -1.2, 1.2, 2, 8],
  ['erf', erf, -4, 4, 2, 5000], // of float64 the reference here is the coarse one
  ['erfc', erfc, -2, 0.5, 2, 20],
  ['lgamma', lgamma, 3, 50, 2, 30],
  ['digamma', digamma, 2, 50, 2, 30],
  ['floor', Math.floor, -10, 10, 0, 0],
  ['ceil', Math.ceil, -10, 10, 0, 0],
  ['round', roundEven, -10, 10, 0, 0],
  ['trunc', Math.trunc, -10, 10, 0, 0],
];

const remainder = (a: number, b: number): number => {
  const m = a % b;
  return m !== 0 && m < 0 !== b < 0 ? m + b : m;
};

const binary: readonly (readonly [ScalarOp, (a: number, b: number) => number, number])[] = [
  ['add', (a, b) => a + b, 0],
  ['sub', (a, b) => a - b, 0],
  ['mul', (a, b) => a * b, 0],
  ['div', (a, b) => a / b, 0],
  ['floordiv', (a, b) => Math.floor(a / b), 0],
  ['truncdiv', (a, b) => Math.trunc(a / b), 0],
  ['remainder', remainder, 0],
  ['fmod', (a, b) => a % b, 0],
  ['pow', (a, b) => Math.abs(a) ** b, 1.5],
  ['atan2', Math.atan2, 2],
  ['min', Math.min, 0],
  ['max', Math.max, 0],
];

const compare: readonly (readonly [ScalarOp, (a: number, b: number) => boolean])[] = [
  ['eq', (a, b) => a === b],
  ['ne', (a, b) => a !== b],
  ['lt', (a, b) => a < b],
  ['le', (a, b) => a <= b],
  ['gt', (a, b) => a > b],
  ['ge', (a, b) => a >= b],
];

const round = (t: DType, x: number): number => (t === float32 ? Math.fround(x) : x);
const N = 3000;

describe.each(isas)('float instructions on %s', (isa) => {
  beforeAll(() => setIsa(isa));
  // Without a fused multiply-add the polynomials lose a little.
  const slack = isa === 'baseline' ? 1 : 0;

  for (const type of [float32, float64]) {
    it.each(unary)(`${type.name} %s`, (op, f, low, high, ulp32, ulp64) => {
      const values = randoms(N, low, high).map((x) => round(type, x));
      const got = read(mapDense(simple(op, [type], type), [from(type, [N], values)], N)[0]);
      const limit = type === float32 ? ulp32 : ulp64;
      values.forEach((x, i) => {
        const error = ulps(got[i], round(type, f(x)), type === float32);
        expect(error, `${op}(${x}) = ${got[i]}, expected ${f(x)}`).toBeLessThanOrEqual(
          limit === 0 ? 0 : limit + slack + 0.5,
        );
      });
    });

    it.each(binary)(`${type.name} %s with arrays and scalars`, (op, f, limit) => {
      const a = randoms(N, -20, 20, 1).map((x) => round(type, op === 'pow' ? Math.abs(x) : x));
      const b = randoms(N, -5, 5, 2).map((x) => round(type, x));
      const e = simple(op, [type, type], type);
      const va = from(type, [N], a);
      const vb = from(type, [N], b);
      const check = (got: number[], x: (i: number) => number, y: (i: number) => number) => {
        for (let i = 0; i < N; i++) {
          const error = ulps(got[i], round(type, f(x(i), y(i))), type === float32);
          expect(error, `${op}(${x(i)}, ${y(i)}) = ${got[i]}`).toBeLessThanOrEqual(
            limit === 0 ? 0 : limit + slack,
          );
        }
      };
      check(
        read(mapDense(e, [va, vb], N)[0]),
        (i) => a[i],
        (i) => b[i],
      );
      check(
        read(mapDense(e, [va, from(type, [], [b[0]])], N)[0]),
        (i) => a[i],
        () => b[0],
      );
      check(
        read(mapDense(e, [from(type, [], [a[0]]), vb], N)[0]),
        () => a[0],
        (i) => b[i],
      );
      const scalar = expr(
        [type],
        [
          ['load', type, [], 0],
          ['param', type, [], 0],
          [op, type, [0, 1]],
        ],
      );
      check(
        read(mapDense(scalar, [va], N, [b[0]])[0]),
        (i) => a[i],
        () => b[0],
      );
    });

    it.each(compare)(`${type.name} %s`, (op, f) => {
      const a = [1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, -0, 5, Number.NEGATIVE_INFINITY];
      const b = [2, 2, 1, Number.NaN, Number.POSITIVE_INFINITY, 0, Number.NaN, 3];
      const got = read(
        mapDense(simple(op, [type, type], bool), [from(type, [8], a), from(type, [8], b)], 8)[0],
      );
      expect(got).toEqual(a.map((x, i) => Number(f(x, b[i]))));
    });
  }

  it('special values of float32 functions', () => {
    const inf = Number.POSITIVE_INFINITY;
    const at = [Number.NaN, inf, -inf, 0, -0, 200, -200, 1e-45, -1e-45];
    const functions: readonly (readonly [ScalarOp, (x: number) => number])[] = [
      ['exp', Math.exp],
      ['expm1', Math.expm1],
      ['log', Math.log],
      ['log1p', Math.log1p],
      ['log2', Math.log2],
      ['tanh', Math.tanh],
      ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
      ['erf', (x) => (Math.abs(x) === inf ? Math.sign(x) : erf(x))],
      ['sin', Math.sin],
      ['cos', Math.cos],
      ['sqrt', Math.sqrt],
      ['asinh', Math.asinh],
      ['atanh', Math.atanh],
      ['acosh', Math.acosh],
      ['sinh', Math.sinh],
      ['cosh', Math.cosh],
      ['exp2', (x) => 2 ** x],
      ['sign', Math.sign],
    ];
    for (const [op, f] of functions) {
      const values = at.map(Math.fround);
      const got = read(
        mapDense(simple(op, [float32], float32), [from(float32, [at.length], at)], at.length)[0],
      );
      values.forEach((x, i) => {
        const expected = Math.fround(f(x));
        const error = ulps(got[i], expected, true);
        expect(error, `${op}(${x}) = ${got[i]}, expected ${expected}`).toBeLessThanOrEqual(2);
      });
    }
  });

  it('special cases of pow', () => {
    const inf = Number.POSITIVE_INFINITY;
    const nan = Number.NaN;
    const bases = [-2, -1, -0, 0, 0.5, 1, 2, inf, -inf, nan];
    const exponents = [-inf, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, inf, nan];
    const a = bases.flatMap((x) => exponents.map(() => x));
    const b = bases.flatMap(() => exponents);
    const c = (x: number, y: number): number => (x === 1 || (x === -1 && Math.abs(y) === inf) ? 1 : x ** y); // C's rules, which JavaScript changes in these two
    const got = read(
      mapDense(
        simple('pow', [float32, float32], float32),
        [from(float32, [a.length], a), from(float32, [a.length], b)],
        a.length,
      )[0],
    );
    a.forEach((x, i) => {
      const expected = Math.fround(c(x, b[i]));
      expect(
        Object.is(got[i], expected) || ulps(got[i], expected, true) <= 1,
        `${x} ** ${b[i]} = ${got[i]}`,
      ).toBe(true);
    });
  });

  it('min and max let NaN win', () => {
    const a = [1, Number.NaN, 3];
    const b = [Number.NaN, 2, 4];
    for (const op of ['min', 'max'] as const) {
      const got = read(
        mapDense(
          simple(op, [float32, float32], float32),
          [from(float32, [3], a), from(float32, [3], b)],
          3,
        )[0],
      );
      expect(got.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    }
  });

  it('erfinv inverts erf', () => {
    const x = randoms(500, -0.999, 0.999);
    const y = read(mapDense(simple('erfinv', [float64], float64), [from(float64, [500], x)], 500)[0]);
    x.forEach((v, i) => {
      expect(Math.abs(erf(y[i]) - v)).toBeLessThan(1e-13);
    });
  });
});
