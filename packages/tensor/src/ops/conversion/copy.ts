import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import { callInPlace } from '../../op/elementwise-call.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { broadcastShapes, sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { castInstance, copyOf } from './cast.js';
import { to } from './to.js';

function checkFits(target: Tensor, source: Tensor): void {
  if (!sameShape(broadcastShapes('copy', [target.shape, source.shape]), target.shape)) {
    throw new ShapeError(
      `copy: ${showShape(source.shape)} can't be copied into a tensor of shape ${showShape(target.shape)}`,
    );
  }
}

/**
 * `source` in the shape, dtype and device of `input`. As the method `copy_`, written into the tensor's own memory:
 * broadcast, cast and moved from another device where needed. Gradients flow to `source`.
 *
 * @throws ShapeError when `source` doesn't broadcast to the shape of `input`
 */
export const copy: InplaceOnlyOp<(input: Tensor, source: Tensor) => Tensor> = defineOp(
  {
    name: 'copy',
    kind: 'kernel',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    torch: null,
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([4])],
      [make.tensor([2]), make.integers([2], 0, 9)],
      [make.tensor([0, 2]), make.tensor([2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([2, 3])],
        error: ShapeError,
        message: "copy: [2, 3] can't be copied into",
      },
    ],
    inplace: (target: Tensor, source: Tensor) => {
      source.assertAlive('copy_');
      checkFits(target, source);
      const here = to(source, target.device);
      callInPlace(castInstance(here.dtype, target.dtype), target, [here]);
      return target;
    },
  },
  (input: Tensor, source: Tensor) => {
    source.assertAlive('copy');
    checkFits(input, source);
    const cast = to(source, input);
    return sameShape(cast.shape, input.shape) && cast !== source ? cast : copyOf(expand(cast, input.shape));
  },
);
