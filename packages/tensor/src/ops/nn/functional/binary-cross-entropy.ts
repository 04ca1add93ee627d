import { ArgumentError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkEqualShapes, checkFloating, checkReduction, ElementwiseLoss } from './loss-options.js';

/** Logarithms are held at −100, so that a sure mistake costs 100 and not ∞. */
const body = ([x, t, w]: readonly Scalar[]): Scalar => {
  const hit = t!.mul(x!.log().max(-100));
  const miss = t!.neg().add(1).mul(x!.neg().log1p().max(-100));
  const loss = hit.add(miss).neg();
  return w === undefined ? loss : loss.mul(w);
};

/** (x − t) / max(x · (1 − x), 1e−12), as in PyTorch: finite at 0 and 1, where the logarithms' derivatives are not. */
const gradient = (g: Scalar, [x, t, w]: readonly Scalar[]): (Scalar | null)[] => {
  const scaled = w === undefined ? g : g.mul(w);
  const denominator = x!.neg().add(1).mul(x!).max(1e-12);
  const ofTarget = x!.neg().log1p().max(-100).sub(x!.log().max(-100)).mul(scaled);
  const ofWeight = w === undefined ? [] : [g.mul(body([x!, t!]))];
  return [x!.sub(t!).mul(scaled).div(denominator), ofTarget, ...ofWeight];
};

const losses = [2, 3].map((inputs) => new ElementwiseLoss('binaryCrossEntropy', inputs, 0, body, gradient));

export interface BinaryCrossEntropyOptions {
  /** Factor of each loss, broadcast to the input (default: none). */
  weight?: Tensor | null;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * −weight · (target · log(input) + (1 − target) · log(1 − input)), the logarithms held at −100.
 *
 * @param input probabilities, 0 to 1; outside of it the result is NaN
 * @param target the same shape, 0 to 1
 * @param options.weight factor of each loss, broadcast to the input
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const binaryCrossEntropy: FunctionOp<
  (input: Tensor, target: Tensor, options?: BinaryCrossEntropyOptions) => Tensor
> = defineOp(
  {
    name: 'binaryCrossEntropy',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.binary_cross_entropy',
    samples: (make) => {
      const p = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0.1, high: 0.9 });
      return [
        [p([3, 4]), p([3, 4])],
        [p([3, 4]), p([3, 4]), { reduction: 'sum' }],
        [p([2, 3]), p([2, 3]), { reduction: 'none' }],
      ];
    },
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([3])],
        error: ShapeError,
        message: 'binaryCrossEntropy: target [3] must have the shape of input [2, 3]',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), { posWeight: null }],
        error: ArgumentError,
        message: "binaryCrossEntropy: unknown option 'posWeight'",
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('binaryCrossEntropy', options, {
      weight: null as Tensor | null,
      reduction: 'mean',
    });
    const reduction = checkReduction('binaryCrossEntropy', o.reduction);
    checkFloating('binaryCrossEntropy', { input, target, weight: o.weight });
    checkEqualShapes('binaryCrossEntropy', input, target);
    const operands = o.weight === null ? [input, target] : [input, target, o.weight];
    return losses[operands.length - 2]!.call(operands, reduction);
  }),
);
