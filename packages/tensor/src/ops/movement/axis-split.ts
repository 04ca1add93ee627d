import { ArgumentError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Sample, SampleMaker } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { tensorSplit } from './tensor-split.js';

export type AxisSplit = (input: Tensor, indicesOrSections: number | readonly number[]) => Tensor[];

/**
 * Declares `vsplit`, `hsplit` and `dsplit`: `tensorSplit` along a fixed dimension, in parts of one size.
 *
 * @param rank least number of dimensions
 * @param dimOf the dimension, from that number
 */
export function defineAxisSplit<O>(
  name: 'vsplit' | 'hsplit' | 'dsplit',
  rank: number,
  dimOf: (ndim: number) => number,
  samples: (make: SampleMaker) => readonly Sample[],
): O {
  return defineOp(
    {
      name,
      kind: 'view',
      dtypes: 'any',
      tolerance: 'exact',
      samples,
      errors: (make) => [
        {
          args: [make.tensor([]), 1],
          error: ShapeError,
          message: `${name}: input needs at least ${rank} dimension`,
        },
        {
          args: [make.tensor([3, 3, 3]), 2],
          error: ShapeError,
          message: `${name}: dim ${dimOf(3)} of [3, 3, 3] can't be cut into 2 equal parts`,
        },
        { args: [make.tensor([3, 3, 3]), 0], error: ArgumentError, message: 'must be an integer ≥ 1' },
      ],
    },
    (input: Tensor, indicesOrSections: number | readonly number[]) => {
      if (input.ndim < rank) {
        throw new ShapeError(
          `${name}: input needs at least ${rank} dimension${rank > 1 ? 's' : ''}, got ${showShape(input.shape)}`,
        );
      }
      const dim = dimOf(input.ndim);
      const parts = indicesOrSections;
      if (typeof parts === 'number' && parts > 0 && input.shape[dim]! % parts !== 0) {
        throw new ShapeError(
          `${name}: dim ${dim} of ${showShape(input.shape)} can't be cut into ${parts} equal parts`,
        );
      }
      return tensorSplit(input, parts, dim);
    },
  );
}
