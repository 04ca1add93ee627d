import type { BinaryOp, Combine, DType } from '@cresset/tensor/backend';
import type { Across } from '../wgsl/across.js';
import { binaryCode } from '../wgsl/operations.js';
import { requireRegister } from '../wgsl/unsupported.js';

/** WGSL text for what a reduction or scan carries along. */
export interface Accumulator extends Across {
  readonly declarations: string;
  /** Text of one element's value; `position` counts only for arg reductions. */
  lift(value: string, position: string): string;
  readonly value: (acc: string) => string;
  readonly position: (acc: string) => string;
  /** Words that hold one, and their text. */
  readonly words: number;
}

const ops: Record<Exclude<Combine, 'argmin' | 'argmax'>, BinaryOp> = {
  sum: 'add',
  prod: 'mul',
  min: 'min',
  max: 'max',
  any: 'or',
  all: 'and',
};

const integerRange: Partial<Record<string, readonly [string, string]>> = {
  bool: ['false', 'true'],
  uint8: ['0', '255'],
  int8: ['-128', '127'],
  int16: ['-32768', '32767'],
  int32: ['i32(-2147483647 - 1)', '2147483647'],
  int64: ['vec2<u32>(0u, 0x80000000u)', 'vec2<u32>(0xffffffffu, 0x7fffffffu)'],
};

function neutral(combine: Combine, dtype: DType): string {
  const register = requireRegister(combine, dtype);
  switch (combine) {
    case 'any':
      return 'false';
    case 'all':
      return 'true';
    case 'sum':
      return register === 'bool'
        ? 'false'
        : register === 'vec2<u32>'
          ? 'vec2<u32>(0u, 0u)'
          : `${register}(0)`;
    case 'prod':
      return register === 'bool' ? 'true' : register === 'vec2<u32>' ? 'vec2<u32>(1u, 0u)' : `${register}(1)`;
    case 'min':
    case 'argmax':
    case 'argmin':
    case 'max': {
      const range = integerRange[dtype.name];
      if (range !== undefined) return range[combine === 'max' ? 0 : 1];
      return combine === 'max' ? '(-inf_f())' : 'inf_f()';
    }
  }
}

function plainWords(dtype: DType): Pick<Accumulator, 'words' | 'encode' | 'decode'> {
  switch (requireRegister('reduce', dtype)) {
    case 'bool':
      return { words: 1, encode: (a) => [`u32(${a})`], decode: ([w]) => `(${w} != 0u)` };
    case 'i32':
      return { words: 1, encode: (a) => [`bitcast<u32>(${a})`], decode: ([w]) => `bitcast<i32>(${w})` };
    case 'f32':
      return { words: 1, encode: (a) => [`bitcast<u32>(${a})`], decode: ([w]) => `bitcast<f32>(${w})` };
    case 'vec2<u32>':
      return { words: 2, encode: (a) => [`${a}.x`, `${a}.y`], decode: ([x, y]) => `vec2<u32>(${x}, ${y})` };
  }
}

function better(combine: 'argmin' | 'argmax', dtype: DType): string {
  const greater = combine === 'argmax';
  switch (requireRegister(combine, dtype)) {
    case 'bool':
      return greater ? 'a && !b' : '!a && b';
    case 'i32':
      return greater ? 'a > b' : 'a < b';
    case 'vec2<u32>':
      return greater ? 'lt_l(b, a)' : 'lt_l(a, b)';
    case 'f32':
      return `(isnan_f(a) && !isnan_f(b)) || (!isnan_f(b) && (a ${greater ? '>' : '<'} b))`;
  }
}

function arg(combine: 'argmin' | 'argmax', dtype: DType): Accumulator {
  const plain = plainWords(dtype);
  const register = requireRegister(combine, dtype);
  // Position −1: nothing yet.
  return {
    name: 'acc',
    adds: false,
    type: 'Extreme',
    declarations: `struct Extreme { value: ${register}, at: i32 }
fn better(a: ${register}, b: ${register}) -> bool { return ${better(combine, dtype)}; }
fn join(a: Extreme, b: Extreme) -> Extreme {
  if (b.at < 0) { return a; }
  if (a.at < 0) { return b; }
  if (better(a.value, b.value)) { return a; }
  if (better(b.value, a.value)) { return b; }
  if (b.at < a.at) { return b; }
  return a;
}
`,
    start: `Extreme(${neutral(combine, dtype)}, -1)`,
    lift: (value, position) => `Extreme(${value}, ${position})`,
    join: (a, b) => `join(${a}, ${b})`,
    value: (a) => `${a}.value`,
    position: (a) => `${a}.at`,
    words: plain.words + 1,
    encode: (a) => [...plain.encode(`${a}.value`), `bitcast<u32>(${a}.at)`],
    decode: (w) => `Extreme(${plain.decode(w)}, bitcast<i32>(${w[plain.words]}))`,
  };
}

export function accumulator(combine: Combine, dtype: DType): Accumulator {
  if (combine === 'argmin' || combine === 'argmax') return arg(combine, dtype);
  const register = requireRegister(combine, dtype);
  const op = ops[combine];
  return {
    name: 'acc',
    // Smaller integers wrap after each addition.
    adds: combine === 'sum' && (register === 'f32' || dtype.name === 'int32'),
    type: register,
    declarations: `fn join(a: ${register}, b: ${register}) -> ${register} { return ${binaryCode(op, dtype, 'a', 'b')}; }\n`,
    start: neutral(combine, dtype),
    lift: (value) => value,
    join: (a, b) => `join(${a}, ${b})`,
    value: (a) => a,
    position: () => '0',
    ...plainWords(dtype),
  };
}
