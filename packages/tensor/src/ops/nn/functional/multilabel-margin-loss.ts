import { DTypeError, IndexError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { gatherAlong, scatterToZeros } from '../../indexing/gather.js';
import { checkIndex } from '../../indexing/index-tensors.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { cumsum } from '../../reduction/cumsum.js';
import { Fused, FusedReduction } from '../fused.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, positivePart } from './loss-options.js';

const ended = new Fused('multilabelEnd', 0, ([t]) => [t!.lt(0).to(t!.dtype)]);
/** A label counts before the first negative one; the others read class 0. */
const labels = new Fused('multilabelLabels', 0, ([t, ends]) => [ends!.eq(0).where(t!, 0)]);
const counted = new Fused('multilabelCounts', 0, ([ends]) => [ends!.eq(0).to(ends!.dtype)]);

/** Operands: scores of labels [N, C, 1] and whether they count, scores of classes [N, 1, C] and whether they are labels. */
const sums = new FusedReduction({
  name: 'multilabelMarginLoss',
  inputs: 4,
  params: 1,
  body: ([own, counts, x, isLabel], [factor]) =>
    counts!
      .ne(0)
      .and(isLabel!.eq(0))
      .where(positivePart(x!.sub(own!).add(1)).mul(factor!), 0),
});

export interface MultilabelMarginLossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * The hinge loss of several labels: Σ over labels y and all other classes i of max(0, 1 − x[y] + x[i]) / C.
 *
 * @param input scores, [N, C] or [C]
 * @param target labels, int64 or int32, the same shape: those before the first −1 of a row count
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @throws IndexError for a label out of range, where the device can check
 */
export const multilabelMarginLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: MultilabelMarginLossOptions) => Tensor
> = defineOp(
  {
    name: 'multilabelMarginLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.multilabel_margin_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.integers([4, 3], -1, 3)],
      [make.tensor([4, 5]), make.integers([4, 5], -1, 5), { reduction: 'sum' }],
      [make.tensor([4, 3]), make.integers([4, 3], -1, 3), { reduction: 'none' }],
      [make.tensor([3]), make.integers([3], 0, 3)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.integers([4], 0, 3)],
        error: ShapeError,
        message:
          'multilabelMarginLoss: target [4] must have the shape of input [4, 3], which is [N, C] or [C]',
      },
      {
        args: [make.tensor([2, 3]), make.integers([2, 3], 3, 4)],
        error: IndexError,
        message: 'out of range',
      },
      {
        args: [make.integers([2, 3], 0, 5), make.integers([2, 3], 0, 3)],
        error: DTypeError,
        message: 'multilabelMarginLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((given: Tensor, givenTarget: Tensor, options?: unknown) => {
    const name = 'multilabelMarginLoss';
    const reduction = checkReduction(name, parseOptions(name, options, { reduction: 'mean' }).reduction);
    checkFloating(name, { input: given });
    checkIndex(name, givenTarget);
    if (given.ndim === 0) given = reshape(given, [1]);
    if (givenTarget.ndim === 0) givenTarget = reshape(givenTarget, [1]);
    if (!sameShape(given.shape, givenTarget.shape) || given.ndim < 1 || given.ndim > 2) {
      throw new ShapeError(
        `${name}: target ${showShape(givenTarget.shape)} must have the shape of input ${showShape(given.shape)}, which is [N, C] or [C]`,
      );
    }
    const input = given.ndim === 1 ? unsqueeze(given, 0) : given;
    const target = given.ndim === 1 ? unsqueeze(givenTarget, 0) : givenTarget;
    const [n, classes] = input.shape as [number, number];
    const ends = cumsum(ended.call([target]), 1);
    const index = labels.call([target, ends]);
    const counts = counted.call([ends]);
    const isLabel = scatterToZeros(counts, 1, index, counts.shape);
    const own = gatherAlong(input, 1, index);
    const factor = reduction === 'mean' ? 1 / (n * classes) : 1 / classes;
    const operands = [unsqueeze(own, 2), unsqueeze(counts, 2), unsqueeze(input, 1), unsqueeze(isLabel, 1)];
    const loss = sums.call(operands, reduction === 'none' ? [1, 2] : [0, 1, 2], { params: [factor] });
    return given.ndim === 1 && reduction === 'none' ? reshape(loss, []) : loss;
  }),
);
