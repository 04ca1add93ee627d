import type { DType } from '../dtype.js';
import { bool, complex64, float32, float64, int64 } from '../dtype.js';
import { InternalError } from '../errors.js';
import type { BinaryOp, CompareOp, ComplexOp, ScalarOp, TestOp, UnaryOp } from './instructions.js';

/** A scalar, or a literal that takes the dtype of its partner. */
export type ScalarLike = Scalar | number | boolean;

const interned = new Map<string, Scalar>();

/**
 * A node of a scalar expression. Nodes are interned: structurally equal expressions are the same object, so common
 * subexpressions are computed once, and equality is `===`. The table grows with the program's distinct expressions,
 * never with its data: user scalars are `param`s.
 */
export class Scalar {
  private constructor(
    readonly op: ScalarOp | ComplexOp,
    readonly dtype: DType,
    readonly args: readonly Scalar[],
    readonly value: number,
    readonly id: number,
  ) {}

  static make(op: ScalarOp | ComplexOp, dtype: DType, args: readonly Scalar[], value = 0): Scalar {
    const shown = Object.is(value, -0) ? '-0' : String(value);
    const key = `${op}:${dtype.id}:${shown}:${args.map((a) => a.id).join(',')}`;
    let node = interned.get(key);
    if (node === undefined) {
      node = new Scalar(op, dtype, args, value, interned.size);
      interned.set(key, node);
    }
    return node;
  }

  private unary(op: UnaryOp): Scalar {
    return Scalar.make(op, this.dtype, [this]);
  }

  private test(op: TestOp): Scalar {
    return Scalar.make(op, bool, [this]);
  }

  private lift(other: ScalarLike): Scalar {
    if (!(other instanceof Scalar)) return constant(Number(other), this.dtype);
    if (other.dtype !== this.dtype) {
      throw new InternalError(`scalar expression mixes ${this.dtype} with ${other.dtype} without a cast`);
    }
    return other;
  }

  private binary(op: BinaryOp, other: ScalarLike): Scalar {
    return Scalar.make(op, this.dtype, [this, this.lift(other)]);
  }

  private compare(op: CompareOp, other: ScalarLike): Scalar {
    return Scalar.make(op, bool, [this, this.lift(other)]);
  }

  private get isOne(): boolean {
    return this.op === 'const' && this.value === 1;
  }

  neg(): Scalar {
    return this.op === 'neg' ? this.args[0]! : this.unary('neg');
  }

  /** Absolute value; that of a complex number is real. */
  abs(): Scalar {
    return Scalar.make('abs', this.partType, [this]);
  }

  private get partType(): DType {
    if (this.dtype.kind !== 'complex') return this.dtype;
    return this.dtype === complex64 ? float32 : float64;
  }

  /** Real part; a real scalar is its own. */
  real(): Scalar {
    return this.dtype.kind === 'complex' ? Scalar.make('real', this.partType, [this]) : this;
  }

  imag(): Scalar {
    return this.dtype.kind === 'complex'
      ? Scalar.make('imag', this.partType, [this])
      : constant(0, this.dtype);
  }

  conj(): Scalar {
    if (this.dtype.kind !== 'complex') return this;
    return this.op === 'conj' ? this.args[0]! : Scalar.make('conj', this.dtype, [this]);
  }

  /** Argument of a complex number, in (−π, π]. */
  angle(): Scalar {
    return Scalar.make('angle', this.partType, [this]);
  }

  /** x / |x|, and 0 at 0: the sign of a complex number. */
  sgn(): Scalar {
    if (this.dtype.kind !== 'complex') return this.sign();
    const size = this.abs();
    return this.div(size.eq(0).where(1, size).to(this.dtype));
  }

  sign(): Scalar {
    return this.unary('sign');
  }

  not(): Scalar {
    return this.unary('not');
  }

  reciprocal(): Scalar {
    return this.unary('reciprocal');
  }

  sqrt(): Scalar {
    return this.unary('sqrt');
  }

  rsqrt(): Scalar {
    return this.unary('rsqrt');
  }

  exp(): Scalar {
    return this.unary('exp');
  }

  exp2(): Scalar {
    return this.unary('exp2');
  }

  expm1(): Scalar {
    return this.unary('expm1');
  }

  log(): Scalar {
    return this.unary('log');
  }

  log2(): Scalar {
    return this.unary('log2');
  }

  log10(): Scalar {
    return this.unary('log10');
  }

  log1p(): Scalar {
    return this.unary('log1p');
  }

  sin(): Scalar {
    return this.unary('sin');
  }

  cos(): Scalar {
    return this.unary('cos');
  }

  tan(): Scalar {
    return this.unary('tan');
  }

  asin(): Scalar {
    return this.unary('asin');
  }

  acos(): Scalar {
    return this.unary('acos');
  }

  atan(): Scalar {
    return this.unary('atan');
  }

  sinh(): Scalar {
    return this.unary('sinh');
  }

  cosh(): Scalar {
    return this.unary('cosh');
  }

  tanh(): Scalar {
    return this.unary('tanh');
  }

  asinh(): Scalar {
    return this.unary('asinh');
  }

  acosh(): Scalar {
    return this.unary('acosh');
  }

  atanh(): Scalar {
    return this.unary('atanh');
  }

  sigmoid(): Scalar {
    return this.unary('sigmoid');
  }

  erf(): Scalar {
    return this.unary('erf');
  }

  erfc(): Scalar {
    return this.unary('erfc');
  }

