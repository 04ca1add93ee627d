import { IndexError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';

const swap = <T>(list: readonly T[], i: number, j: number): T[] => {
  const result = [...list];
  result[i] = list[j]!;
  result[j] = list[i]!;
  return result;
};

const primitive = new Primitive<{ dim0: number; dim1: number }>({
  kind: 'view',
  name: 'transpose',
  body: ([input], { dim0, dim1 }) => {
    if (input!.ndim === 0) return [makeView(input!, input!.shape, input!.strides, input!.offset)];
    const shape = Object.freeze(swap(input!.shape, dim0, dim1));
    return [makeView(input!, shape, swap(input!.strides, dim0, dim1), input!.offset)];
  },
  gradient: (c, [g]) => [transpose(g!, c.attributes.dim0 as number, c.attributes.dim1 as number)],
});

/** A view with two dimensions exchanged. */
export const transpose: Op<(input: Tensor, dim0: number, dim1: number) => Tensor> = defineOp(
  {
    name: 'transpose',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, 1],
      [make.tensor([2, 3, 4]), -1, 0],
      [make.tensor([]), 0, -1],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), 0, 2], error: IndexError, message: 'transpose: dim 2 is out of range' },
    ],
  },
  (input: Tensor, dim0: number, dim1: number) =>
    primitive.call([input], {
      dim0: normalizeDim('transpose', dim0, input.ndim),
      dim1: normalizeDim('transpose', dim1, input.ndim),
    })[0]!,
);

/** The same as `transpose`. */
export const swapaxes: typeof transpose = transpose;

/** The same as `transpose`. */
export const swapdims: typeof transpose = transpose;
