import { ArgumentError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { defineOp } from '../../op/define.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';

type Elementwise = ((input: Tensor, options: { at: number; value: number }) => Tensor) & {
  inplace(target: Tensor, options: { at: number; value: number }): Tensor;
};

const elementwise = defineElementwise<Elementwise>({
  name: 'threshold',
  options: { at: 0, value: 0 },
  expr: ([x], { at, value }) => x!.le(at as Scalar).where(value as Scalar, x!),
  promoteOptions: false,
  dtypes: 'signed',
  samples: () => [],
});

/**
 * x where x > threshold, else value.
 *
 * @param threshold bound
 * @param value replacement
 * @param options.inplace write the result over the input (default false)
 */
export const threshold: FunctionOp<
  (input: Tensor, threshold: number, value: number, options?: { inplace?: boolean }) => Tensor
> = defineOp(
  {
    name: 'threshold',
    kind: 'elementwise',
    method: false,
    // For integers PyTorch converts the numbers to the tensor's type.
    dtypes: 'signed',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0.5, -1],
      [make.tensor([]), 0, 0],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 0], error: ArgumentError, message: 'threshold: value must be a number' },
    ],
  },
  (input: Tensor, at: number, value: number, options?: unknown) => {
    const o = parseOptions('threshold', options, { inplace: false });
    const numbers = {
      at: checkNumber('threshold', 'threshold', at),
      value: checkNumber('threshold', 'value', value),
    };
    return checkBoolean('threshold', 'inplace', o.inplace)
      ? elementwise.inplace(input, numbers)
      : elementwise(input, numbers);
  },
);
