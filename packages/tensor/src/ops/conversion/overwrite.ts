import type { DType } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { gradState } from '../../grad/mode.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { checkOperands, checkWritable } from '../../op/elementwise-call.js';
import { checkInPlace } from '../../op/in-place.js';
import type { Tensor } from '../../tensor.js';

const instances: (Instance | undefined)[] = [];

/** An op that has the old elements as operand and lets no gradient through to them. */
function forgetful(dtype: DType): Instance {
  instances[dtype.id] ??= makeInstance('overwrite', [constant(0, dtype)], [dtype], 0);
  return instances[dtype.id]!;
}

/**
 * Replaces all elements of a tensor by what `write` puts there, with the checks of an in-place op; the old value's
 * place in the graph is given up.
 */
export function overwrite(name: string, target: Tensor, write: () => void): Tensor {
  checkOperands(name, [target]);
  const recorded = checkInPlace(name, target, [target]);
  checkWritable(name, target);
  write();
  target.storage.version++;
  const { rule } = forgetful(target.dtype);
  if (recorded && rule !== null) gradState.engine!.recordInPlace(rule, target, [target], {});
  return target;
}
