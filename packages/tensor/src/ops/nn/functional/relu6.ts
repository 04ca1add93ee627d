import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { withInplaceOption } from './in-place-option.js';

export interface Relu6Options {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * min(max(x, 0), 6).
 *
 * @param options.inplace write the result over the input (default false)
 */
export const relu6: FunctionOp<(input: Tensor, options?: Relu6Options) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'relu6',
    expr: ([x]) => x!.le(0).where(0, x!.ge(6).where(6, x!)),
    gradient: (g, _inputs, y) => [y.gt(0).and(y.lt(6)).where(g, 0)],
    dtypes: 'signed',
    method: false,
    inplace: true,
    torch: 'torch.nn.functional.relu6',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4], { low: -8, high: 8 })], [make.tensor([])]],
  }),
);
