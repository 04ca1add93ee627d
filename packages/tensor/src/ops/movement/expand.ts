import { ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Shape } from '../../shape.js';
import { broadcastStrides, checkShape, sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';

const primitive = new Primitive<{ shape: Shape }>({
  kind: 'view',
  name: 'expand',
  body: ([input], { shape }) => [
    makeView(input!, shape, broadcastStrides(input!.shape, input!.strides, shape), input!.offset),
  ],
  // The engine sums a gradient down to the shape of the input, which is all there is to do.
  gradient: (_c, [g]) => [g!],
});

/**
 * A view in which dimensions of size 1 are repeated, without copying; new dimensions may be added in front.
 *
 * @param shape target sizes; −1 keeps a size
 * @throws ShapeError when a size other than 1 would have to change
 */
export const expand: Op<(input: Tensor, shape: readonly number[]) => Tensor> = defineOp(
  {
    name: 'expand',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.expand',
    samples: (make) => [
      [make.tensor([3, 1]), [3, 4]],
      [make.tensor([2, 1, 3]), [5, -1, 4, 3]],
      [make.tensor([]), [2, 2]],
      [make.tensor([1, 3]), [0, 3]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 2]), [3, 4]],
        error: ShapeError,
        message: "expand: [3, 2] can't be expanded to [3, 4]",
      },
    ],
  },
  (input: Tensor, shape: readonly number[]) => {
    const lead = shape.length - input.ndim;
    const fail = (): never => {
      throw new ShapeError(`expand: ${showShape(input.shape)} can't be expanded to ${showShape(shape)}`);
    };
    if (lead < 0) fail();
    const target = shape.map((n, i) => {
      const own = i < lead ? 1 : input.shape[i - lead]!;
      if (n === -1 && i >= lead) return own;
      if (own !== 1 && own !== n) fail();
      return n;
    });
    if (sameShape(target, input.shape)) return primitive.call([input], { shape: input.shape })[0]!;
    return primitive.call([input], { shape: checkShape('expand', target) })[0]!;
  },
);
