import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, positivePart } from './loss-options.js';

const loss = new ElementwiseLoss('marginRankingLoss', 3, 1, ([a, b, t], [margin]) =>
  positivePart(t!.neg().mul(a!.sub(b!)).add(margin!)),
);

export interface MarginRankingLossOptions {
  /** By how much the higher-ranked input should exceed the other (default 0). */
  margin?: number;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * max(0, −target · (input1 − input2) + margin): target 1 says that the first should rank higher, −1 the second.
 *
 * @param input1 scores, any shape
 * @param input2 scores, as many dimensions
 * @param target 1 or −1, as many dimensions
 * @param options.margin by how much the higher-ranked input should exceed the other (default 0)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const marginRankingLoss: FunctionOp<
  (input1: Tensor, input2: Tensor, target: Tensor, options?: MarginRankingLossOptions) => Tensor
> = defineOp(
  {
    name: 'marginRankingLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.margin_ranking_loss',
    samples: (make) => [
      [make.tensor([6]), make.tensor([6]), make.integers([6], -1, 2)],
      [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([3, 4]), { margin: 0.5, reduction: 'sum' }],
      [make.tensor([2, 3]), make.tensor([2, 1]), make.tensor([1, 3]), { reduction: 'none', margin: 1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2]), make.tensor([2, 1])],
        error: ShapeError,
        message: 'marginRankingLoss: input1 [2], input2 [2] and target [2, 1] must have as many dimensions',
      },
      {
        args: [make.integers([2], 0, 5), make.integers([2], 0, 5), make.integers([2], 1, 2)],
        error: DTypeError,
        message: 'marginRankingLoss: input1 must be floating-point, got int64',
      },
    ],
  },
  composed((input1: Tensor, input2: Tensor, target: Tensor, options?: unknown) => {
    const name = 'marginRankingLoss';
    const o = parseOptions(name, options, { margin: 0, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input1, input2 });
    if (input1.ndim !== input2.ndim || input1.ndim !== target.ndim) {
      throw new ShapeError(
        `${name}: input1 ${showShape(input1.shape)}, input2 ${showShape(input2.shape)} and target ${showShape(target.shape)} must have as many dimensions`,
      );
    }
    return loss.call([input1, input2, target], reduction, [checkNumber(name, 'margin', o.margin)]);
  }),
);
