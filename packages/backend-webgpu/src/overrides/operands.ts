import { float32, type Operand } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { registerOf } from '../wgsl/types.js';

export type Inputs = readonly (Operand | null)[];

export const present = (inputs: Inputs): Operand[] => inputs.filter((i) => i !== null);

/** Whether all operands are of types that are computed in f32: halves are converted where they are read and written. */
export const allFloats = (inputs: Inputs): boolean =>
  inputs.every((i) => i === null || registerOf(i.dtype) === 'f32');

/**
 * The same, but on a processor float32 only: it runs all sides of a branch, so that storing halves costs it twice what
 * the composite takes for whole words, and kernels of halves compile three times as long.
 */
export const suitsFloats = (runner: Runner, inputs: Inputs): boolean =>
  runner.software ? inputs.every((i) => i === null || i.dtype === float32) : allFloats(inputs);

/** One kernel for each form, made when it is first needed. */
export function variants<A extends unknown[], K>(make: (...form: A) => K): (...form: A) => K {
  const made = new Map<string, K>();
  return (...form) => {
    const key = form.join();
    let kernel = made.get(key);
    if (kernel === undefined) made.set(key, (kernel = make(...form)));
    return kernel;
  };
}
