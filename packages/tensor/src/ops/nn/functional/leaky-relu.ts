import { ArgumentError, DTypeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import type { ElementwiseDeclaration } from '../../../op/define-elementwise.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface LeakyReluOptions {
  /** Slope for negative elements (default 0.01). */
  negativeSlope?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

const declaration: ElementwiseDeclaration = {
  name: 'leakyRelu',
  options: { negativeSlope: 0.01 },
  positional: ['negativeSlope'],
  check: floatingOnly('leakyRelu'),
  expr: ([x], { negativeSlope }) => x!.gt(0).where(x!, x!.mul(negativeSlope as Scalar)),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.leaky_relu',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([]), 0.2],
    [make.tensor([0, 2]), { negativeSlope: 0.3 }],
  ],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'leakyRelu: has no rule for int64' },
  ],
};

/** After the write only the result is left; its sign is that of the input while the slope isn't negative. */
const inplace = defineElementwise<FunctionOp<(input: Tensor) => Tensor>>({
  ...declaration,
  check: (operands, options) => {
    floatingOnly('leakyRelu')(operands);
    if ((options.negativeSlope as number) < 0) {
      throw new ArgumentError(
        'leakyRelu: a negative slope loses the sign of the input, so it cannot be done in place',
      );
    }
  },
  gradient: (g, _inputs, y, { negativeSlope }) => [y.gt(0).where(g, g.mul(negativeSlope as Scalar))],
});

/**
 * x for x > 0, else negativeSlope · x.
 *
 * @param negativeSlope slope for negative elements (default 0.01)
 * @param options.inplace write the result over the input (default false)
 */
export const leakyRelu: FunctionOp<
  (input: Tensor, negativeSlope?: number | LeakyReluOptions, options?: LeakyReluOptions) => Tensor
> = withInplaceOption(
  defineElementwise<
    FunctionOp<
      (input: Tensor, negativeSlope?: number | LeakyReluOptions, options?: LeakyReluOptions) => Tensor
    >
  >(declaration),
  inplace,
);
