import type { DType } from '@cresset/tensor/backend';
import { type ReferenceBuffer, viewOf } from '../buffer.js';
import { brainTable, halfTable, toBrain, toHalf } from '../numeric/half.js';
import type { Value } from './semantics.js';

/** Reads the element at `at` (in elements) as the value that instructions work on. */
export type Load = (buffer: ReferenceBuffer, at: number) => Value;

export type Store = (buffer: ReferenceBuffer, at: number, value: Value) => void;

export function loadOf(dtype: DType): Load {
  const view = viewOf(dtype);
  if (dtype.name === 'float16') return (b, at) => halfTable()[b.u16[at]];
  if (dtype.name === 'bfloat16') return (b, at) => brainTable()[b.u16[at]];
  if (dtype.kind === 'complex') {
    return (b, at) => {
      const words = b[view] as Float64Array;
      return [words[2 * at], words[2 * at + 1]];
    };
  }
  return (b, at) => b[view][at];
}

export function storeOf(dtype: DType): Store {
  const view = viewOf(dtype);
  if (dtype.name === 'float16') {
    return (b, at, value) => {
      b.u16[at] = toHalf(value as number);
    };
  }
  if (dtype.name === 'bfloat16') {
    return (b, at, value) => {
      b.u16[at] = toBrain(value as number);
    };
  }
  if (dtype.kind === 'complex') {
    return (b, at, value) => {
      const words = b[view] as Float64Array;
      const [re, im] = value as readonly [number, number];
      words[2 * at] = re;
      words[2 * at + 1] = im;
    };
  }
  return (b, at, value) => {
    (b[view] as { [at: number]: Value })[at] = value;
  };
}
