import { bool, uint8 } from '../../dtype.js';
import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { OpWithMethod } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';

type Value = Tensor | number | boolean;

const select: (condition: Tensor, input: Value, other: Value) => Tensor = defineElementwise({
  name: 'where',
  operands: ['condition', 'input', 'other'],
  fixed: { 0: bool },
  check: ([condition]) => {
    if (!(condition instanceof Tensor)) {
      throw new DTypeError(`where: condition must be a bool tensor, got ${describe(condition)}`);
    }
    if (condition.dtype !== bool && condition.dtype !== uint8) {
      throw new DTypeError(`where: condition must be a bool tensor, got ${condition.dtype}`);
    }
  },
  expr: ([condition, x, y]) => condition!.where(x!, y!),
  dtypes: 'number',
  complex: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.bool([3, 4]), make.tensor([3, 4]), make.tensor([3, 4])],
    [make.bool([3, 1]), make.tensor([4]), make.tensor([2, 1, 1])],
    [make.bool([4]), make.tensor([4]), 0],
    [make.bool([4]), -1.5, make.tensor([])],
    [make.bool([0, 2]), 1, 0.5],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2]), make.tensor([2]), 0],
      error: DTypeError,
      message: 'where: condition must be a bool tensor, got float',
    },
  ],
});

/**
 * Elements of `input` where `condition` holds, of `other` elsewhere; all three broadcast. The method is
 * `input.where(condition, other)`, as in PyTorch.
 *
 * @param condition bool tensor
 * @param input tensor or number
 * @param other tensor or number
 */
export const where: OpWithMethod<
  (condition: Tensor, input: Value, other: Value) => Tensor,
  (input: Tensor, condition: Tensor, other: Value) => Tensor
> = Object.assign(select, {
  methodForm: (input: Tensor, condition: Tensor, other: Value) => select(condition, input, other),
}) as never;
