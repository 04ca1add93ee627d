import { DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';
import { FusedReduction } from '../fused.js';
import type { Reduction } from './loss-options.js';
import { checkEqualShapes, checkFloating, checkReduction } from './loss-options.js';

/** −t · log σ(x) − (1 − t) · log σ(−x) = (1 − t) · x + softplus(−x), without overflow. */
const crossEntropy = (x: Scalar, t: Scalar): Scalar => {
  const far = x.abs().neg().exp().log1p();
  const soft = x.gt(0).where(far, far.sub(x));
  return t.neg().add(1).mul(x).add(soft);
};

/** By whether there is a weight. */
const sums = [2, 3].map(
  (inputs) =>
    new FusedReduction({
      name: 'multilabelSoftMarginLoss',
      inputs,
      params: 1,
      body: ([x, t, weight], [factor]) => {
        const loss = crossEntropy(x!, t!).mul(factor!);
        return weight === undefined ? loss : loss.mul(weight);
      },
      gradient: (g, [x, t, weight], [factor]) => {
        const scaled = g.mul(factor!);
        const own = weight === undefined ? scaled : scaled.mul(weight);
        const grads = [own.mul(x!.sigmoid().sub(t!)), own.mul(x!).neg()];
        return weight === undefined ? grads : [...grads, scaled.mul(crossEntropy(x!, t!))];
      },
    }),
);

export interface MultilabelSoftMarginLossOptions {
  /** Weight of each class, broadcast to the input (default: all 1). */
  weight?: Tensor | null;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * Binary cross-entropy of sigmoid(input), averaged over the classes of a row: the last dimension.
 *
 * @param input logits, [*, C]
 * @param target 0 or 1, the same shape
 * @param options.weight weight of each class, broadcast to the input
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const multilabelSoftMarginLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: MultilabelSoftMarginLossOptions) => Tensor
> = defineOp(
  {
    name: 'multilabelSoftMarginLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.multilabel_soft_margin_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([4, 3], { low: 0, high: 1 })],
      [
        make.tensor([4, 3], { low: -200, high: 200 }),
        make.tensor([4, 3], { low: 0, high: 1 }),
        { reduction: 'sum', weight: make.tensor([3], { low: 0, high: 1 }) },
      ],
      [make.tensor([4, 3]), make.tensor([4, 3], { low: 0, high: 1 }), { reduction: 'none' }],
      [make.tensor([3]), make.tensor([3], { low: 0, high: 1 })],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([3])],
        error: ShapeError,
        message: 'multilabelSoftMarginLoss: target [3] must have the shape of input [2, 3]',
      },
      {
        args: [make.tensor([]), make.tensor([])],
        error: ShapeError,
        message: 'multilabelSoftMarginLoss: input must have at least one dimension, the classes, got []',
      },
      {
        args: [make.integers([2, 3], 0, 5), make.integers([2, 3], 0, 2)],
        error: DTypeError,
        message: 'multilabelSoftMarginLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const name = 'multilabelSoftMarginLoss';
    const o = parseOptions(name, options, { weight: null as Tensor | null, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input, weight: o.weight });
    checkEqualShapes(name, input, target);
    if (input.ndim === 0) {
      throw new ShapeError(
        `${name}: input must have at least one dimension, the classes, got ${showShape(input.shape)}`,
      );
    }
    const last = input.ndim - 1;
    const classes = input.shape[last]!;
    const factor = 1 / (reduction === 'mean' ? numel(input.shape) : classes);
    const operands = [input, to(target, input.dtype), ...(o.weight === null ? [] : [o.weight])];
    const dims = reduction === 'none' ? [last] : input.shape.map((_, i) => i);
    return sums[operands.length - 2]!.call(operands, dims, { params: [factor] });
  }),
);
