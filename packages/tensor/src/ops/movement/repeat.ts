import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers } from '../../op/options.js';
import { checkShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { owned } from './dense.js';
import { expand } from './expand.js';
import { reshape } from './reshape.js';

/** Copies of the tensor side by side, one count a dimension; by one copy of an expanded view. */
export function repeatDims(op: string, input: Tensor, counts: readonly number[]): Tensor {
  for (const n of counts) checkInteger(op, 'repeats', n, 0);
  const lead = counts.length - input.ndim;
  const own = [...new Array<number>(lead).fill(1), ...input.shape];
  const target = checkShape(
    op,
    own.map((n, i) => n * counts[i]!),
  );
  if (counts.every((n) => n === 1)) return copyOf(lead === 0 ? input : reshape(input, own));
  // A dimension that isn't repeated, or is all that there is, needs no second one.
  const apart = own.flatMap((n, i) => (counts[i] === 1 ? [n] : [1, n]));
  const spread = own.flatMap((n, i) => (counts[i] === 1 ? [n] : [counts[i]!, n]));
  return owned(reshape(expand(reshape(input, apart), spread), target));
}

/**
 * Copies of the tensor side by side. Unlike `expand`, this copies memory.
 *
 * @param repeats how often, one for each dimension; more than there are dimensions add new ones in front
 * @throws ShapeError for fewer repeats than dimensions
 */
export const repeat: Op<(input: Tensor, repeats: readonly number[]) => Tensor> = defineOp(
  {
    name: 'repeat',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.repeat',
    samples: (make) => [
      [make.tensor([3]), [2]],
      [make.tensor([2, 3]), [2, 1]],
      [make.tensor([2, 3]), [2, 2, 3]],
      [make.tensor([2]), [0]],
      [make.tensor([]), [2]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [2]],
        error: ShapeError,
        message: 'repeat: 1 repeats for the 2 dimensions of [2, 3]',
      },
      {
        args: [make.tensor([2]), [-1]],
        error: ArgumentError,
        message: 'repeat: repeats must be an integer ≥ 0',
      },
    ],
  },
  composed((input: Tensor, repeats: readonly number[]) => {
    const counts = checkIntegers('repeat', 'repeats', repeats);
    if (counts.length < input.ndim) {
      throw new ShapeError(
        `repeat: ${counts.length} repeats for the ${input.ndim} dimensions of ${showShape(input.shape)}`,
      );
    }
    return repeatDims('repeat', input, counts);
  }),
);
