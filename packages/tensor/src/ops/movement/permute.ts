import { IndexError, ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';

const primitive: Primitive<{ dims: readonly number[] }> = new Primitive({
  kind: 'view',
  name: 'permute',
  body: ([input], { dims }) => {
    const shape = Object.freeze(dims.map((d) => input!.shape[d]!));
    return [
      makeView(
        input!,
        shape,
        dims.map((d) => input!.strides[d]!),
        input!.offset,
      ),
    ];
  },
  gradient: (c, [g]) => {
    const dims = c.attributes.dims as readonly number[];
    const inverse = dims.map((_, i) => dims.indexOf(i));
    return [primitive.call([g!], { dims: inverse })[0]!];
  },
});

/**
 * A view with the dimensions in another order.
 *
 * @param dims for each dimension of the result, the dimension of the input that it shows
 * @throws ShapeError unless every dimension is named once
 */
export const permute: Op<(input: Tensor, dims: readonly number[]) => Tensor> = defineOp(
  {
    name: 'permute',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 3, 4]), [2, 0, 1]],
      [make.tensor([2, 3, 4, 5]), [0, -1, 1, 2]],
      [make.tensor([]), []],
      [make.tensor([0, 3]), [1, 0]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [0]],
        error: ShapeError,
        message: 'permute: [0] names 1 dims, but the tensor has 2',
      },
      {
        args: [make.tensor([2, 3]), [1, 1]],
        error: ShapeError,
        message: 'permute: a dim appears twice in [1, 1]',
      },
      { args: [make.tensor([2, 3]), [0, 2]], error: IndexError, message: 'permute: dim 2 is out of range' },
    ],
  },
  (input: Tensor, dims: readonly number[]) => {
    checkIntegers('permute', 'dims', dims);
    if (dims.length !== input.ndim) {
      throw new ShapeError(
        `permute: [${dims.join(', ')}] names ${dims.length} dims, but the tensor has ${input.ndim}`,
      );
    }
    const order = dims.map((d) => normalizeDim('permute', d, input.ndim));
    if (new Set(order).size !== order.length) {
      throw new ShapeError(`permute: a dim appears twice in [${dims.join(', ')}]`);
    }
    return primitive.call([input], { dims: order })[0]!;
  },
);
