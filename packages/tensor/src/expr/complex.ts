import type { DType } from '../dtype.js';
import { complex64, float32, float64 } from '../dtype.js';
import { InternalError } from '../errors.js';
import * as f from './complex-functions.js';
import type { Scalar } from './scalar.js';
import { constant, load, Scalar as Node, param } from './scalar.js';

/** A complex number as two real scalars. */
export interface Pair {
  readonly re: Scalar;
  readonly im: Scalar;
}

/** The type of the real and imaginary parts. */
export function partType(dtype: DType): DType {
  return dtype === complex64 ? float32 : float64;
}

/** What one complex operand is below: its real parts and its imaginary parts, two operands of a real kernel. */
export function partTypes(types: readonly DType[]): DType[] {
  return types.flatMap((t) => (t.kind === 'complex' ? [partType(t), partType(t)] : [t]));
}

/**
 * Turns an expression with complex nodes into one of real nodes, so that no device has to know complex arithmetic:
 * a complex operand becomes two (its parts, interleaved in memory), a complex result likewise.
 *
 * @param outputs results, complex or real
 * @param types dtypes of the operands that the expression loads
 */
export function lowerComplex(outputs: readonly Scalar[], types: readonly DType[]): Scalar[] {
  const first: number[] = [];
  let next = 0;
  for (const t of types) {
    first.push(next);
    next += t.kind === 'complex' ? 2 : 1;
  }
  const reals = new Map<Scalar, Scalar>();
  const pairs = new Map<Scalar, Pair>();

  const real = (s: Scalar): Scalar => {
    let known = reals.get(s);
    if (known === undefined) reals.set(s, (known = makeReal(s)));
    return known;
  };
  const pair = (s: Scalar): Pair => {
    let known = pairs.get(s);
    if (known === undefined) pairs.set(s, (known = makePair(s)));
    return known;
  };

  const makeReal = (s: Scalar): Scalar => {
    if (s.op === 'load') return load(first[s.value]!, s.dtype);
    const x = s.args[0];
    if (x === undefined) return s;
    if (s.args.every((a) => a.dtype.kind !== 'complex')) {
      return Node.make(s.op, s.dtype, s.args.map(real), s.value);
    }
    const a = pair(x);
    switch (s.op) {
      case 'real':
        return a.re;
      case 'imag':
        return a.im;
      case 'abs':
        return f.magnitude(a);
      case 'angle':
        return f.angle(a);
      case 'isnan':
        return a.re.isnan().or(a.im.isnan());
      case 'isinf':
        return a.re.isinf().or(a.im.isinf());
      case 'cast':
        return s.dtype.kind === 'bool' ? a.re.ne(0).or(a.im.ne(0)) : a.re.to(s.dtype);
      case 'eq':
      case 'ne': {
        const b = pair(s.args[1]!);
        return s.op === 'eq' ? a.re.eq(b.re).and(a.im.eq(b.im)) : a.re.ne(b.re).or(a.im.ne(b.im));
      }
      default:
        throw new InternalError(`scalar expression: '${s.op}' of complex numbers is not defined`);
    }
  };

  const makePair = (s: Scalar): Pair => {
    const type = partType(s.dtype);
    switch (s.op) {
      case 'load':
        return { re: load(first[s.value]!, type), im: load(first[s.value]! + 1, type) };
      case 'param':
        return { re: param(s.value, type), im: constant(0, type) };
      case 'const':
        return { re: constant(s.value, type), im: constant(0, type) };
      case 'pair':
        return { re: real(s.args[0]!), im: real(s.args[1]!) };
      case 'cast': {
        const x = s.args[0]!;
        if (x.dtype.kind !== 'complex') return { re: real(x).to(type), im: constant(0, type) };
        const { re, im } = pair(x);
        return { re: re.to(type), im: im.to(type) };
      }
      case 'where': {
        const [a, b] = [pair(s.args[1]!), pair(s.args[2]!)];
        const condition = real(s.args[0]!);
        return { re: condition.where(a.re, b.re), im: condition.where(a.im, b.im) };
      }
      default: {
        const formula = formulas[s.op];
        if (formula === undefined) {
          throw new InternalError(`scalar expression: '${s.op}' of complex numbers is not defined`);
        }
        return formula(pair(s.args[0]!), s.args.length > 1 ? pair(s.args[1]!) : pair(s.args[0]!));
      }
    }
  };
  return outputs.flatMap((o) => {
    if (o.dtype.kind !== 'complex') return [real(o)];
    const { re, im } = pair(o);
    return [re, im];
  });
}

const formulas: Partial<Record<Scalar['op'], (a: Pair, b: Pair) => Pair>> = {
  neg: f.neg,
  conj: f.conj,
  add: f.add,
  sub: f.sub,
  mul: f.mul,
  div: f.div,
  reciprocal: f.reciprocal,
  sqrt: f.sqrt,
  rsqrt: (a) => f.reciprocal(f.sqrt(a)),
  exp: f.exp,
  exp2: (a) => f.exp(f.scale(a, Math.LN2)),
  expm1: f.expm1,
  log: f.log,
  log2: (a) => f.scale(f.log(a), Math.LOG2E),
  log10: (a) => f.scale(f.log(a), Math.LOG10E),
  log1p: f.log1p,
  pow: f.pow,
  sin: f.sin,
  cos: f.cos,
  tan: f.tan,
  sinh: f.sinh,
  cosh: f.cosh,
  tanh: f.tanh,
  asin: f.asin,
  acos: f.acos,
  atan: f.atan,
  asinh: f.asinh,
  acosh: f.acosh,
  atanh: f.atanh,
  sigmoid: f.sigmoid,
};
