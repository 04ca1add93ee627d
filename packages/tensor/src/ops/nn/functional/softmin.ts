import { DTypeError, IndexError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { neg } from '../../arithmetic/neg.js';
import type { SoftmaxOptions } from '../softmax.js';
import { softmax, softmaxArguments } from '../softmax.js';

/**
 * softmax(−x) along `dim`: positive numbers that sum to 1, the largest for the smallest element.
 *
 * @param dim dimension along which the results sum to 1
 * @param options.dtype type to cast to first
 */
export const softmin: FunctionOp<
  (input: Tensor, dim: number | SoftmaxOptions, options?: SoftmaxOptions) => Tensor
> = defineOp(
  {
    name: 'softmin',
    kind: 'composite',
    method: false,
    tolerance: 'transcendental',
    torch: 'torch.nn.functional.softmin',
    samples: (make) => [
      [make.tensor([3, 5]), 1],
      [make.tensor([2, 3, 4]), { dim: -2 }],
      [make.tensor([4], { low: -10000, high: 10000 }), 0],
      [make.tensor([2, 3]), 0, { dtype: 'float64' }],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'softmin: dim 2 is out of range' },
      { args: [make.integers([3], 0, 5), 0], error: DTypeError, message: 'softmin: has no rule for int64' },
    ],
  },
  composed((given: Tensor, dim: unknown, options?: unknown) => {
    // The sign changes before the cast to another type: integers without one wrap around.
    const { input, attributes } = softmaxArguments('softmin', neg(given), dim, options);
    return softmax(input, attributes.dim);
  }),
);
