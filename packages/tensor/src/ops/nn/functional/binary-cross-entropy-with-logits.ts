import { ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkEqualShapes, checkFloating, checkReduction, ElementwiseLoss } from './loss-options.js';

/** softplus(−x) without overflow, max(−x, 0) + log(1 + e^(−|x|)). */
const softplusOfNegative = (x: Scalar): Scalar => {
  const far = x.abs().neg().exp().log1p();
  return x.gt(0).where(far, far.sub(x));
};

const body = (x: Scalar, t: Scalar, weight: Scalar | null, posWeight: Scalar | null): Scalar => {
  const miss = t.neg().add(1).mul(x);
  const soft = softplusOfNegative(x);
  const loss = miss.add(posWeight === null ? soft : soft.mul(posWeight.sub(1).mul(t).add(1)));
  return weight === null ? loss : loss.mul(weight);
};

/** d softplus(−x) / dx = −sigmoid(−x): exact at 0, where |x| has no derivative. */
const gradient = (
  g: Scalar,
  x: Scalar,
  t: Scalar,
  weight: Scalar | null,
  posWeight: Scalar | null,
): Scalar[] => {
  const scaled = weight === null ? g : g.mul(weight);
  const miss = t.neg().add(1);
  const factor = posWeight === null ? null : posWeight.sub(1).mul(t).add(1);
  const slope = x.neg().sigmoid();
  const soft = softplusOfNegative(x);
  const ofInput = scaled.mul(miss.sub(factor === null ? slope : slope.mul(factor)));
  const ofTarget = scaled.mul(posWeight === null ? x.neg() : soft.mul(posWeight.sub(1)).sub(x));
  const ofWeight = weight === null ? [] : [g.mul(body(x, t, null, posWeight))];
  const ofPosWeight = posWeight === null ? [] : [scaled.mul(soft).mul(t)];
  return [ofInput, ofTarget, ...ofWeight, ...ofPosWeight];
};

/** By which of weight (1) and posWeight (2) are given. */
const losses = [0, 1, 2, 3].map((form) => {
  const weighted = (form & 1) !== 0;
  const positive = (form & 2) !== 0;
  const split = (x: readonly Scalar[]): [Scalar, Scalar, Scalar | null, Scalar | null] => [
    x[0]!,
    x[1]!,
    weighted ? x[2]! : null,
    positive ? x[weighted ? 3 : 2]! : null,
  ];
  return new ElementwiseLoss(
    'binaryCrossEntropyWithLogits',
    2 + (weighted ? 1 : 0) + (positive ? 1 : 0),
    0,
    (x) => body(...split(x)),
    (g, x) => gradient(g, ...split(x)),
  );
});

export interface BinaryCrossEntropyWithLogitsOptions {
  /** Factor of each loss, broadcast to the input (default: none). */
  weight?: Tensor | null;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
  /** Factor of the positive part, broadcast to the input; one a class as a rule (default: none). */
  posWeight?: Tensor | null;
}

/**
 * Binary cross-entropy of sigmoid(input), computed from the logits without overflow:
 * weight · ((1 − t) · x + (1 + (posWeight − 1) · t) · softplus(−x)).
 *
 * @param input logits, any shape
 * @param target the same shape, 0 to 1
 * @param options.weight factor of each loss, broadcast to the input
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @param options.posWeight factor of the positive part, broadcast to the input
 */
export const binaryCrossEntropyWithLogits: FunctionOp<
  (input: Tensor, target: Tensor, options?: BinaryCrossEntropyWithLogitsOptions) => Tensor
> = defineOp(
  {
    name: 'binaryCrossEntropyWithLogits',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.binary_cross_entropy_with_logits',
    samples: (make) => {
      const p = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0.1, high: 0.9 });
      return [
        [make.tensor([3, 4]), p([3, 4])],
        [make.tensor([3, 4], { low: -200, high: 200 }), p([3, 4]), { reduction: 'sum' }],
        [make.tensor([2, 3]), p([2, 3]), { reduction: 'none' }],
      ];
    },
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([3])],
        error: ShapeError,
        message: 'binaryCrossEntropyWithLogits: target [3] must have the shape of input [2, 3]',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const name = 'binaryCrossEntropyWithLogits';
    const o = parseOptions(name, options, {
      weight: null as Tensor | null,
      reduction: 'mean',
      posWeight: null as Tensor | null,
    });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input, target, weight: o.weight, posWeight: o.posWeight });
    checkEqualShapes(name, input, target);
    const rest = [o.weight, o.posWeight].filter((t) => t !== null);
    const form = (o.weight === null ? 0 : 1) + (o.posWeight === null ? 0 : 2);
    return losses[form]!.call([input, target, ...rest], reduction);
  }),
);
