import type { Attributes, RoutineFailure } from '../backend/contract.js';
import type { DType } from '../dtype.js';
import { UnsupportedError } from '../errors.js';
import { contiguousOf } from '../ops/movement/dense.js';
import type { Tensor } from '../tensor.js';
import type { Inputs, Result, Shared } from './define.js';
import { allocate, checkFits, deviceOf } from './define.js';

/** Runs a routine of the backend, which is no loop nest: decompositions of matrices, Fourier transforms. */
export interface RoutineBody<A extends Attributes> extends Shared<A> {
  readonly kind: 'routine';
  readonly infer: (inputs: Inputs, attributes: A) => readonly Result[];
  /** The error that a failure means; null where the result says it well enough (`info` of the `…Ex` functions). */
  readonly failure?: (failure: RoutineFailure, inputs: Inputs, attributes: A) => Error | null;
}

function missing(name: string, dtype: DType, device: Tensor['device'], known: boolean): UnsupportedError {
  const what = known ? `no ${dtype} routine '${name}'` : `no routine '${name}' (asked for ${dtype})`;
  const to = device.name === 'cpu' ? 'reference' : 'cpu';
  return new UnsupportedError(
    `${name}: device '${device.name}' has ${what}; move the operands to a device that does, for example with .to('${to}')`,
  );
}

/** @throws UnsupportedError where a device has no such routine: before operands are brought to a dtype that it may lack */
export function checkRoutine(name: string, dtype: DType, device: Tensor['device']): void {
  const routine = device.backend.routines?.[name];
  if (routine === undefined || !routine.accepts(dtype))
    throw missing(name, dtype, device, routine !== undefined);
}

/** Strided inputs are made dense; what was made on the way is released, also when the routine fails. */
export function runRoutine<A extends Attributes>(
  d: RoutineBody<A>,
  inputs: Inputs,
  attributes: A,
): readonly Tensor[] {
  const results = d.infer(inputs, attributes);
  const device = deviceOf(d.name, inputs);
  checkRoutine(d.name, inputs[0]!.dtype, device);
  const routine = device.backend.routines![d.name]!;
  checkFits(d.name, inputs, results);
  const dense: (Tensor | null)[] = [];
  let outs: readonly Tensor[] = [];
  let failed: RoutineFailure | null;
  try {
    for (const i of inputs) dense.push(i === null ? null : contiguousOf(i));
    outs = allocate(d.name, inputs, results);
    failed = routine.run(dense, outs, attributes);
  } catch (error) {
    for (const o of outs) o.dispose();
    throw error;
  } finally {
    dense.forEach((t, i) => {
      if (t !== inputs[i]) t?.dispose();
    });
  }
  const error = failed === null ? null : (d.failure?.(failed, inputs, attributes) ?? null);
  if (error === null) return outs;
  for (const o of outs) o.dispose();
  throw error;
}

/** "(Batch element 2): ", as PyTorch writes it, or nothing for a single matrix. */
export const batchText = (input: Tensor | null, failure: RoutineFailure): string =>
  input !== null && input.ndim > 2 ? `(Batch element ${failure.batch}): ` : '';
