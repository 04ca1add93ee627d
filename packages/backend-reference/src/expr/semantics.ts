import {
  type BinaryOp,
  type CompareOp,
  type DType,
  type UnaryOp,
  UnsupportedError,
} from '@cresset/tensor/backend';
import {
  abs64,
  floatOfBig,
  floordiv64,
  fmod64,
  gcd64,
  lowOfBig,
  max64,
  min64,
  pow64,
  remainder64,
  shl64,
  shr64,
  sign64,
  truncate64,
  truncdiv64,
} from '../numeric/int64.js';
import * as integer from '../numeric/integer.js';
import * as real from '../numeric/real.js';
import { roundResult, roundTo, width, wrap } from '../numeric/wrap.js';

/**
 * What each instruction means, on plain values: a Number, a BigInt for int64, a pair for complex types. The generated
 * code must agree with these functions; the interpreter runs them.
 */
export type Value = number | bigint | readonly [number, number];

type Unary = (a: Value) => Value;
type Binary = (a: Value, b: Value) => Value;

export function unsupported(op: string, dtype: DType): UnsupportedError {
  return new UnsupportedError(
    `${op}: the reference device has no arithmetic for ${dtype}; cast to a type that has it first`,
  );
}

const asUnary = <T extends Value>(f: (a: T) => Value): Unary => f as unknown as Unary;
const asBinary = <T extends Value>(f: (a: T, b: T) => Value): Binary => f as unknown as Binary;

const unary64: Partial<Record<UnaryOp, (a: bigint) => bigint>> = {
  neg: (a) => BigInt.asIntN(64, -a),
  abs: abs64,
  sign: sign64,
  not: (a) => ~a,
  floor: (a) => a,
  ceil: (a) => a,
  round: (a) => a,
  trunc: (a) => a,
};

const unaryInt: Partial<Record<UnaryOp, (a: number) => number>> = {
  neg: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  not: (a) => ~a,
  floor: (a) => a,
  ceil: (a) => a,
  round: (a) => a,
  trunc: (a) => a,
};

const unaryBool: Partial<Record<UnaryOp, (a: number) => number>> = {
  abs: (a) => a,
  sign: (a) => a,
  not: (a) => 1 - a,
};

export function unaryOf(op: UnaryOp, dtype: DType): Unary {
  if (dtype.kind === 'float' && op !== 'not') {
    const f = real.unary[op];
    const round = roundResult(dtype);
    return asUnary((a: number) => round(f(a)));
  }
  if (dtype.kind === 'complex' && op === 'neg') {
    return asUnary((a: readonly [number, number]) => [-a[0], -a[1]]);
  }
  if (dtype.name === 'int64') {
    const f = unary64[op];
    if (f !== undefined) return asUnary(f);
  } else if (dtype.kind === 'int') {
    const f = unaryInt[op];
    const fit = wrap[dtype.name]!;
    if (f !== undefined) return asUnary((a: number) => fit(f(a)));
  } else if (dtype.kind === 'bool') {
    const f = unaryBool[op];
    if (f !== undefined) return asUnary(f);
  }
  throw unsupported(op, dtype);
}

const binary64: Partial<Record<BinaryOp, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => BigInt.asIntN(64, a + b),
  sub: (a, b) => BigInt.asIntN(64, a - b),
  mul: (a, b) => BigInt.asIntN(64, a * b),
  floordiv: floordiv64,
  truncdiv: truncdiv64,
  remainder: remainder64,
  fmod: fmod64,
  gcd: gcd64,
  pow: pow64,
  min: min64,
  max: max64,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: shl64,
  shr: shr64,
};

function binaryInt(op: BinaryOp, dtype: DType): ((a: number, b: number) => number) | undefined {
  const bits = width(dtype);
  const last = dtype.name === 'uint8' ? bits : bits - 1;
  const table: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: Math.imul,
    floordiv: integer.floordiv,
    truncdiv: integer.truncdiv,
    remainder: integer.remainder,
    fmod: integer.fmod,
    gcd: integer.gcd,
    pow: integer.pow,
    min: Math.min,
    max: Math.max,
    and: (a, b) => a & b,
    or: (a, b) => a | b,
    xor: (a, b) => a ^ b,
    shl: (a, b) => integer.shl(a, b, bits),
    shr: (a, b) => integer.shr(a, b, last),
  };
  return table[op];
}

