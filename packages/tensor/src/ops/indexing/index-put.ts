import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkBoolean, describe, parseArguments } from '../../op/options.js';
import { broadcastShapes, sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { indexedShape, putIndexed } from './index-kernel.js';
import { checkSameType } from './index-tensors.js';
import { parseItems } from './items.js';
import { setAt } from './set-at.js';
import { slice } from './slice.js';

interface Options {
  accumulate?: boolean;
}

type Indices = readonly (Tensor | null)[];

/** PyTorch's indices as items of `at`: null stands for a whole dimension. */
function itemsOf(indices: unknown): (Tensor | ReturnType<typeof slice>)[] {
  if (!Array.isArray(indices) || indices.length === 0)
    throw new ArgumentError(`indexPut: indices must be an array of tensors, got ${describe(indices)}`);
  return indices.map((t: unknown) => {
    if (t === null) return slice();
    if (t instanceof Tensor) return t;
    throw new ArgumentError(`indexPut: an index must be a tensor or null, got ${describe(t)}`);
  });
}

function checkValues(input: Tensor, values: Tensor): void {
  if (!(values instanceof Tensor))
    throw new ArgumentError(`indexPut: values must be a tensor, got ${describe(values)}`);
  checkSameType('indexPut', input, 'values', values);
}

/**
 * The input with `values` at the places that index tensors point to, by the rules of `at`: integer tensors broadcast with
 * each other, bool tensors stand for the positions where they are true. The method `indexPut_` writes into the tensor;
 * `setAt` takes slices and integers too.
 *
 * @param indices one tensor a dimension, from the first on; null stands for all of a dimension
 * @param values tensor of the input's dtype that broadcasts to the place
 * @param accumulate add to what is there (default false); else it isn't defined which value stays where a place is named
 *   repeatedly
 */
export const indexPut: InplaceOp<
  (input: Tensor, indices: Indices, values: Tensor, accumulate?: boolean | Options) => Tensor
> = defineOp(
  {
    name: 'indexPut',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), [make.integers([1], 0, 3)], make.tensor([4])],
      [make.tensor([3, 4]), [make.integers([5], 0, 3), make.integers([5], 0, 4)], make.tensor([5]), true],
      [make.tensor([3, 4]), [make.bool([3, 4])], make.tensor([])],
      [
        make.tensor([2, 3, 2]),
        [make.integers([4, 1], 0, 2), make.integers([2], 0, 3)],
        make.tensor([2]),
        { accumulate: true },
      ],
      [make.tensor([3]), [make.integers([0], 0, 3)], make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), [make.integers([2], 0, 3)], make.tensor([3])],
        error: ShapeError,
        message: "indexPut: values [3] don't broadcast to the place [2, 4]",
      },
      {
        args: [make.tensor([3]), [], make.tensor([3])],
        error: ArgumentError,
        message: 'indexPut: indices must be an array of tensors',
      },
      {
        args: [make.tensor([3]), [make.integers([1], 7, 8)], make.tensor([1])],
        error: IndexError,
        message: 'out of range',
      },
      {
        args: [make.tensor([3]), [make.integers([1], 0, 3)], make.tensor([1], { dtype: 'float16' })],
        error: DTypeError,
        message: 'indexPut: input is float32, but values is float16',
      },
    ],
    inplace: (target: Tensor, indices: Indices, values: Tensor, ...rest: never[]) => {
      const { accumulate } = parseArguments('indexPut', rest, { accumulate: false });
      checkValues(target, values);
      return setAt(target, itemsOf(indices), values, { accumulate });
    },
  },
  composed((input: Tensor, indices: Indices, values: Tensor, ...rest: unknown[]): Tensor => {
    const o = parseArguments('indexPut', rest, { accumulate: false });
    const mode = checkBoolean('indexPut', 'accumulate', o.accumulate) ? 'add' : 'set';
    checkValues(input, values);
    const parsed = parseItems('indexPut', input, itemsOf(indices));
    const { dims, place } = parsed;
    const shape = indexedShape(input.shape, parsed.indices, { dims, place });
    let fits = true;
    try {
      fits = sameShape(broadcastShapes('indexPut', [values.shape, shape]), shape);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      fits = false;
    }
    if (!fits) {
      throw new ShapeError(
        `indexPut: values ${showShape(values.shape)} don't broadcast to the place ${showShape(shape)}`,
      );
    }
    return putIndexed(input, values, parsed.indices, { dims, place, mode });
  }),
);
