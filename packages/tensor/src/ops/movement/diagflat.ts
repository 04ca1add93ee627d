import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { diagEmbed } from './diag-embed.js';
import { reshape } from './reshape.js';

/**
 * A matrix with all elements of the input, in row-major order, on a diagonal and zeros elsewhere.
 *
 * @param offset 0 is the main diagonal, positive ones lie above it (default 0)
 */
export const diagflat: Op<(input: Tensor, offset?: number | { offset?: number }) => Tensor> = defineOp(
  {
    name: 'diagflat',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3])], [make.tensor([2, 2]), 1], [make.tensor([]), { offset: -1 }]],
    errors: (make) => [
      {
        args: [make.tensor([2]), 0.5],
        error: ArgumentError,
        message: 'diagflat: offset must be an integer, got 0.5',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('diagflat', rest, { offset: 0 });
    return diagEmbed(reshape(input, [input.length]), checkInteger('diagflat', 'offset', o.offset));
  }),
);
