import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface HardsigmoidOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * min(max(x + 3, 0), 6) / 6.
 *
 * @param options.inplace write the result over the input (default false)
 */
export const hardsigmoid: FunctionOp<(input: Tensor, options?: HardsigmoidOptions) => Tensor> =
  withInplaceOption(
    defineElementwise({
      name: 'hardsigmoid',
      check: floatingOnly('hardsigmoid'),
      expr: ([x]) => x!.le(-3).where(0, x!.ge(3).where(1, x!.div(6).add(0.5))),
      gradient: (g, _inputs, y) => [y.gt(0).and(y.lt(1)).where(g.div(6), 0)],
      dtypes: 'float',
      method: false,
      inplace: true,
      // Not F.hardsigmoid: the 1/6 of its gradient is a float32 also for float64.
      torch: 'lambda x: F.relu6(x + 3) / 6',
      tolerance: 'elementwise',
      samples: (make) => [[make.tensor([3, 4], { low: -5, high: 5 })], [make.tensor([])]],
      errors: (make) => [
        {
          args: [make.integers([3], 0, 5)],
          error: DTypeError,
          message: 'hardsigmoid: has no rule for int64',
        },
      ],
    }),
  );
