import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkEqualShapes, checkFloating, checkReduction, ElementwiseLoss } from './loss-options.js';

/** log(1 + eᶻ) without overflow; PyTorch's own formula gives ∞ from z = 89 on in float32. */
const softplus = (z: Scalar): Scalar => {
  const far = z.abs().neg().exp().log1p();
  return z.gt(0).where(z.add(far), far);
};

const loss = new ElementwiseLoss(
  'softMarginLoss',
  2,
  0,
  ([x, t]) => softplus(x!.mul(t!).neg()),
  (g, [x, t]) => {
    const slope = g.mul(x!.mul(t!).neg().sigmoid()).neg();
    return [slope.mul(t!), slope.mul(x!)];
  },
);

export interface SoftMarginLossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * log(1 + exp(−target · input)): the logistic loss of two classes.
 *
 * @param input scores, any shape
 * @param target 1 or −1, the same shape
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const softMarginLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: SoftMarginLossOptions) => Tensor
> = defineOp(
  {
    name: 'softMarginLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.soft_margin_loss',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([3, 4]), { reduction: 'sum' }],
      [make.tensor([2, 3], { low: -50, high: 50 }), make.tensor([2, 3]), { reduction: 'none' }],
      [make.tensor([]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([3])],
        error: ShapeError,
        message: 'softMarginLoss: target [3] must have the shape of input [2, 3]',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), { reduction: 'avg' }],
        error: ArgumentError,
        message: "softMarginLoss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
      },
      {
        args: [make.integers([2], 0, 5), make.tensor([2])],
        error: DTypeError,
        message: 'softMarginLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('softMarginLoss', options, { reduction: 'mean' });
    const reduction = checkReduction('softMarginLoss', o.reduction);
    checkFloating('softMarginLoss', { input });
    checkEqualShapes('softMarginLoss', input, target);
    return loss.call([input, target], reduction);
  }),
);
