import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { describe } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { reshape } from '../../movement/reshape.js';
import { matmul } from '../matmul.js';
import { cheapestOrder, type Order } from '../routines/chain.js';
import { checkAlike } from '../routines/matrix.js';

/**
 * The product of two or more matrices in the order that takes the fewest multiplications.
 *
 * @param tensors matrices; the first may be a vector, taken as a row, and the last one, taken as a column
 * @throws ShapeError when neighbours don't fit
 */
export const multiDot: FunctionOp<(tensors: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'linalg.multiDot',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [[make.tensor([3, 4]), make.tensor([4, 2])]],
      [[make.tensor([2, 5]), make.tensor([5, 3]), make.tensor([3, 4])]],
      [[make.tensor([4]), make.tensor([4, 3]), make.tensor([3, 2]), make.tensor([2])]],
      [[make.tensor([4]), make.tensor([4, 3])]],
      [[make.tensor([2, 3]), make.tensor([3, 0]), make.tensor([0, 2])]],
    ],
    errors: (make) => [
      {
        args: [[make.tensor([2, 2])]],
        error: ArgumentError,
        message: 'linalg.multiDot: expects an array of at least 2 tensors, got an array of 1',
      },
      {
        args: [[make.tensor([2, 3]), make.tensor([2, 3])]],
        error: ShapeError,
        message:
          "linalg.multiDot: tensors 0 and 1 have shapes [2, 3] and [2, 3], which can't be multiplied (3 ≠ 2)",
      },
      {
        args: [[make.tensor([2, 2]), make.tensor([2]), make.tensor([2, 2])]],
        error: ShapeError,
        message: 'linalg.multiDot: tensor 1 must be a matrix, got shape [2]',
      },
    ],
  },
  composed((tensors: readonly Tensor[]) => {
    const op = 'linalg.multiDot';
    if (!Array.isArray(tensors) || tensors.length < 2)
      throw new ArgumentError(`${op}: expects an array of at least 2 tensors, got ${describe(tensors)}`);
    const last = tensors.length - 1;
    const matrices = (tensors as readonly Tensor[]).map((t, i) => {
      if (!(t instanceof Tensor))
        throw new ArgumentError(`${op}: tensor ${i} must be a tensor, got ${describe(t)}`);
      checkAlike(op, tensors[0], t);
      if (t.ndim === 1 && i === 0) return reshape(t, [1, t.length]);
      if (t.ndim === 1 && i === last) return reshape(t, [t.length, 1]);
      if (t.ndim !== 2)
        throw new ShapeError(`${op}: tensor ${i} must be a matrix, got shape ${showShape(t.shape)}`);
      return t;
    });
    for (let i = 0; i < last; i++) {
      const [a, b] = [matrices[i]!.shape[1]!, matrices[i + 1]!.shape[0]!];
      if (a !== b) {
        throw new ShapeError(
          `${op}: tensors ${i} and ${i + 1} have shapes ${showShape(tensors[i].shape)} and ${showShape(tensors[i + 1].shape)}, which can't be multiplied (${a} ≠ ${b})`,
        );
      }
    }
    const product = (o: Order): Tensor =>
      typeof o === 'number' ? matrices[o]! : matmul(product(o[0]), product(o[1]));
    const result = product(cheapestOrder([matrices[0]!.shape[0]!, ...matrices.map((m) => m.shape[1]!)]));
    const shape = result.shape.filter(
      (_, i) => !(i === 0 ? tensors[0].ndim === 1 : tensors[last].ndim === 1),
    );
    return shape.length === 2 ? result : reshape(result, shape);
  }),
);
