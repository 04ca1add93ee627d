import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import { bool, float32, float64, int64 } from '../src/dtype.js';
import { buildExpr } from '../src/expr/build.js';
import { differentiate } from '../src/expr/derivative.js';
import type { BinaryOp, UnaryOp } from '../src/expr/instructions.js';
import type { Scalar } from '../src/expr/scalar.js';
import { constant, load } from '../src/expr/scalar.js';
import { tensor, use } from '../src/index.js';
import { mapKernel, runMap } from '../src/kernel/families.js';

beforeAll(() => use(reference()));

/** Values of float64 expressions at a point. */
function at(results: readonly Scalar[], point: readonly number[]): number[] {
  const inputs = point.map((v) => tensor([v], { dtype: 'float64' }));
  return results.map((r) => {
    const out = tensor([0], { dtype: 'float64' });
    const expr = buildExpr(
      [r.to(float64)],
      inputs.map(() => float64),
    );
    runMap(mapKernel(expr), [out], inputs);
    return out.itemSync();
  });
}

const x = load(0, float64);
const y = load(1, float64);
const adjoint = 0.75;

/** Compares the symbolic derivative with central differences, times an adjoint that isn't 1. */
function check(result: Scalar, point: readonly number[]): void {
  const wrt = [x, y].slice(0, point.length);
  const symbolic = differentiate([result], [constant(adjoint, float64)], wrt);
  const h = 1e-6;
  wrt.forEach((_, i) => {
    const moved = (d: number) =>
      at(
        [result],
        point.map((v, k) => (k === i ? v + d : v)),
      )[0]!;
    const numeric = (adjoint * (moved(h) - moved(-h))) / (2 * h);
    const exact = symbolic[i] === null ? 0 : at([symbolic[i]!], point)[0]!;
    expect(exact, `${result.op} at (${point}), by argument ${i}`).toBeCloseTo(numeric, 7);
  });
}

/** Every unary instruction on floats has a row here: the compiler asks for new ones. */
const unary = {
  neg: [0.7],
  abs: [0.7, -0.7],
  sign: [0.7],
  reciprocal: [0.7, -2],
  sqrt: [0.7],
  rsqrt: [0.7],
  exp: [0.7],
  exp2: [0.7, -2],
  expm1: [0.7, 1e-3],
  log: [0.7],
  log2: [0.7],
  log10: [0.7],
  log1p: [0.7, -0.5],
  sin: [0.7],
  cos: [0.7],
  tan: [0.7],
  asin: [0.7, -0.3],
  acos: [0.7, -0.3],
  atan: [0.7, -5],
  sinh: [0.7],
  cosh: [0.7, -1],
  tanh: [0.7, -2],
  asinh: [0.7, -3],
  acosh: [1.7],
  atanh: [0.7, -0.2],
  sigmoid: [0.7, -3],
  erf: [0.7, -1.2],
  erfc: [0.7, -1.2],
  erfinv: [0.7, -0.2],
  lgamma: [0.7, 3.2],
  floor: [0.7],
  ceil: [0.7],
  round: [0.7],
  trunc: [0.7],
} satisfies Record<Exclude<UnaryOp, 'not' | 'digamma'>, number[]>;

const binary = {
  add: [[0.7, -1.3]],
  sub: [[0.7, -1.3]],
  mul: [[0.7, -1.3]],
  div: [[0.7, -1.3]],
  floordiv: [[0.7, 0.4]],
  truncdiv: [[-0.7, 0.4]],
  remainder: [
    [0.7, 0.4],
    [-0.7, 0.4],
  ],
  fmod: [
    [0.7, 0.4],
    [-0.7, 0.4],
  ],
  pow: [
    [0.7, 1.3],
    [2.5, -2],
  ],
  atan2: [
    [0.7, -1.3],
    [-0.7, 0.2],
  ],
  min: [
    [0.7, 1.3],
    [1.3, 0.7],
  ],
  max: [
    [0.7, 1.3],
    [1.3, 0.7],
  ],
} satisfies Record<Exclude<BinaryOp, 'and' | 'or' | 'xor' | 'shl' | 'shr' | 'gcd' | 'zeta'>, number[][]>;

describe('the symbolic derivative agrees with differences', () => {
  it.each(Object.entries(unary))('of %s', (name, points) => {
    for (const p of points) check((x as unknown as Record<string, () => Scalar>)[name]!(), [p]);
  });

  it.each(Object.entries(binary))('of %s', (name, points) => {
    for (const p of points) check((x as unknown as Record<string, (o: Scalar) => Scalar>)[name]!(y), p);
  });

  it('of compositions, with shared parts counted once for each use', () => {
    const square = x.mul(x);
    check(square.add(square.mul(y)).tanh(), [0.3, -0.8]);
    check(x.mul(y.exp()).div(x.mul(x).add(1)).sigmoid(), [0.6, 0.2]);
    check(x.gt(y).where(x.mul(y), x.sub(y)), [0.9, 0.1]);
    check(x.gt(y).where(x.mul(y), x.sub(y)), [0.1, 0.9]);
  });

  it('of several outputs at once', () => {
    const outputs = [x.mul(y), x.exp()];
    const [dx, dy] = differentiate(outputs, [constant(2, float64), constant(3, float64)], [x, y]);
    const [gx, gy] = at([dx!, dy!], [0.5, -1]);
    expect(gx).toBeCloseTo(2 * -1 + 3 * Math.exp(0.5), 12);
    expect(gy).toBeCloseTo(2 * 0.5, 12);
  });
});

describe('where derivatives are a convention, it is PyTorch’s', () => {
  const gradient = (result: Scalar, point: readonly number[]): (number | null)[] =>
    differentiate([result], [constant(1, float64)], [x, y].slice(0, point.length)).map((g) =>
      g === null ? null : at([g], point)[0]!,
    );

  it('ties of min and max share the gradient; |x| and sign are flat at 0', () => {
    expect(gradient(x.max(y), [2, 2])).toEqual([0.5, 0.5]);
    expect(gradient(x.min(y), [2, 2])).toEqual([0.5, 0.5]);
    expect(gradient(x.abs(), [0])).toEqual([0]);
    expect(gradient(x.sign(), [0])).toEqual([0]);
  });

  it('powers at 0', () => {
    expect(gradient(x.pow(y), [0, 0])).toEqual([0, 0]);
    expect(gradient(x.pow(y), [0, 2])).toEqual([0, 0]);
    expect(gradient(x.pow(2), [3])).toEqual([6]);
    expect(gradient(x.pow(y), [2, 0])[0]).toBe(0);
  });

  it('tests and comparisons have none, and casts to integers cut the path', () => {
    expect(gradient(x.isnan().to(float64), [1])).toEqual([null]);
    expect(gradient(x.gt(y).to(float64), [1, 2])).toEqual([null, null]);
    expect(gradient(x.to(int64).to(float64), [1.5])).toEqual([null]);
    expect(gradient(x.to(float32).to(float64), [1.5])).toEqual([1]);
    expect(gradient(load(1, float64), [1])).toEqual([null]);
  });

  it('a branch not taken contributes nothing', () => {
    // √x has an infinite slope at 0, which the other branch must not see.
    const safe = x.gt(0).where(x.sqrt(), constant(0, float64));
    expect(gradient(safe, [4])).toEqual([0.25]);
    expect(differentiate([x.gt(0).where(x, x.neg())], [constant(1, float64)], [x])[0]!.dtype).toBe(float64);
    expect(load(2, bool).where(x, y).dtype).toBe(float64);
  });
});
