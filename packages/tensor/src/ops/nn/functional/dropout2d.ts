import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import type { DropoutOptions } from '../dropout-kernel.js';
import { dropoutChannels } from './dropout-channels.js';

/**
 * Zeroes whole channels at random and scales the others by 1 / (1 − p). Tompson et al., "Efficient Object Localization
 * Using Convolutional Networks" (2015).
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param p probability of a channel to be zeroed (default 0.5)
 * @param options.training without it, the input is returned as it is (default true)
 * @param options.inplace write the result over the input (default false)
 */
export const dropout2d: FunctionOp<
  (input: Tensor, p?: number | DropoutOptions, options?: DropoutOptions) => Tensor
> = defineOp(
  {
    name: 'dropout2d',
    kind: 'composite',
    method: false,
    torch: null,
    samples: (make) => [
      [make.tensor([2, 3, 2, 3]), 0.3],
      [make.tensor([3, 2, 3]), { p: 0.6 }],
      [make.tensor([2, 3, 2, 3]), { training: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 2, 3]), -1],
        error: ArgumentError,
        message: 'dropout2d: p must be between 0 and 1',
      },
      { args: [make.tensor([3])], error: ShapeError, message: 'dropout2d: input must have' },
    ],
  },
  composed((input: Tensor, p?: unknown, options?: unknown) =>
    dropoutChannels('dropout2d', 2, input, p, options),
  ),
);
