import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface HardswishOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x · min(max(x + 3, 0), 6) / 6. Howard et al., "Searching for MobileNetV3" (2019).
 *
 * @param options.inplace write the result over the input (default false)
 */
export const hardswish: FunctionOp<(input: Tensor, options?: HardswishOptions) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'hardswish',
    check: floatingOnly('hardswish'),
    expr: ([x]) => x!.lt(-3).where(0, x!.gt(3).where(x!, x!.mul(x!.add(3)).div(6))),
    dtypes: 'float',
    method: false,
    inplace: true,
    torch: 'torch.nn.functional.hardswish',
    tolerance: 'elementwise',
    samples: (make) => [[make.tensor([3, 4], { low: -5, high: 5 })], [make.tensor([])]],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'hardswish: has no rule for int64' },
    ],
  }),
);
