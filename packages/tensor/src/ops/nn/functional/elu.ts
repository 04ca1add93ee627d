import { DTypeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface EluOptions {
  /** Scale of the negative part (default 1). */
  alpha?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x for x > 0, else alpha · (eˣ − 1). Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear Units" (2015).
 *
 * @param alpha scale of the negative part (default 1)
 * @param options.inplace write the result over the input (default false)
 */
export const elu: FunctionOp<(input: Tensor, alpha?: number | EluOptions, options?: EluOptions) => Tensor> =
  withInplaceOption(
    defineElementwise({
      name: 'elu',
      options: { alpha: 1 },
      positional: ['alpha'],
      check: floatingOnly('elu'),
      expr: ([x], { alpha }) =>
        x!.gt(0).where(
          x!,
          x!
            .gt(0)
            .where(0, x!)
            .expm1()
            .mul(alpha as Scalar),
        ),
      dtypes: 'float',
      method: false,
      inplace: true,
      torch: 'torch.nn.functional.elu',
      tolerance: 'transcendental',
      samples: (make) => [
        [make.tensor([3, 4])],
        [make.tensor([])],
        [make.tensor([0, 2])],
        [make.tensor([3, 4]), 1.5],
        [make.tensor([3, 4]), { alpha: 0.5 }],
      ],
      errors: (make) => [
        { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'elu: has no rule for int64' },
      ],
    }),
  );
