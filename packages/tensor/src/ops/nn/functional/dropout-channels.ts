import { ShapeError } from '../../../errors.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { dropoutFactors, dropoutOptions } from '../dropout-kernel.js';

interface WithInplace {
  readonly inplace: (target: Tensor, other: Tensor) => Tensor;
}

/** The common course of dropout1d to dropout3d: one factor a channel. */
export function dropoutChannels(
  op: string,
  rank: number,
  input: Tensor,
  p: unknown,
  options: unknown,
): Tensor {
  const o = dropoutOptions(op, input, p, options);
  if (input.ndim !== rank + 1 && input.ndim !== rank + 2) {
    throw new ShapeError(
      `${op}: input must have ${rank + 2} dimensions (or ${rank + 1} without a batch), got ${showShape(input.shape)}`,
    );
  }
  if (!o.training || o.p === 0) return input;
  const shape = Object.freeze(input.shape.map((n, i) => (i < input.ndim - rank ? n : 1)));
  const factors = dropoutFactors(shape, o.p, input);
  return o.inplace ? (mul as unknown as WithInplace).inplace(input, factors) : mul(input, factors);
}
