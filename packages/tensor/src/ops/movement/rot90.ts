import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers, parseArguments } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { flip } from './flip.js';
import { transpose } from './transpose.js';

interface Options {
  k?: number;
  dims?: readonly number[];
}

/**
 * A copy rotated by 90 degrees in the plane of two dimensions, from the first towards the second.
 *
 * @param k how many times; negative turns the other way (default 1)
 * @param dims the plane (default [0, 1])
 * @throws ShapeError for fewer than two dimensions
 */
export const rot90: Op<(input: Tensor, k?: number | Options, dims?: readonly number[] | Options) => Tensor> =
  defineOp(
    {
      name: 'rot90',
      kind: 'composite',
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [make.tensor([3, 4])],
        [make.tensor([3, 4]), 2],
        [make.tensor([2, 3, 4]), -1, [1, 2]],
        [make.tensor([2, 3]), { k: 4, dims: [1, 0] }],
      ],
      errors: (make) => [
        { args: [make.tensor([3])], error: ShapeError, message: 'rot90: input needs at least 2 dimensions' },
        {
          args: [make.tensor([3, 2]), 1, [0, -2]],
          error: ArgumentError,
          message: 'rot90: dims [0, -2] name one dimension',
        },
        {
          args: [make.tensor([3, 2]), 1, [0]],
          error: ArgumentError,
          message: 'rot90: dims must have 2 elements',
        },
      ],
    },
    composed((input: Tensor, ...rest: unknown[]) => {
      const o = parseArguments('rot90', rest, { k: 1, dims: [0, 1] as readonly number[] });
      const dims = checkIntegers('rot90', 'dims', o.dims, 2);
      const turns = ((checkInteger('rot90', 'k', o.k) % 4) + 4) % 4;
      if (input.ndim < 2) throw new ShapeError(`rot90: input needs at least 2 dimensions, got ${input.ndim}`);
      const [from, to] = dims.map((d) => normalizeDim('rot90', d, input.ndim)) as [number, number];
      if (from === to) throw new ArgumentError(`rot90: dims [${dims.join(', ')}] name one dimension`);
      if (turns === 0) return copyOf(input);
      if (turns === 2) return flip(input, [from, to]);
      return transpose(flip(input, [turns === 1 ? to : from]), from, to);
    }),
  );
