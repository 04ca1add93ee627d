import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface SiluOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x · sigmoid(x), also called swish.
 *
 * @param options.inplace write the result over the input (default false)
 */
export const silu: FunctionOp<(input: Tensor, options?: SiluOptions) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'silu',
    check: floatingOnly('silu', true),
    expr: ([x]) => x!.mul(x!.sigmoid()),
    dtypes: 'float',
    complex: true,
    method: false,
    inplace: true,
    torch: 'torch.nn.functional.silu',
    tolerance: 'transcendental',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'silu: has no rule for int64' },
    ],
  }),
);
