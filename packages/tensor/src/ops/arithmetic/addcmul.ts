import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { checkAlpha } from './checks.js';

/**
 * input + value · tensor1 · tensor2, elementwise, with broadcasting.
 *
 * @param options.value factor of the product (default 1)
 */
export const addcmul: InplaceOp<
  (input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: number }) => Tensor
> = defineElementwise({
  name: 'addcmul',
  operands: ['input', 'tensor1', 'tensor2'],
  options: { value: 1 },
  check: (operands, options) => checkAlpha('addcmul', 'value', operands, options),
  expr: ([x, a, b], { value }) => x!.add(a!.mul(b!).mul(value as number)),
  dtypes: 'signed',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([3, 4]), make.tensor([3, 1]), make.tensor([4]), { value: -2 }],
    [make.tensor([0, 2]), make.tensor([2]), make.tensor([])],
  ],
  errors: (make) => [
    {
      args: [make.integers([2], 0, 5), make.integers([2], 0, 5), make.integers([2], 0, 5), { value: 0.5 }],
      error: DTypeError,
      message: 'addcmul: value must be an integer for integer tensors, got 0.5',
    },
  ],
});
