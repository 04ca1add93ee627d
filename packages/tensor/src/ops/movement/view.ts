import { ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';
import { inferSizes, viewStrides } from './view-strides.js';

/** The elements under another shape, without a copy. @throws ShapeError when the strides don't allow it */
export function shapeView(name: string): Primitive<{ shape: Shape }> {
  return new Primitive<{ shape: Shape }>({
    kind: 'view',
    name,
    body: ([input], { shape }) => {
      const strides = viewStrides(input!.shape, input!.strides, shape);
      if (strides === null) {
        throw new ShapeError(
          `${name}: a tensor of shape ${showShape(input!.shape)} with strides [${input!.strides.join(', ')}] can't be viewed as ${showShape(shape)}; use reshape(), which copies where it must`,
        );
      }
      return [makeView(input!, shape, strides, input!.offset)];
    },
    gradient: (c, [g]) => [reshape(g!, c.shape(0))],
  });
}

const primitive = shapeView('view');

/**
 * The same memory under another shape.
 *
 * @param shape target sizes; one may be −1 and is worked out
 * @throws ShapeError when the number of elements differs, or the strides would need a copy (`reshape` makes one)
 */
export const view: Op<(input: Tensor, shape: readonly number[]) => Tensor> = defineOp(
  {
    name: 'view',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.view',
    // Sizes that fit every layout the suite tries: a view of a view of other strides may be refused.
    samples: (make) => [
      [make.tensor([3, 4]), [3, 1, -1]],
      [make.tensor([]), [1, 1]],
      [make.tensor([5]), [1, 5]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [4, 2]],
        error: ShapeError,
        message: "view: [2, 3] (6 elements) doesn't fit [4, 2]",
      },
    ],
  },
  (input: Tensor, shape: readonly number[]) =>
    primitive.call([input], {
      shape: inferSizes('view', input.shape, checkIntegers('view', 'shape', shape)),
    })[0]!,
);
