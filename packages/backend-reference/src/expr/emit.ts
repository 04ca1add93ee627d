import type { BinaryOp, DType, UnaryOp } from '@cresset/tensor/backend';
import { wrapCode } from './names.js';

/** Source text of instructions on Numbers: floating types, integers of at most 32 bits, bool. */

type Code1 = (x: string) => string;
type Code2 = (a: string, b: string) => string;

const inMath = new Set<UnaryOp>([
  ...(['abs', 'sqrt', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'sin', 'cos', 'tan', 'asin'] as const),
  ...(['acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'floor', 'ceil', 'trunc'] as const),
]);

/** Results that are float32 whenever the argument is. */
const exact = new Set<string>([
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
  'min',
  'max',
  'fmod',
]);

function floatUnary(op: UnaryOp, x: string): string {
  if (inMath.has(op)) return `Math.${op}(${x})`;
  switch (op) {
    case 'neg':
      return `-${x}`;
    case 'reciprocal':
      return `1/${x}`;
    case 'rsqrt':
      return `1/Math.sqrt(${x})`;
    case 'exp2':
      return `2**${x}`;
    case 'sigmoid':
      return `1/(1+Math.exp(-${x}))`;
    default:
      return `u_${op}(${x})`;
  }
}

const floatBinary: Partial<Record<BinaryOp, Code2>> = {
  add: (a, b) => `${a}+${b}`,
  sub: (a, b) => `${a}-${b}`,
  mul: (a, b) => `${a}*${b}`,
  div: (a, b) => `${a}/${b}`,
  fmod: (a, b) => `${a}%${b}`,
  remainder: (a, b) => `r_remainder(${a},${b})`,
  pow: (a, b) => `r_pow(${a},${b})`,
  atan2: (a, b) => `Math.atan2(${a},${b})`,
  zeta: (a, b) => `r_zeta(${a},${b})`,
  min: (a, b) => `Math.min(${a},${b})`,
  max: (a, b) => `Math.max(${a},${b})`,
};

const intUnary: Partial<Record<UnaryOp, Code1>> = {
  neg: (x) => `-${x}`,
  abs: (x) => `Math.abs(${x})`,
  sign: (x) => `Math.sign(${x})`,
  not: (x) => `~${x}`,
  floor: (x) => x,
  ceil: (x) => x,
  round: (x) => x,
  trunc: (x) => x,
};

function intBinary(op: BinaryOp, dtype: DType, a: string, b: string): string | null {
  const bits = dtype.bytes * 8;
  switch (op) {
    case 'add':
      return `(${a}+${b})`;
    case 'sub':
      return `(${a}-${b})`;
    case 'mul':
      return `Math.imul(${a},${b})`;
    case 'floordiv':
    case 'truncdiv':
    case 'remainder':
    case 'fmod':
    case 'gcd':
    case 'pow':
      return `i_${op}(${a},${b})`;
    case 'min':
    case 'max':
      return `Math.${op}(${a},${b})`;
    case 'and':
      return `(${a}&${b})`;
    case 'or':
      return `(${a}|${b})`;
    case 'xor':
      return `(${a}^${b})`;
    case 'shl':
      return `i_shl(${a},${b},${bits})`;
    case 'shr':
      return `i_shr(${a},${b},${dtype.name === 'uint8' ? bits : bits - 1})`;
    case 'div':
    case 'atan2':
    case 'zeta':
      return null;
  }
}

const boolBinary: Partial<Record<BinaryOp, string>> = {
  add: '|',
  mul: '&',
  min: '&',
  max: '|',
  and: '&',
  or: '|',
  xor: '^',
};

/** Rounds the result of an arithmetic instruction (see `roundResult`). */
export function roundCode(dtype: DType, code: string): string {
  return dtype.name === 'float64' ? code : `Math.fround(${code})`;
}

/** null: the type has no such instruction. */
export function unaryCode(op: UnaryOp, dtype: DType, x: string): string | null {
  if (dtype.kind === 'float') {
    if (op === 'not') return null;
    const code = floatUnary(op, x);
    return exact.has(op) ? code : roundCode(dtype, code);
  }
  if (dtype.kind === 'bool') {
    if (op === 'not') return `1-${x}`;
    return op === 'abs' || op === 'sign' ? x : null;
  }
  const code = intUnary[op]?.(x);
  return code === undefined ? null : wrapCode(dtype, code);
}

/** null: the type has no such instruction. */
export function binaryCode(op: BinaryOp, dtype: DType, a: string, b: string): string | null {
  if (dtype.kind === 'float') {
    if (op === 'floordiv') return `r_floordiv${dtype.name === 'float64' ? '' : '32'}(${a},${b})`;
    if (op === 'truncdiv') return `Math.trunc(${roundCode(dtype, `${a}/${b}`)})`;
    const code = floatBinary[op]?.(a, b);
    if (code === undefined) return null;
    return exact.has(op) ? code : roundCode(dtype, code);
  }
  if (dtype.kind === 'bool') {
    const sign = boolBinary[op];
    return sign === undefined ? null : `${a}${sign}${b}`;
  }
  const code = intBinary(op, dtype, a, b);
  return code === null ? null : wrapCode(dtype, code);
}

/** Converts the Number `code` of type `from` (no int64, no complex) to a type that is neither int64 nor complex. */
export function castCode(from: DType, to: DType, code: string): string {
  if (from === to && from.bytes !== 2) return code;
  switch (to.name) {
    case 'float64':
      return code;
    case 'float32':
      return from.kind === 'float' && from.bytes <= 4 ? code : `Math.fround(${code})`;
    case 'float16':
      return `roundHalf(${code})`;
    case 'bfloat16':
      return `roundBrain(${code})`;
    default:
      return wrapCode(to, code);
  }
}
