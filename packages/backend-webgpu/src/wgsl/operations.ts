import type { BinaryOp, CompareOp, DType, TestOp, UnaryOp } from '@cresset/tensor/backend';
import { requireRegister, unsupported } from './unsupported.js';

/** WGSL text of single instructions on registers (see `registerOf`). */

/** Brings an i32 back into a narrower integer type. */
export function wrap(dtype: DType, code: string): string {
  switch (dtype.name) {
    case 'uint8':
      return `(${code} & 255)`;
    case 'int8':
      return `extractBits(${code}, 0u, 8u)`;
    case 'int16':
      return `extractBits(${code}, 0u, 16u)`;
    default:
      return code;
  }
}

const native = new Set(['abs', 'sqrt', 'floor', 'ceil', 'round', 'trunc']);

function unaryFloat(op: UnaryOp, a: string): string | null {
  if (native.has(op)) return `${op}(${a})`;
  if (op === 'neg') return `(-${a})`;
  if (op === 'reciprocal') return `(1.0 / ${a})`;
  if (op === 'rsqrt') return `(1.0 / sqrt(${a}))`;
  return op === 'not' ? null : `${op}_f(${a})`;
}

function unaryInt(op: UnaryOp, a: string): string | null {
  switch (op) {
    case 'neg':
      return `(-${a})`;
    case 'abs':
    case 'sign':
      return `${op}(${a})`;
    case 'not':
      return `(~${a})`;
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return a;
    default:
      return null;
  }
}

function unaryLong(op: UnaryOp, a: string): string | null {
  if (op === 'neg' || op === 'abs' || op === 'sign') return `${op}_l(${a})`;
  return unaryInt(op, a);
}

export function unaryCode(op: UnaryOp, dtype: DType, a: string): string {
  let code: string | null;
  switch (requireRegister(op, dtype)) {
    case 'f32':
      code = unaryFloat(op, a);
      break;
    case 'i32':
      code = unaryInt(op, a);
      if (code !== null) code = wrap(dtype, code);
      break;
    case 'vec2<u32>':
      code = unaryLong(op, a);
      break;
    case 'bool':
      code = op === 'not' ? `(!${a})` : op === 'abs' || op === 'sign' ? a : null;
      break;
  }
  if (code === null) throw unsupported(op, dtype);
  return code;
}

export function testCode(op: TestOp, dtype: DType, a: string): string {
  return requireRegister(op, dtype) === 'f32' ? `${op}_f(${a})` : 'false';
}

const symbols: Partial<Record<BinaryOp, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  and: '&',
  or: '|',
  xor: '^',
};

function binaryFloat(op: BinaryOp, a: string, b: string): string | null {
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
      return `(${a} ${symbols[op]} ${b})`;
    case 'div':
      return `(${a} / ${b})`;
    case 'truncdiv':
      return `trunc(${a} / ${b})`;
    case 'floordiv':
    case 'remainder':
    case 'fmod':
    case 'pow':
    case 'atan2':
    case 'zeta':
    case 'min':
    case 'max':
      return `${op}_f(${a}, ${b})`;
    default:
      return null;
  }
}

function binaryInt(op: BinaryOp, dtype: DType, a: string, b: string): string | null {
  const symbol = symbols[op];
  if (symbol !== undefined) return `(${a} ${symbol} ${b})`;
  const bits = 8 * dtype.bytes;
  switch (op) {
    case 'min':
    case 'max':
      return `${op}(${a}, ${b})`;
    case 'shl':
      return `shl_i(${a}, ${b}, ${bits})`;
    case 'shr':
      return `shr_i(${a}, ${b}, ${dtype.name === 'uint8' ? bits : bits - 1})`;
    case 'div':
    case 'atan2':
    case 'zeta':
      return null;
    default:
      return `${op}_i(${a}, ${b})`;
  }
}

function binaryLong(op: BinaryOp, a: string, b: string): string | null {
  if (op === 'and' || op === 'or' || op === 'xor') return `(${a} ${symbols[op]} ${b})`;
  return op === 'div' || op === 'atan2' || op === 'zeta' ? null : `${op}_l(${a}, ${b})`;
}

function binaryBool(op: BinaryOp, a: string, b: string): string | null {
  switch (op) {
    case 'add':
    case 'or':
    case 'max':
      return `(${a} || ${b})`;
    case 'mul':
    case 'and':
    case 'min':
      return `(${a} && ${b})`;
    case 'xor':
      return `(${a} != ${b})`;
    default:
      return null;
  }
}

export function binaryCode(op: BinaryOp, dtype: DType, a: string, b: string): string {
  let code: string | null;
  switch (requireRegister(op, dtype)) {
    case 'f32':
      code = binaryFloat(op, a, b);
      break;
    case 'i32':
      code = binaryInt(op, dtype, a, b);
      if (code !== null) code = wrap(dtype, code);
      break;
    case 'vec2<u32>':
      code = binaryLong(op, a, b);
      break;
    case 'bool':
      code = binaryBool(op, a, b);
      break;
  }
  if (code === null) throw unsupported(op, dtype);
  return code;
}

const comparisons: Record<CompareOp, string> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

function compareLong(op: CompareOp, a: string, b: string): string {
  switch (op) {
    case 'eq':
      return `eq_l(${a}, ${b})`;
    case 'ne':
      return `(!eq_l(${a}, ${b}))`;
    case 'lt':
      return `lt_l(${a}, ${b})`;
    case 'gt':
      return `lt_l(${b}, ${a})`;
    case 'le':
      return `(!lt_l(${b}, ${a}))`;
    case 'ge':
      return `(!lt_l(${a}, ${b}))`;
  }
}

/** @param dtype that of the operands */
export function compareCode(op: CompareOp, dtype: DType, a: string, b: string): string {
  const register = requireRegister(op, dtype);
  if (register === 'vec2<u32>') return compareLong(op, a, b);
  if (register === 'bool') return `(u32(${a}) ${comparisons[op]} u32(${b}))`;
  return `(${a} ${comparisons[op]} ${b})`;
}

/** Rounds a register of a half type to what it can hold. */
export function roundHalf(dtype: DType, code: string): string {
  if (dtype.name === 'float16') return `half_value(half_bits(${code}))`;
  if (dtype.name === 'bfloat16') return `bitcast<f32>(brain_bits(${code}) << 16u)`;
  return code;
}

export function castCode(from: DType, to: DType, a: string): string {
  const source = requireRegister('cast', from);
  switch (requireRegister('cast', to)) {
    case 'bool':
      if (source === 'bool') return a;
      // By bits: compilers may take it that no number is NaN, and turn the negation of x ≠ 0 into x = 0.
      if (source === 'f32') return `((bitcast<u32>(${a}) & 0x7fffffffu) != 0u)`;
      return source === 'vec2<u32>' ? `any(${a} != vec2<u32>(0u, 0u))` : `(${a} != ${source}(0))`;
    case 'f32':
      return roundHalf(to, source === 'vec2<u32>' ? `l_to_f(${a})` : source === 'f32' ? a : `f32(${a})`);
    case 'i32':
      if (source === 'f32') return wrap(to, `f_to_i(${a})`);
      return wrap(to, source === 'vec2<u32>' ? `bitcast<i32>(${a}.x)` : source === 'i32' ? a : `i32(${a})`);
    case 'vec2<u32>':
      if (source === 'vec2<u32>') return a;
      if (source === 'f32') return `f_to_l(${a})`;
      return source === 'bool' ? `vec2<u32>(u32(${a}), 0u)` : `i_to_l(${a})`;
  }
}
