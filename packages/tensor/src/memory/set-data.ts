import { GradientError } from '../errors.js';
import type { Tensor } from '../tensor.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Lets `target` look at the memory of `source`, whatever its shape, dtype and device: PyTorch's `p.data = source`.
 * This is how a module moves to another device without its parameters losing their identity, which optimizers and
 * users hold on to.
 *
 * @throws GradientError for a recorded result, and when a tensor that requires a gradient would become integral
 */
export function setData(target: Tensor, source: Tensor): void {
  target.assertAlive('setData');
  source.assertAlive('setData');
  if (target.node !== null) {
    throw new GradientError(
      "setData: the result of a recorded op can't be given other memory; detach() it first",
    );
  }
  if (target.requiresGradFlag && !source.dtype.isDifferentiable) {
    throw new GradientError(`setData: a tensor that requires a gradient can't become ${source.dtype}`);
  }
  if (target.storage === source.storage) source.storage.version++;
  // A graph that saved the target must find out that it reads something else now.
  else source.storage.version = Math.max(source.storage.version, target.storage.version) + 1;
  source.storage.retain();
  target.storage.release();
  const t = target as Mutable<Tensor>;
  t.storage = source.storage;
  t.shape = source.shape;
  t.strides = source.strides;
  t.offset = source.offset;
  t.dtype = source.dtype;
  t.device = source.device;
  t.length = source.length;
  t.contiguousFlag = source.contiguousFlag;
  // Whatever it was a view of, it isn't any more.
  t.base = null;
  t.baseNode = null;
}
