import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { floatingOnly, withInplaceOption } from './functional/in-place-option.js';

const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

export interface SeluOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * scale · (x for x > 0, else alpha · (eˣ − 1)), with the constants of Klambauer et al., "Self-Normalizing Neural Networks" (2017).
 *
 * @param options.inplace write the result over the input (default false)
 */
export const selu: FunctionOp<(input: Tensor, options?: SeluOptions) => Tensor> = withInplaceOption(
  defineElementwise({
    name: 'selu',
    check: floatingOnly('selu'),
    expr: ([x]) => x!.gt(0).where(x!, x!.gt(0).where(0, x!).expm1().mul(ALPHA)).mul(SCALE),
    gradient: (g, _inputs, y) => [y.gt(0).where(g.mul(SCALE), g.mul(y.add(SCALE * ALPHA)))],
    dtypes: 'float',
    method: false,
    inplace: true,
    tolerance: 'transcendental',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'selu: has no rule for int64' },
    ],
  }),
);
