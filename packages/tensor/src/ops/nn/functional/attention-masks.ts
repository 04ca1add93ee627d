import type { DType } from '../../../dtype.js';
import { DTypeError, ShapeError } from '../../../errors.js';
import { sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { to } from '../../conversion/to.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { Fused } from '../fused.js';

const closed = new Fused('attentionMask', 0, ([mask, like]) => [
  mask!.where(like!.mul(0).sub(Number.POSITIVE_INFINITY), 0),
]);

/** What is added to the scores: a boolean mask shuts places where it is true, a floating one is added as it is. */
export function additive(op: string, name: string, mask: Tensor, like: Tensor): Tensor {
  const t: DType = mask.dtype;
  if (t.kind === 'bool') return closed.call([mask, zeroOf(like)]);
  if (t.kind === 'float') return t === like.dtype ? mask : to(mask, like.dtype);
  throw new DTypeError(`${op}: ${name} must be bool or floating-point, got ${t}`);
}

/** A 0-dim zero of the dtype and device of `like`. */
const zeroOf = (like: Tensor): Tensor => like.newZeros([]);

export interface Masks {
  readonly attnMask: Tensor | null;
  readonly keyPaddingMask: Tensor | null;
}

/** The sum of both masks, to be broadcast to [N, H, L, S]; null without any. */
export function combinedMask(
  op: string,
  { attnMask, keyPaddingMask }: Masks,
  size: { n: number; heads: number; target: number; source: number },
  like: Tensor,
): Tensor | null {
  const { n, heads, target, source } = size;
  let result: Tensor | null = null;
  if (attnMask !== null) {
    const flat = [target, source];
    const each = [n * heads, target, source];
    if (!sameShape(attnMask.shape, flat) && !sameShape(attnMask.shape, each)) {
      throw new ShapeError(
        `${op}: attnMask must be ${showShape(flat)} or ${showShape(each)}, got ${showShape(attnMask.shape)}`,
      );
    }
    const mask = additive(op, 'attnMask', attnMask, like);
    result = mask.ndim === 2 ? mask : reshape(mask, [n, heads, target, source]);
  }
  if (keyPaddingMask !== null) {
    if (!sameShape(keyPaddingMask.shape, [n, source])) {
      throw new ShapeError(
        `${op}: keyPaddingMask must be ${showShape([n, source])}, got ${showShape(keyPaddingMask.shape)}`,
      );
    }
    const mask = additive(op, 'keyPaddingMask', keyPaddingMask, like);
    const keys = unsqueeze(unsqueeze(mask, 1), 1);
    result = result === null ? keys : add(result, keys);
  }
  return result;
}
