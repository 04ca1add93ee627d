import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, positivePart } from './loss-options.js';

/** A target that is neither 1 nor −1 gets both terms, as in PyTorch. */
const loss = new ElementwiseLoss('hingeEmbeddingLoss', 2, 1, ([x, t], [margin]) =>
  t!
    .ne(1)
    .where(positivePart(margin!.sub(x!)), 0)
    .add(t!.ne(-1).where(x!, 0)),
);

export interface HingeEmbeddingLossOptions {
  /** Distance from which a negative pair costs nothing (default 1). */
  margin?: number;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * x where the target is 1, max(0, margin − x) where it is −1: x is the distance of two things that are alike or not.
 *
 * @param input distances, any shape
 * @param target 1 or −1, a shape that broadcasts with that of the input
 * @param options.margin distance from which a negative pair costs nothing (default 1)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const hingeEmbeddingLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: HingeEmbeddingLossOptions) => Tensor
> = defineOp(
  {
    name: 'hingeEmbeddingLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.hinge_embedding_loss',
    samples: (make) => [
      [make.tensor([3, 4]), make.integers([3, 4], -1, 2)],
      [make.tensor([3, 4]), make.integers([4], -1, 2), { margin: 0.3, reduction: 'sum' }],
      [make.tensor([2, 3]), make.integers([2, 3], -1, 2), { reduction: 'none' }],
      [make.tensor([]), make.integers([], 1, 2)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.integers([2], 1, 2)],
        error: ShapeError,
        message: 'hingeEmbeddingLoss: shapes [2, 3] and [2]',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), { margin: '1' }],
        error: ArgumentError,
        message: "hingeEmbeddingLoss: margin must be a number, got '1'",
      },
      {
        args: [make.integers([2], 0, 5), make.integers([2], 1, 2)],
        error: DTypeError,
        message: 'hingeEmbeddingLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('hingeEmbeddingLoss', options, { margin: 1, reduction: 'mean' });
    const reduction = checkReduction('hingeEmbeddingLoss', o.reduction);
    checkFloating('hingeEmbeddingLoss', { input });
    return loss.call([input, target], reduction, [checkNumber('hingeEmbeddingLoss', 'margin', o.margin)]);
  }),
);
