import type { Attributes } from '../../backend/contract.js';
import type { DType } from '../../dtype.js';
import { int32, int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import type { GradRule } from '../../grad/mode.js';
import { gradState } from '../../grad/mode.js';
import { checkOperands, checkWritable, copyOf, overlaps } from '../../op/elementwise-call.js';
import { checkInPlace, keepOld } from '../../op/in-place.js';
import { observers, tellObservers } from '../../op/observers.js';
import { describe } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { sliceDim } from '../movement/slice.js';

/** Whether a dtype can stand for positions. */
export const isIndexType = (t: DType): boolean => t === int64 || t === int32;

/** @throws ArgumentError for what is no tensor, IndexError for a tensor that isn't int64 or int32 */
export function checkIndex(op: string, index: unknown): Tensor {
  if (!(index instanceof Tensor))
    throw new ArgumentError(`${op}: index must be a tensor, got ${describe(index)}`);
  if (!isIndexType(index.dtype)) {
    throw new IndexError(`${op}: index must be an int64 or int32 tensor, got ${index.dtype}`);
  }
  return index;
}

/**
 * The rules of gather and scatter: as many dims as the input, and no larger than the tensors it goes along with.
 * @param dim the dim that the index points into, which may differ in size
 */
export function checkIndexShape(
  op: string,
  index: Tensor,
  other: Tensor,
  name: string,
  dim: number | null,
): void {
  if (index.ndim !== other.ndim) {
    throw new ShapeError(
      `${op}: index ${showShape(index.shape)} must have as many dimensions as ${name} ${showShape(other.shape)}`,
    );
  }
  const wrong = index.shape.findIndex((n, i) => i !== dim && n > other.shape[i]!);
  if (wrong >= 0 && index.length > 0) {
    throw new ShapeError(
      `${op}: index ${showShape(index.shape)} is larger than ${name} ${showShape(other.shape)} in dim ${wrong}`,
    );
  }
}

/** The leading part of `t` of the given sizes: a recorded view. */
export function cutTo(t: Tensor, shape: readonly number[]): Tensor {
  let result = t;
  shape.forEach((n, i) => {
    if (result.shape[i] !== n) result = sliceDim(result, i, 0, n);
  });
  return result;
}

/** @throws DTypeError unless both have one dtype */
export function checkSameType(op: string, input: Tensor, name: string, other: Tensor): void {
  if (input.dtype !== other.dtype) {
    throw new DTypeError(
      `${op}: input is ${input.dtype}, but ${name} is ${other.dtype}; cast one with .to(…)`,
    );
  }
}

/**
 * The frame of an in-place op that isn't elementwise: checks, write, version, record.
 *
 * @param inputs of the rule; the first is the target
 * @param write gets the inputs; those that share memory with the target are copies
 */
export function writeInPlace(
  rule: GradRule,
  inputs: readonly Tensor[],
  attributes: Attributes,
  write: (inputs: readonly Tensor[]) => void,
): Tensor {
  const target = inputs[0]!;
  checkOperands(rule.name, inputs);
  const recorded = checkInPlace(rule.name, target, inputs);
  checkWritable(rule.name, target);
  const safe = inputs.map((t, i) =>
    i > 0 && (overlaps(target, t) || t.storage === target.storage) ? copyOf(t) : t,
  );
  const kept = recorded ? keepOld(rule, target, inputs) : inputs;
  write(safe);
  target.storage.version++;
  if (recorded) gradState.engine!.recordInPlace(rule, target, kept, attributes);
  for (let i = 0; i < inputs.length; i++) {
    if (safe[i] !== inputs[i]) safe[i]!.dispose();
    if (kept[i] !== inputs[i]) kept[i]!.dispose();
  }
  if (observers.length > 0) tellObservers(rule.name, inputs, attributes, [target]);
  return target;
}
