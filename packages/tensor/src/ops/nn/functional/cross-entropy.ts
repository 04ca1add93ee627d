import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, checkNumber, parseOptions } from '../../../op/options.js';
import { sameShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { Fused, FusedReduction } from '../fused.js';
import { logSoftmax } from '../log-softmax.js';
import type { Reduction } from './loss-options.js';
import { checkReduction } from './loss-options.js';
import type { NllLossOptions } from './nll-loss.js';
import { checkClassWeight, classOperands, nllPrimitive } from './nll-loss.js';

export interface CrossEntropyOptions extends NllLossOptions {
  /** Share of the target that is spread evenly over all classes, 0 to 1 (default 0). */
  labelSmoothing?: number;
}

/** −Σ weight · target · log p, with the target smoothed. Parameters: 1 − ε, ε/C, factor. */
const soft = (x: readonly Scalar[], [keep, even, factor]: readonly Scalar[]): Scalar => {
  const [logp, target, weight] = x;
  const loss = logp!.mul(target!.mul(keep!).add(even!)).neg();
  return (weight === undefined ? loss : loss.mul(weight)).mul(factor!);
};
const softSums = [2, 3].map(
  (inputs) => new FusedReduction({ name: 'crossEntropyOfProbabilities', inputs, params: 3, body: soft }),
);

/** −Σ weight · log p over all classes of the targets that count. */
const smooth = (x: readonly Scalar[], [ignore]: readonly Scalar[]): Scalar => {
  const [logp, target, weight] = x;
  const loss = weight === undefined ? logp!.neg() : logp!.mul(weight).neg();
  return target!.eq(ignore!.to(target!.dtype)).where(0, loss);
};
const smoothSums = [2, 3].map(
  (inputs) => new FusedReduction({ name: 'crossEntropySmoothing', inputs, params: 1, body: smooth }),
);
const mixed = new Fused('crossEntropyMix', 2, ([hard, even], [keep, share]) => [
  hard!.mul(keep!).add(even!.mul(share!)),
]);
const mixedMean = new Fused('crossEntropyMix', 2, ([hard, even, total], [keep, share]) => [
  hard!.mul(keep!).add(even!.mul(share!).div(total!)),
]);

/** [C] as [1, C, 1, …], to go along with [N, C, *]. */
const alongClasses = (weight: Tensor, ndim: number): Tensor =>
  reshape(weight, [weight.length, ...new Array<number>(Math.max(ndim - 2, 0)).fill(1)]);

function ofProbabilities(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
  labelSmoothing: number,
): Tensor {
  const dim = input.ndim === 1 ? 0 : 1;
  const classes = input.shape[dim]!;
  checkClassWeight('crossEntropy', input, weight);
  const logp = logSoftmax(input, dim);
  const operands = weight === null ? [logp, target] : [logp, target, alongClasses(weight, input.ndim)];
  const dims = reduction === 'none' ? [dim] : input.shape.map((_, i) => i);
  const factor = reduction === 'mean' ? classes / input.length : 1;
  const params = [1 - labelSmoothing, labelSmoothing / classes, factor];
  return softSums[operands.length - 2]!.call(operands, dims, { params });
}

function ofClasses(
  given: Tensor,
  givenTarget: Tensor,
  weight: Tensor | null,
  ignoreIndex: number,
  reduction: Reduction,
  labelSmoothing: number,
): Tensor {
  const { input, target } = classOperands('crossEntropy', given, givenTarget, weight);
  const logp = logSoftmax(input, 1);
  const [hard, total] = nllPrimitive.call([logp, target, weight], { ignoreIndex, reduction });
  let loss = hard!;
  if (labelSmoothing > 0) {
    const share = labelSmoothing / input.shape[1]!;
    const operands = [
      logp,
      unsqueeze(target, 1),
      ...(weight === null ? [] : [alongClasses(weight, input.ndim)]),
    ];
    const dims = reduction === 'none' ? [1] : input.shape.map((_, i) => i);
    const even = smoothSums[operands.length - 2]!.call(operands, dims, { params: [ignoreIndex] });
    const numbers = [1 - labelSmoothing, share];
    loss =
      reduction === 'mean'
        ? mixedMean.call([loss, even, total!], numbers)
        : mixed.call([loss, even], numbers);
  }
  return given.ndim === 1 && reduction === 'none' ? reshape(loss, []) : loss;
}

/**
 * Cross-entropy of logits against classes or class probabilities: −log softmax(input)[class]. Stays finite for large
 * logits.
 *
 * @param input logits, [N, C], [N, C, d1, …] or [C]
 * @param target classes (int64 or int32; [N], [N, d1, …] or []), or probabilities in the shape and dtype of the input
 * @param options.weight weight of each class, [C]
 * @param options.ignoreIndex class target that contributes nothing (default −100)
 * @param options.reduction `'none'`, `'mean'` (default; over classes, divided by their total weight) or `'sum'`
 * @param options.labelSmoothing share of the target that is spread evenly over all classes (default 0)
 * @throws ShapeError when the target fits neither form
 */
export const crossEntropy: FunctionOp<
  (input: Tensor, target: Tensor, options?: CrossEntropyOptions) => Tensor
> = defineOp(
  {
    name: 'crossEntropy',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.cross_entropy',
    samples: (make) => [
      [make.tensor([4, 3]), make.integers([4], 0, 3)],
      [make.tensor([4, 3], { low: -10000, high: 10000 }), make.integers([4], 0, 3)],
      [make.tensor([4, 3]), make.integers([4], 0, 3), { ignoreIndex: 2, labelSmoothing: 0.1 }],
      [make.tensor([2, 3, 4]), make.integers([2, 4], 0, 3), { reduction: 'none', labelSmoothing: 0.2 }],
      [make.tensor([2, 3]), make.tensor([2, 3], { low: 0, high: 1 })],
      [
        make.tensor([2, 3, 2]),
        make.tensor([2, 3, 2], { low: 0, high: 1 }),
        { reduction: 'sum', labelSmoothing: 0.1 },
      ],
      [make.tensor([3]), make.integers([], 0, 3)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.integers([4, 3], 0, 3)],
        error: ShapeError,
        message: 'crossEntropy: target must be [4] for input [4, 3], got [4, 3]',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([4])],
        error: ShapeError,
        message: 'crossEntropy: probabilities must have the shape of the input [4, 3], got [4]',
      },
      {
        args: [make.tensor([4, 3]), make.integers([4], 0, 3), { labelSmoothing: 1.5 }],
        error: ArgumentError,
        message: 'crossEntropy: labelSmoothing must be between 0 and 1, got 1.5',
      },
      {
        args: [make.integers([4, 3], 0, 3), make.integers([4], 0, 3)],
        error: DTypeError,
        message: 'input must be',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('crossEntropy', options, {
      weight: null as Tensor | null,
      ignoreIndex: -100,
      reduction: 'mean',
      labelSmoothing: 0,
    });
    const reduction = checkReduction('crossEntropy', o.reduction);
    const smoothing = checkNumber('crossEntropy', 'labelSmoothing', o.labelSmoothing);
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new ArgumentError(`crossEntropy: labelSmoothing must be between 0 and 1, got ${smoothing}`);
    }
    if (!(target instanceof Tensor)) throw new ArgumentError('crossEntropy: target must be a tensor');
    if (target.dtype.kind !== 'float') {
      const ignoreIndex = checkInteger('crossEntropy', 'ignoreIndex', o.ignoreIndex);
      return ofClasses(input, target, o.weight, ignoreIndex, reduction, smoothing);
    }
    if (!sameShape(target.shape, input.shape)) {
      throw new ShapeError(
        `crossEntropy: probabilities must have the shape of the input [${input.shape.join(', ')}], got [${target.shape.join(', ')}]`,
      );
    }
    return ofProbabilities(input, target, o.weight, reduction, smoothing);
  }),
);
