import { GradientError } from '../errors.js';
import { gradState, withoutGrad } from '../grad/mode.js';
import type { Tensor } from '../tensor.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Lets a handle look at its memory as a view of it does: `squeeze_`, `transpose_` and their kin. Nothing is moved or
 * written, and other handles of the memory stay as they are.
 *
 * @throws GradientError where a gradient is recorded: the graph knows the handle under its old shape
 */
export function become<T extends Tensor>(target: T, op: string, view: () => Tensor): T {
  target.assertAlive(op);
  if (target.requiresGradFlag && gradState.enabled) {
    throw new GradientError(
      `${op}: a tensor in the graph can't change its shape in place; use the form without _, which gives a view, or noGrad(…)`,
    );
  }
  const made = withoutGrad(view);
  if (made === target) return target;
  const t = target as Mutable<Tensor>;
  t.shape = made.shape;
  t.strides = made.strides;
  t.offset = made.offset;
  t.length = made.length;
  t.contiguousFlag = made.contiguousFlag;
  made.dispose();
  return target;
}
