import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { alphaDropoutOf } from './alpha-dropout-kernel.js';
import type { DropoutOptions } from './dropout-kernel.js';

/**
 * `alphaDropout` of whole channels.
 *
 * @param input [N, C, *]
 * @param p probability of a channel to be dropped (default 0.5)
 * @param options.training without it, the input is returned as it is (default false)
 * @param options.inplace write the result over the input (default false)
 */
export const featureAlphaDropout: FunctionOp<
  (input: Tensor, p?: number | DropoutOptions, options?: DropoutOptions) => Tensor
> = defineOp(
  {
    name: 'featureAlphaDropout',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: null,
    samples: (make) => [
      [make.tensor([2, 3, 4]), 0.3, { training: true }],
      [make.tensor([2, 3, 2, 2]), { p: 0.6, training: true }],
      [make.tensor([2, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), -1],
        error: ArgumentError,
        message: 'featureAlphaDropout: p must be between 0 and 1',
      },
      {
        args: [make.tensor([3]), { training: true }],
        error: ShapeError,
        message: 'featureAlphaDropout: input must be [N, C, *]',
      },
    ],
  },
  composed((input: Tensor, p?: unknown, options?: unknown) =>
    alphaDropoutOf('featureAlphaDropout', input, p, options, true),
  ),
);
