import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { withInplaceOption } from './functional/in-place-option.js';

export interface ReluOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * max(x, 0).
 *
 * @param options.inplace write the result over the input (default false)
 */
export const relu: InplaceOp<(input: Tensor, options?: ReluOptions) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'relu',
    expr: ([x]) => x!.max(0),
    gradient: (g, _inputs, y) => [y.gt(0).where(g, 0)],
    dtypes: 'signed',
    inplace: true,
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  }),
);
