import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface MishOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x · tanh(softplus(x)). Misra, "Mish: A Self Regularized Non-Monotonic Activation Function" (2019).
 *
 * @param options.inplace write the result over the input (default false)
 */
export const mish: FunctionOp<(input: Tensor, options?: MishOptions) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'mish',
    check: floatingOnly('mish'),
    expr: ([x]) => x!.mul(x!.gt(20).where(x!, x!.gt(20).where(0, x!).exp().log1p()).tanh()),
    dtypes: 'float',
    method: false,
    inplace: true,
    torch: 'torch.nn.functional.mish',
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([])],
      [make.tensor([0, 2])],
      [make.tensor([4], { low: -40, high: 40 })],
    ],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'mish: has no rule for int64' },
    ],
  }),
);
