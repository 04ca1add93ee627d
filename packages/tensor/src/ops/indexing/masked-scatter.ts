import { bool } from '../../dtype.js';
import { DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { broadcastShapes, sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { clamp } from '../arithmetic/clamp.js';
import { sub } from '../arithmetic/sub.js';
import { where } from '../comparison/where.js';
import { castTo, copyOf } from '../conversion/cast.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { indexType } from '../reduction/arg.js';
import { cumsum } from '../reduction/cumsum.js';
import { indexed } from './index-kernel.js';
import { checkSameType } from './index-tensors.js';

/** The input, broadcast, with its true places filled from the source in order: a running count says which element. */
const apply = composed((input: Tensor, mask: Tensor, source: Tensor): Tensor => {
  if (mask.dtype !== bool) throw new DTypeError(`maskedScatter: mask must be bool, got ${mask.dtype}`);
  checkSameType('maskedScatter', input, 'source', source);
  const shape = broadcastShapes('maskedScatter', [input.shape, mask.shape]);
  const whole = expand(input, shape);
  if (source.length === 0 || whole.length === 0) return copyOf(whole);
  const at = withoutGrad(() => {
    const type = indexType(input.device);
    const counted = cumsum(castTo(reshape(expand(mask, shape), [whole.length]), type), 0, { dtype: type });
    return clamp(sub(counted, 1), 0, source.length - 1);
  });
  const values = indexed(reshape(source, [source.length]), [at], { dims: [0], place: 0 });
  return where(mask, reshape(values, shape), whole);
});

/**
 * The input with the places where `mask` is true filled by elements of `source`, in row-major order; input and mask are
 * broadcast. Where the source has fewer elements than there are such places, its last one is repeated: counting them
 * would have to read from the device.
 *
 * @param mask bool
 * @param source tensor of the input's dtype, any shape
 */
export const maskedScatter: InplaceOp<(input: Tensor, mask: Tensor, source: Tensor) => Tensor> = defineOp(
  {
    name: 'maskedScatter',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.bool([3, 4]), make.tensor([12])],
      [make.tensor([3, 4]), make.bool([4]), make.tensor([4, 3])],
      [make.tensor([4]), make.bool([3, 1]), make.tensor([12])],
      [make.tensor([0]), make.bool([0]), make.tensor([2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2], { dtype: 'float32' }), make.tensor([2])],
        error: DTypeError,
        message: 'maskedScatter: mask must be bool, got float32',
      },
      {
        args: [make.tensor([2]), make.bool([3]), make.tensor([3])],
        error: ShapeError,
        message: 'maskedScatter: shapes [2] and [3]',
      },
    ],
    inplace: (target: Tensor, mask: Tensor, source: Tensor) => {
      const shape = broadcastShapes('maskedScatter', [target.shape, mask.shape]);
      if (!sameShape(shape, target.shape)) {
        throw new ShapeError(
          `maskedScatter: the result is ${showShape(shape)}, which can't be written into a tensor of shape ${showShape(target.shape)}`,
        );
      }
      const result = apply(target, mask, source);
      target.copy_(result);
      result.dispose();
      return target;
    },
  },
  apply,
);
