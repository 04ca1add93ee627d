import type { DType, Expr } from '@cresset/tensor/backend';
import { floatBits, longWords } from './literal.js';
import { registerOf } from './types.js';

/** How a run-time scalar of an expression is handed to a shader: converted on the host, in one or two words. */
export interface ParamSlot {
  /** Which of the expression's parameters. */
  readonly param: number;
  /** `counter`: a non-negative integer below 2⁵³ (seeds, offsets) in two words. */
  readonly as: 'f32' | 'i32' | 'bool' | 'long' | 'counter';
  readonly key: string;
}

const slotType = (dtype: DType): ParamSlot['as'] => {
  switch (registerOf(dtype)) {
    case 'bool':
      return 'bool';
    case 'i32':
      return 'i32';
    case 'f32':
      return 'f32';
    case 'vec2<u32>':
      return 'long';
    // Seeds and offsets of `uniform` are the only float64 values that there are.
    case null:
      return 'counter';
  }
};

export const slotKey = (param: number, dtype: DType): string => `${param}:${dtype.name}`;

export const slotWords = (slot: ParamSlot): number => (slot.as === 'long' || slot.as === 'counter' ? 2 : 1);

/** One slot for each parameter in each dtype that the expression reads it in. */
export function paramSlots(expr: Expr): readonly ParamSlot[] {
  const slots = new Map<string, ParamSlot>();
  for (const { op, dtype, value } of expr.code) {
    if (op !== 'param') continue;
    const key = slotKey(value, dtype);
    slots.set(key, { param: value, as: slotType(dtype), key });
  }
  return [...slots.values()];
}

/** Appends the words of a parameter to those of a command. */
export function writeParam(slot: ParamSlot, x: number, words: number[]): void {
  switch (slot.as) {
    case 'f32':
      words.push(floatBits(x));
      break;
    case 'i32':
      words.push(longWords(x)[0]);
      break;
    case 'bool':
      words.push(x !== 0 ? 1 : 0);
      break;
    case 'long':
    case 'counter':
      words.push(...longWords(x));
      break;
  }
}
