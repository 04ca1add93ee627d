import { ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { denseCopy } from './dense.js';
import { inferSizes, viewStrides } from './view-strides.js';

const primitive = new Primitive<{ shape: Shape }>({
  kind: 'view',
  name: 'reshape',
  body: ([input], { shape }) => {
    const strides = viewStrides(input!.shape, input!.strides, shape);
    if (strides !== null) return [makeView(input!, shape, strides, input!.offset)];
    const dense = denseCopy(input!);
    const view = makeView(dense, shape, viewStrides(dense.shape, dense.strides, shape)!, dense.offset);
    dense.dispose();
    view.base = null;
    return [view];
  },
  gradient: (c, [g]) => [reshape(g!, c.shape(0))],
});

/**
 * The same elements in row-major order under another shape: a view where the strides allow it, else a copy.
 *
 * @param shape target sizes; one may be −1 and is worked out
 * @throws ShapeError when the number of elements differs
 */
export const reshape: Op<(input: Tensor, shape: readonly number[]) => Tensor> = defineOp(
  {
    name: 'reshape',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), [2, 6]],
      [make.tensor([2, 3, 4]), [-1, 4]],
      [make.tensor([]), [1, 1]],
      [make.tensor([0, 3]), [3, 0]],
      [make.tensor([1]), []],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [4, 2]],
        error: ShapeError,
        message: "reshape: [2, 3] (6 elements) doesn't fit [4, 2]",
      },
      { args: [make.tensor([2, 3]), [-1, -1]], error: ShapeError, message: 'only one size may be -1' },
    ],
  },
  (input: Tensor, shape: readonly number[]) =>
    primitive.call([input], { shape: inferSizes('reshape', input.shape, shape) })[0]!,
);
