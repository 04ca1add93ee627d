import { GradientError, UnsupportedError } from '../errors.js';
import type { GradRule } from '../grad/mode.js';
import { gradState } from '../grad/mode.js';
import { isStale, windowOf } from '../grad/window.js';
import { lanesOf } from '../lanes/lanes.js';
import { isDisjoint } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { copyOf, wantsRecord } from './elementwise-call.js';

/** @throws UnsupportedError for a write of many lanes into one: what should stay? */
function checkLanes(name: string, target: Tensor, inputs: readonly (Tensor | null)[]): void {
  const lanes = lanesOf(inputs);
  if (lanes === null || lanes === target.lanes) return;
  if (lanes.levels.every((l) => target.lanes?.levels.includes(l))) return;
  throw new UnsupportedError(
    `${name}_: inside vmap a tensor that isn't batched can't be changed in place by one that is; use the form that returns a new tensor, or pass the target as a batched argument`,
  );
}

/**
 * @returns whether the write has to be recorded
 * @throws GradientError for a leaf that wants a gradient, its views, and views that can't be followed in the graph
 */
export function checkInPlace(name: string, target: Tensor, inputs: readonly (Tensor | null)[]): boolean {
  checkLanes(name, target, inputs);
  if (!gradState.enabled || !target.dtype.isDifferentiable) return false;
  const { base } = target;
  const wanted =
    wantsRecord(target) ||
    base?.requiresGradFlag === true ||
    inputs.some((i) => i !== null && wantsRecord(i));
  if (!wanted) return false;
  if (target.requiresGradFlag && target.node === null) {
    throw new GradientError(
      `${name}: a leaf that requires a gradient can't be changed in place; do it inside noGrad(…)`,
    );
  }
  if (base !== null) checkView(name, target, base);
  return true;
}

/** @throws GradientError for a view whose change can't be recorded as a change of its base */
function checkView(name: string, target: Tensor, base: Tensor): void {
  if (base.requiresGradFlag && base.node === null) {
    throw new GradientError(
      `${name}: a view of a leaf that requires a gradient can't be changed in place; do it inside noGrad(…)`,
    );
  }
  if (base.requiresGradFlag && !wantsRecord(target)) {
    throw new GradientError(
      `${name}: this view was made without recording, so its change can't be recorded either; make the view again outside of noGrad(…)`,
    );
  }
  if (windowOf(target) === null || !isDisjoint(target.shape, target.strides)) {
    throw new GradientError(
      `${name}: this view can't be changed in place while autograd records it (it overlaps itself, is batched, or is no window of a dense tensor of its dtype); use the form that returns a new tensor, or noGrad(…)`,
    );
  }
}

/**
 * The inputs as the rule of a recorded in-place op shall see them: of what the write destroys and the gradient needs,
 * a copy is kept, as PyTorch does. The caller disposes of the copies.
 */
export function keepOld(rule: GradRule, target: Tensor, inputs: readonly Tensor[]): readonly Tensor[] {
  let needs = 0;
  for (let i = 0; i < inputs.length && i < 31; i++) if (wantsRecord(inputs[i]!)) needs |= 1 << i;
  const lost = rule.saved(needs).inputs.filter((i) => inputs[i]!.storage === target.storage);
  if (lost.length === 0) return inputs;
  const kept = [...inputs];
  for (const i of lost) {
    const t = inputs[i]!;
    if (isStale(t)) gradState.engine!.refresh(t);
    const copy = copyOf(t);
    copy.requiresGradFlag = t.requiresGradFlag;
    copy.node = t.node;
    copy.leaf = t.leaf;
    kept[i] = copy;
  }
  return kept;
}
