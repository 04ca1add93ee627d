import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { checkAlpha, refuseBool } from './checks.js';

/**
 * other − alpha · input, with broadcasting and type promotion.
 *
 * @param input tensor or number
 * @param other tensor or number
 * @param options.alpha factor of `input` (default 1)
 * @throws DTypeError for bool tensors: use `logicalXor` or `logicalNot`
 */
export const rsub: InplaceOp<
  (input: Tensor | number, other: Tensor | number, options?: { alpha?: number }) => Tensor
> = defineElementwise({
  name: 'rsub',
  operands: ['input', 'other'],
  options: { alpha: 1 },
  check: (operands, options) => {
    refuseBool('rsub', operands, 'use logicalXor for two masks, logicalNot to invert one');
    checkAlpha('rsub', 'alpha', operands, options);
  },
  expr: ([x, y], { alpha }) => y!.sub(x!.mul(alpha as number)),
  dtypes: 'signed',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([5]), 2.5],
    [make.tensor([]), make.tensor([4]), { alpha: 3 }],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
  errors: (make) => [
    { args: [make.bool([2]), make.integers([2], 0, 5)], error: DTypeError, message: 'rsub: bool tensors' },
    {
      args: [make.integers([2], 0, 5), 1, { alpha: 0.5 }],
      error: DTypeError,
      message: 'rsub: alpha must be an integer for integer tensors, got 0.5',
    },
  ],
});
