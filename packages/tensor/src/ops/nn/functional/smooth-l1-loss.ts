import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, warnBroadcast } from './loss-options.js';

const loss = new ElementwiseLoss('smoothL1Loss', 2, 1, ([x, y], [beta]) => {
  const d = x!.sub(y!);
  const size = d.abs();
  // With beta = 0 the quadratic part has no place; its quotient must stay finite all the same.
  const divisor = beta!.gt(0).where(beta!, 1);
  return size.lt(beta!).where(d.mul(d).mul(0.5).div(divisor), size.sub(beta!.mul(0.5)));
});

export interface SmoothL1LossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
  /** Where the loss turns linear; 0 gives l1Loss (default 1). */
  beta?: number;
}

/**
 * ½ · d² / beta where d = |input − target| < beta, else d − ½ · beta. Girshick, "Fast R-CNN" (2015).
 *
 * @param input any shape
 * @param target the same shape
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @param options.beta where the loss turns linear; 0 gives l1Loss (default 1)
 */
export const smoothL1Loss: FunctionOp<
  (input: Tensor, target: Tensor, options?: SmoothL1LossOptions) => Tensor
> = defineOp(
  {
    name: 'smoothL1Loss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.smooth_l1_loss',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([3, 4]), { reduction: 'sum' }],
      [make.tensor([2, 3]), make.tensor([2, 3]), { reduction: 'none', beta: 0.5 }],
      [make.tensor([]), make.tensor([])],
      [make.tensor([0, 2]), make.tensor([0, 2]), { reduction: 'sum' }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2]), { reduction: 'avg' }],
        error: ArgumentError,
        message: "smoothL1Loss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'smoothL1Loss: shapes [2, 3] and [2]',
      },
      {
        args: [make.integers([2], 0, 5), make.integers([2], 0, 5)],
        error: DTypeError,
        message: 'smoothL1Loss: input must be floating-point, got int64',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('smoothL1Loss', options, { reduction: 'mean', beta: 1 });
    const reduction = checkReduction('smoothL1Loss', o.reduction);
    checkFloating('smoothL1Loss', { input, target });
    const beta = checkNumber('smoothL1Loss', 'beta', o.beta);
    if (!(beta >= 0)) throw new ArgumentError(`smoothL1Loss: beta can't be negative, got ${beta}`);
    warnBroadcast('smoothL1Loss', input, target);
    return loss.call([input, target], reduction, [beta]);
  }),
);