const binaryBool: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a | b,
  mul: (a, b) => a & b,
  min: (a, b) => a & b,
  max: (a, b) => a | b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

type Complex = readonly [number, number];

const binaryComplex: Partial<Record<BinaryOp, (a: Complex, b: Complex) => Complex>> = {
  add: (a, b) => [a[0] + b[0], a[1] + b[1]],
  sub: (a, b) => [a[0] - b[0], a[1] - b[1]],
  mul: (a, b) => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]],
};

export function binaryOf(op: BinaryOp, dtype: DType): Binary {
  if (dtype.kind === 'float') {
    const round = roundResult(dtype);
    const f =
      op === 'floordiv' && dtype.name !== 'float64'
        ? real.floordiv32
        : (real.binary as typeof binaryBool)[op];
    // The quotient of truncdiv is rounded before it is truncated.
    if (op === 'truncdiv') return asBinary((a: number, b: number) => Math.trunc(round(a / b)));
    if (f !== undefined) return asBinary((a: number, b: number) => round(f(a, b)));
  } else if (dtype.name === 'int64') {
    const f = binary64[op];
    if (f !== undefined) return asBinary(f);
  } else if (dtype.kind === 'int') {
    const f = binaryInt(op, dtype);
    const fit = wrap[dtype.name]!;
    if (f !== undefined) return asBinary((a: number, b: number) => fit(f(a, b)));
  } else if (dtype.kind === 'bool') {
    const f = binaryBool[op];
    if (f !== undefined) return asBinary(f);
  } else {
    const f = binaryComplex[op];
    const round = dtype.name === 'complex64' ? Math.fround : (x: number) => x;
    if (f !== undefined) {
      return asBinary((a: Complex, b: Complex) => {
        const [re, im] = f(a, b);
        return [round(re), round(im)];
      });
    }
  }
  throw unsupported(op, dtype);
}

const compare: Record<CompareOp, (a: number | bigint, b: number | bigint) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/** @param dtype that of the operands */
export function compareOf(op: CompareOp, dtype: DType): Binary {
  if (dtype.kind === 'complex') {
    if (op !== 'eq' && op !== 'ne') throw unsupported(op, dtype);
    const wanted = op === 'eq';
    return asBinary((a: Complex, b: Complex) => ((a[0] === b[0] && a[1] === b[1]) === wanted ? 1 : 0));
  }
  const f = compare[op];
  return asBinary((a: number, b: number) => (f(a, b) ? 1 : 0));
}

/** Conversion of a Number (a literal, a parameter word, or a value of a real type but int64) to a type. */
export function fromNumber(x: number, to: DType): Value {
  if (to.kind === 'complex') return [to.name === 'complex64' ? Math.fround(x) : x, 0];
  if (to.name === 'int64') return BigInt(truncate64(x));
  return (to.kind === 'float' ? roundTo : wrap)[to.name]!(x);
}

export function castOf(from: DType, to: DType): Unary {
  if (from.name === 'int64') {
    if (to.name === 'int64') return (a) => a;
    if (to.name === 'bool') return asUnary((a: bigint) => (a !== 0n ? 1 : 0));
    if (to.kind === 'int') return asUnary((a: bigint) => wrap[to.name]!(lowOfBig(a)));
    if (to.name === 'float64' || to.name === 'complex128')
      return asUnary((a: bigint) => fromNumber(Number(a), to));
    return asUnary((a: bigint) => fromNumber(floatOfBig(a), to));
  }
  if (from.kind === 'complex') {
    const round = to.name === 'complex64' ? Math.fround : (x: number) => x;
    if (to.kind === 'complex') return asUnary((a: Complex) => [round(a[0]), round(a[1])]);
    if (to.kind === 'bool') return asUnary((a: Complex) => (a[0] !== 0 || a[1] !== 0 ? 1 : 0));
    return asUnary((a: Complex) => fromNumber(a[0], to));
  }
  return asUnary((a: number) => fromNumber(a, to));
}
