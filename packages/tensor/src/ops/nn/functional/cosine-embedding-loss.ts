import { ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { to } from '../../conversion/to.js';
import { sum } from '../../reduction/sum.js';
import { FusedReduction } from '../fused.js';
import type { Reduction } from './loss-options.js';
import { asFloating, checkFloating, checkReduction, ElementwiseLoss, positivePart } from './loss-options.js';

const dot = new FusedReduction({ name: 'cosineLossDot', inputs: 2, body: ([x, y]) => x!.mul(y!) });
const square = new FusedReduction({ name: 'cosineLossSquare', inputs: 1, body: ([x]) => x!.mul(x!) });

/** Added to the squared norms, so that the root has a slope at 0. */
const EPSILON = 1e-12;

const loss = new ElementwiseLoss('cosineEmbeddingLoss', 4, 1, ([xy, xx, yy, t], [margin]) => {
  const cosine = xy!.div(xx!.add(EPSILON).mul(yy!.add(EPSILON)).sqrt());
  const alike = t!.eq(1).where(cosine.neg().add(1), 0);
  return alike.add(t!.eq(-1).where(positivePart(cosine.sub(margin!)), 0));
});

export interface CosineEmbeddingLossOptions {
  /** Cosine below which a negative pair costs nothing, −1 to 1 (default 0). */
  margin?: number;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * 1 − cos(x₁, x₂) where the target is 1, max(0, cos(x₁, x₂) − margin) where it is −1.
 *
 * @param input1 [N, D] or [D]
 * @param input2 [N, D] or [D]
 * @param target 1 or −1, [N] or []
 * @param options.margin cosine below which a negative pair costs nothing (default 0)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const cosineEmbeddingLoss: FunctionOp<
  (input1: Tensor, input2: Tensor, target: Tensor, options?: CosineEmbeddingLossOptions) => Tensor
> = defineOp(
  {
    name: 'cosineEmbeddingLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.cosine_embedding_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([4, 3]), make.integers([4], -1, 2)],
      [
        make.tensor([4, 3]),
        make.tensor([4, 3]),
        make.integers([4], -1, 2),
        { margin: 0.3, reduction: 'sum' },
      ],
      [make.tensor([4, 3]), make.tensor([4, 3]), make.integers([4], -1, 2), { reduction: 'none' }],
      [make.tensor([3]), make.tensor([3]), make.integers([], 1, 2)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 1])],
        error: ShapeError,
        message: 'cosineEmbeddingLoss: inputs [4, 3] and [4, 3] need a target of 1 dimensions, got [4, 1]',
      },
    ],
  },
  composed((first: Tensor, second: Tensor, target: Tensor, options?: unknown) => {
    const name = 'cosineEmbeddingLoss';
    const [input1, input2] = [asFloating(first), asFloating(second)];
    const o = parseOptions(name, options, { margin: 0, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input1, input2 });
    const rank = Math.max(input1.ndim, input2.ndim);
    if (rank < 1 || rank > 2 || target.ndim !== rank - 1 || Math.min(input1.ndim, input2.ndim) < 1) {
      throw new ShapeError(
        `${name}: inputs ${showShape(input1.shape)} and ${showShape(input2.shape)} need a target of ${rank - 1} dimensions, got ${showShape(target.shape)}`,
      );
    }
    // Integers are multiplied as such, bytes with wrap-around, as in PyTorch.
    const exact = [first, second].every((t) => t.dtype.kind === 'int');
    const sums = exact
      ? [mul(first, second), mul(first, first), mul(second, second)].map((t) => asFloating(sum(t, -1)))
      : [
          dot.call([input1, input2], [rank - 1]),
          square.call([input1], [input1.ndim - 1]),
          square.call([input2], [input2.ndim - 1]),
        ];
    // In bytes −1 is 255, which compares with −1 as equal in PyTorch.
    const signed = target.dtype.name === 'uint8' ? to(target, 'int8') : target;
    return loss.call([...sums, signed], reduction, [checkNumber(name, 'margin', o.margin)]);
  }),
);
