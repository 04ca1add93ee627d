import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, checkOneOf, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { checkFloating } from '../reduction/reduction.js';
import { distances } from './distances.js';

const modes = [
  'use_mm_for_euclid_dist_if_necessary',
  'use_mm_for_euclid_dist',
  'donot_use_mm_for_euclid_dist',
] as const;

interface Options {
  p?: number;
  computeMode?: (typeof modes)[number];
}

/**
 * Distances between all pairs of vectors of two sets: [..., n, m]. Differences are taken before squaring, whatever
 * `computeMode` says, so that near vectors don't lose their digits.
 *
 * @param x1 [..., n, k]
 * @param x2 [..., m, k]; dimensions before the last two are broadcast
 * @param p order of the norm, ≥ 0; ∞ too (default 2)
 * @param options.computeMode accepted for PyTorch's sake
 */
export const cdist: FunctionOp<(x1: Tensor, x2: Tensor, p?: number | Options, options?: Options) => Tensor> =
  defineOp(
    {
      name: 'cdist',
      kind: 'composite',
      method: false,
      dtypes: 'float',
      tolerance: 'accumulate',
      samples: (make) => [
        [make.tensor([3, 4]), make.tensor([5, 4])],
        [make.tensor([2, 3, 4]), make.tensor([5, 4]), 1],
        [make.tensor([3, 2]), make.tensor([2, 2]), { p: 3 }],
        [make.tensor([3, 2]), make.tensor([2, 2]), Infinity],
        [make.tensor([3, 2]), make.tensor([0, 2])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3, 4]), make.tensor([5, 3])],
          error: ShapeError,
          message: 'cdist: vectors of [3, 4] and [5, 3] have different lengths (4 ≠ 3)',
        },
        {
          args: [make.tensor([3, 4]), make.tensor([5, 4]), -1],
          error: ArgumentError,
          message: 'cdist: p must be ≥ 0, got -1',
        },
        {
          args: [make.tensor([3, 4]), make.integers([5, 4], 0, 2)],
          error: DTypeError,
          message: 'cdist: has no rule for int64',
        },
      ],
    },
    composed((x1: Tensor, x2: Tensor, ...rest: unknown[]) => {
      const o = parseArguments('cdist', rest, { p: 2, computeMode: modes[0] as string }, 1);
      const p = checkNumber('cdist', 'p', o.p);
      checkOneOf('cdist', 'computeMode', o.computeMode, modes);
      if (!(p >= 0)) throw new ArgumentError(`cdist: p must be ≥ 0, got ${p}`);
      checkFloating('cdist', x1.dtype);
      checkFloating('cdist', x2.dtype);
      if (x1.ndim < 2 || x2.ndim < 2) {
        throw new ShapeError(
          `cdist: expects two sets of vectors, got ${showShape(x1.shape)} and ${showShape(x2.shape)}`,
        );
      }
      const [k, l] = [x1.shape[x1.ndim - 1], x2.shape[x2.ndim - 1]];
      if (k !== l) {
        throw new ShapeError(
          `cdist: vectors of ${showShape(x1.shape)} and ${showShape(x2.shape)} have different lengths (${k} ≠ ${l})`,
        );
      }
      return distances(unsqueeze(x1, -2), unsqueeze(x2, -3), p);
    }),
  );
