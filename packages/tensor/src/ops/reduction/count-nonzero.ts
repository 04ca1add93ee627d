import { bool, int64 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Dims } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { ofTruth } from '../complex/reductions.js';
import { reduceAttributes, reduction } from './reduction.js';

const primitive = reduction({
  name: 'countNonzero',
  combine: 'sum',
  accumulate: () => bool,
  resultType: () => int64,
  prologue: ([x]) => x!.to(int64),
});

/**
 * Number of elements that aren't 0, int64.
 *
 * @param dim dimension or dimensions to count along (default: all)
 */
export const countNonzero: Op<(input: Tensor, dim?: Dims | null | { dim?: Dims | null }) => Tensor> =
  defineOp(
    {
      name: 'countNonzero',
      kind: 'kernel',
      dtypes: 'number',
      complex: true,
      differentiable: false,
      tolerance: 'exact',
      samples: (make) => [
        [make.integers([3, 4], -1, 2)],
        [make.bool([3, 4, 5]), 1],
        [make.tensor([3, 2]), [0, -1]],
        [make.tensor([0, 3])],
      ],
    },
    ofTruth(
      (input: Tensor, dim?: unknown) =>
        primitive.call([input], reduceAttributes('countNonzero', input, dim, undefined))[0]!,
    ),
  );