  erfinv(): Scalar {
    return this.unary('erfinv');
  }

  lgamma(): Scalar {
    return this.unary('lgamma');
  }

  digamma(): Scalar {
    return this.unary('digamma');
  }

  floor(): Scalar {
    return this.unary('floor');
  }

  ceil(): Scalar {
    return this.unary('ceil');
  }

  round(): Scalar {
    return this.unary('round');
  }

  trunc(): Scalar {
    return this.unary('trunc');
  }

  isnan(): Scalar {
    return this.test('isnan');
  }

  isinf(): Scalar {
    return this.test('isinf');
  }

  /** Sum; a negated second term becomes a subtraction. */
  add(other: ScalarLike): Scalar {
    const o = this.lift(other);
    if (o.op === 'neg') return this.sub(o.args[0]!);
    return this.binary('add', o);
  }

  /** Product; a factor that is the literal 1 is dropped. */
  mul(other: ScalarLike): Scalar {
    const o = this.lift(other);
    if (o.isOne) return this;
    if (this.isOne) return o;
    return this.binary('mul', o);
  }

  div(other: ScalarLike): Scalar {
    const o = this.lift(other);
    if (o.isOne) return this;
    return this.binary('div', o);
  }

  sub(other: ScalarLike): Scalar {
    return this.binary('sub', other);
  }

  floordiv(other: ScalarLike): Scalar {
    return this.binary('floordiv', other);
  }

  truncdiv(other: ScalarLike): Scalar {
    return this.binary('truncdiv', other);
  }

  remainder(other: ScalarLike): Scalar {
    return this.binary('remainder', other);
  }

  fmod(other: ScalarLike): Scalar {
    return this.binary('fmod', other);
  }

  pow(other: ScalarLike): Scalar {
    return this.binary('pow', other);
  }

  /** Greatest common divisor of integers. */
  gcd(other: ScalarLike): Scalar {
    return this.binary('gcd', other);
  }

  atan2(other: ScalarLike): Scalar {
    return this.binary('atan2', other);
  }

  /** The Hurwitz zeta function ζ(this, other). */
  zeta(other: ScalarLike): Scalar {
    return this.binary('zeta', other);
  }

  min(other: ScalarLike): Scalar {
    return this.binary('min', other);
  }

  max(other: ScalarLike): Scalar {
    return this.binary('max', other);
  }

  and(other: ScalarLike): Scalar {
    return this.binary('and', other);
  }

  or(other: ScalarLike): Scalar {
    return this.binary('or', other);
  }

  xor(other: ScalarLike): Scalar {
    return this.binary('xor', other);
  }

  shl(other: ScalarLike): Scalar {
    return this.binary('shl', other);
  }

  shr(other: ScalarLike): Scalar {
    return this.binary('shr', other);
  }

  eq(other: ScalarLike): Scalar {
    return this.compare('eq', other);
  }

  ne(other: ScalarLike): Scalar {
    return this.compare('ne', other);
  }

  lt(other: ScalarLike): Scalar {
    return this.compare('lt', other);
  }

  le(other: ScalarLike): Scalar {
    return this.compare('le', other);
  }

  gt(other: ScalarLike): Scalar {
    return this.compare('gt', other);
  }

  ge(other: ScalarLike): Scalar {
    return this.compare('ge', other);
  }

  /** This (a bool) chooses between `a` and `b`; at least one of them must be a Scalar. */
  where(a: ScalarLike, b: ScalarLike): Scalar {
    if (this.dtype !== bool) throw new InternalError(`where: the condition is ${this.dtype}, not bool`);
    const typed = a instanceof Scalar ? a : b;
    if (!(typed instanceof Scalar)) throw new InternalError('where: two literals have no dtype');
    const x = typed.lift(a);
    return Scalar.make('where', x.dtype, [this, x, typed.lift(b)]);
  }

  to(dtype: DType): Scalar {
    if (dtype === this.dtype) return this;
    if (this.op === 'const') return constant(this.value, dtype);
    return Scalar.make('cast', dtype, [this]);
  }
}

/** A literal; `value` is converted to `dtype` as a cast would. */
export function constant(value: number, dtype: DType): Scalar {
  if (dtype === bool) return Scalar.make('const', dtype, [], value !== 0 ? 1 : 0);
  return Scalar.make('const', dtype, [], dtype.kind === 'int' ? Math.trunc(value) : value);
}

/** The element of input operand `position`. */
export function load(position: number, dtype: DType): Scalar {
  return Scalar.make('load', dtype, [], position);
}

/** Run-time scalar `position`. */
export function param(position: number, dtype: DType): Scalar {
  return Scalar.make('param', dtype, [], position);
}

/** re + i·im, from two real scalars of the parts' type. */
export function pair(re: Scalar, im: Scalar, dtype: DType): Scalar {
  return Scalar.make('pair', dtype, [re, im]);
}

/** Row-major linear index in the iteration space, int64. */
export function index(): Scalar {
  return Scalar.make('index', int64, []);
}

/** Uniform numbers in [0, 1): see the `uniform` instruction. `at` defaults to the linear index. */
export function uniform(seed: Scalar, offset: Scalar, dtype: DType = float32, at: Scalar = index()): Scalar {
  if (seed.dtype !== float64 || offset.dtype !== float64) {
    throw new InternalError('uniform: seed and offset are float64 parameters');
  }
  return Scalar.make('uniform', dtype, [seed, offset, at]);
}
