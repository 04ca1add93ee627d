import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { arange } from '../../creation/arange.js';
import { gatherAlong } from '../../indexing/gather.js';
import { indexSelect } from '../../indexing/index-select.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { Fused, FusedReduction } from '../fused.js';
import type { Reduction } from './loss-options.js';
import { checkReduction, positivePart } from './loss-options.js';
import { classOperands } from './nll-loss.js';

/** Negative targets, which a gather would count from the end, leave the range. */
const checked = new Fused('multiMarginTargets', 1, ([t], [classes]) => [
  t!.lt(0).where(classes!.to(t!.dtype), t!),
]);

/** Operands: scores [N, C], the target's score [N, 1], target [N, 1], classes [C], weight of the target [N, 1]. */
const body =
  (p: number) =>
  (x: readonly Scalar[], [margin, factor]: readonly Scalar[]): Scalar => {
    const [score, own, target, classes, weight] = x;
    const z = positivePart(margin!.sub(own!).add(score!));
    const loss = p === 1 ? z : z.mul(z);
    const weighted = weight === undefined ? loss : loss.mul(weight);
    return classes!.eq(target!).where(0, weighted.mul(factor!));
  };

/** By p − 1 and whether there is a weight. */
const sums = [1, 2].map((p) =>
  [4, 5].map((inputs) => new FusedReduction({ name: 'multiMarginLoss', inputs, params: 2, body: body(p) })),
);

export interface MultiMarginLossOptions {
  /** Power of the single terms, 1 or 2 (default 1). */
  p?: number;
  /** By how much the target's score should exceed the others (default 1). */
  margin?: number;
  /** Weight of each class, [C] (default: all 1). */
  weight?: Tensor | null;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * The hinge loss of several classes: Σ over the classes i ≠ t of max(0, margin − x[t] + x[i])ᵖ / C.
 *
 * @param input scores, [N, C] or [C]
 * @param target classes, int64 or int32, [N] or []
 * @param options.p power of the terms, 1 or 2 (default 1)
 * @param options.margin by how much the target's score should exceed the others (default 1)
 * @param options.weight factor for each target class, [C]
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @throws IndexError for a class out of range, where the device can check
 */
export const multiMarginLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: MultiMarginLossOptions) => Tensor
> = defineOp(
  {
    name: 'multiMarginLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.multi_margin_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.integers([4], 0, 3)],
      [make.tensor([4, 3]), make.integers([4], 0, 3), { p: 2, margin: 0.5, reduction: 'sum' }],
      [make.tensor([4, 3]), make.integers([4], 0, 3), { reduction: 'none' }],
      [make.tensor([3]), make.integers([], 0, 3)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.integers([3], 0, 3)],
        error: ShapeError,
        message: 'multiMarginLoss: target must be [4] for input [4, 3], got [3]',
      },
      {
        args: [make.tensor([4, 3]), make.integers([4], 0, 3), { p: 3 }],
        error: ArgumentError,
        message: 'multiMarginLoss: p must be 1 or 2, got 3',
      },
      {
        args: [make.integers([4, 3], 0, 3), make.integers([4], 0, 3)],
        error: DTypeError,
        message: 'multiMarginLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((given: Tensor, givenTarget: Tensor, options?: unknown) => {
    const name = 'multiMarginLoss';
    const o = parseOptions(name, options, {
      p: 1,
      margin: 1,
      weight: null as Tensor | null,
      reduction: 'mean',
    });
    const reduction = checkReduction(name, o.reduction);
    if (o.p !== 1 && o.p !== 2) throw new ArgumentError(`${name}: p must be 1 or 2, got ${String(o.p)}`);
    const margin = checkNumber(name, 'margin', o.margin);
    if (given.ndim === 0) given = reshape(given, [1]);
    // PyTorch takes one target as [] and as [1].
    if (given.ndim === 1 && givenTarget.ndim === 1 && givenTarget.length === 1)
      givenTarget = reshape(givenTarget, []);
    if (given.ndim > 2) {
      throw new ShapeError(`${name}: input must be [N, C] or [C], got [${given.shape.join(', ')}]`);
    }
    const { input, target } = classOperands(name, given, givenTarget, o.weight);
    const [n, classes] = input.shape as [number, number];
    const safe = checked.call([target], [classes]);
    const column = unsqueeze(safe, 1);
    const operands = [
      input,
      gatherAlong(input, 1, column),
      column,
      arange(classes, { device: input.device, dtype: target.dtype }),
    ];
    if (o.weight !== null) operands.push(unsqueeze(indexSelect(o.weight, 0, safe), 1));
    const factor = reduction === 'mean' ? 1 / (n * classes) : 1 / classes;
    const loss = sums[o.p - 1]![operands.length - 4]!.call(operands, reduction === 'none' ? [1] : [0, 1], {
      params: [margin, factor],
    });
    return given.ndim === 1 && reduction === 'none' ? reshape(loss, []) : loss;
  }),
);
