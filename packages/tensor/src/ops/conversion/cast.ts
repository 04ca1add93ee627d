import type { DType } from '../../dtype.js';
import { load } from '../../expr/scalar.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { callDenseUnary, callInstance } from '../../op/elementwise-call.js';
import type { Tensor } from '../../tensor.js';

const casts: (Instance | undefined)[] = [];
const copies: (Instance | undefined)[] = [];

/** The elementwise copy from one dtype to another; its gradient is the cast back. */
export function castInstance(from: DType, to: DType): Instance {
  const at = from.id * 16 + to.id;
  casts[at] ??= makeInstance('toCopy', [load(0, from).to(to)], [from], 0);
  return casts[at];
}

function apply(instance: Instance, t: Tensor): Tensor {
  if (!instance.complex && t.contiguousFlag && t.length > 0 && !t.disposed)
    return callDenseUnary(instance, t);
  return callInstance(instance, [t])[0]!;
}

/** `t` in another dtype; a new tensor also when it has that dtype already. */
export function castTo(t: Tensor, dtype: DType): Tensor {
  return apply(castInstance(t.dtype, dtype), t);
}

/** A dense copy that gradients flow through. */
export function copyOf(t: Tensor): Tensor {
  const { dtype } = t;
  copies[dtype.id] ??= makeInstance('clone', [load(0, dtype)], [dtype], 0);
  return apply(copies[dtype.id]!, t);
}
