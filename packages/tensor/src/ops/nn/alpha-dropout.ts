import { ArgumentError, DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { alphaDropoutOf } from './alpha-dropout-kernel.js';
import type { DropoutOptions } from './dropout-kernel.js';

/**
 * Dropout that keeps mean 0 and variance 1, for networks of SELU: elements are set to the activation's limit at −∞, then
 * all are scaled and shifted. Klambauer et al., "Self-Normalizing Neural Networks" (2017).
 *
 * @param p probability of an element to be dropped (default 0.5)
 * @param options.training without it, the input is returned as it is (default false)
 * @param options.inplace write the result over the input (default false)
 */
export const alphaDropout: FunctionOp<
  (input: Tensor, p?: number | DropoutOptions, options?: DropoutOptions) => Tensor
> = defineOp(
  {
    name: 'alphaDropout',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: null,
    samples: (make) => [
      [make.tensor([3, 4]), 0.3, { training: true }],
      [make.tensor([5]), { p: 1, training: true }],
      [make.tensor([2, 3])],
      [make.tensor([0, 3]), { training: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 1.5],
        error: ArgumentError,
        message: 'alphaDropout: p must be between 0 and 1, got 1.5',
      },
      { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'alphaDropout: has no rule for int64' },
    ],
  },
  composed((input: Tensor, p?: unknown, options?: unknown) =>
    alphaDropoutOf('alphaDropout', input, p, options, false),
  ),
);
