import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, describe, parseOptions } from '../../../op/options.js';
import { sameShape, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { fullLike } from '../../creation/full-like.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss } from './loss-options.js';

const HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

const body = (x: Scalar, t: Scalar, v: Scalar, eps: Scalar): Scalar => {
  const variance = v.max(eps);
  const d = x.sub(t);
  return variance.log().add(d.mul(d).div(variance)).mul(0.5);
};

/** The bound on the variance lets its gradient pass, as in PyTorch. */
const gradient = (g: Scalar, x: Scalar, t: Scalar, v: Scalar, eps: Scalar): Scalar[] => {
  const variance = v.max(eps);
  const d = x.sub(t);
  const slope = g.mul(d).div(variance);
  const ofVariance = g
    .mul(0.5)
    .mul(variance.sub(d.mul(d)))
    .div(variance.mul(variance));
  return [slope, slope.neg(), ofVariance];
};

const losses = [0, HALF_LOG_2_PI].map(
  (rest) =>
    new ElementwiseLoss(
      'gaussianNllLoss',
      3,
      1,
      ([x, t, v], [eps]) => body(x!, t!, v!, eps!).add(rest),
      (g, [x, t, v], [eps]) => gradient(g, x!, t!, v!, eps!),
    ),
);

export interface GaussianNllLossOptions {
  /** Add the constant ½ · log 2π (default false). */
  full?: boolean;
  /** Smallest variance (default 1e-6). */
  eps?: number;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/** The variance in a shape that broadcasts to that of the input. */
function alongInput(input: Tensor, v: Tensor): Tensor {
  const lead = input.shape.slice(0, -1);
  if (sameShape(v.shape, input.shape) || v.ndim === 0) return v;
  if (sameShape(v.shape, lead)) return unsqueeze(v, -1);
  if (v.ndim === input.ndim && v.shape.every((n, i) => n === 1 || n === input.shape[i])) return v;
  throw new ShapeError(
    `gaussianNllLoss: variances ${showShape(v.shape)} fit neither input ${showShape(input.shape)} nor its rows ${showShape(lead)}`,
  );
}

/**
 * Negative log-likelihood under normal distributions: ½ · (log v + (input − target)² / v) with v = max(variance, eps).
 * Nix and Weigend, "Estimating the mean and variance of the target probability distribution" (1994). Negative
 * variances, which PyTorch reads back to refuse, count as eps.
 *
 * @param input means, any shape
 * @param target observations, the same shape or one that broadcasts to it
 * @param variance a number, or a tensor in the shape of the input, or with its last dimension missing or 1
 * @param options.full add the constant ½ · log 2π (default false)
 * @param options.eps smallest variance (default 1e-6)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const gaussianNllLoss: FunctionOp<
  (input: Tensor, target: Tensor, variance: Tensor | number, options?: GaussianNllLossOptions) => Tensor
> = defineOp(
  {
    name: 'gaussianNllLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.gaussian_nll_loss',
    samples: (make) => {
      const variance = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0.5, high: 2 });
      return [
        [make.tensor([3, 4]), make.tensor([3, 4]), variance([3, 4])],
        [make.tensor([3, 4]), make.tensor([3, 4]), variance([3]), { full: true, reduction: 'sum' }],
        [make.tensor([2, 3]), make.tensor([2, 3]), variance([2, 1]), { reduction: 'none', eps: 0.1 }],
        [make.tensor([3]), make.tensor([3]), 0.5],
      ];
    },
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2, 3]), make.tensor([4])],
        error: ShapeError,
        message: 'gaussianNllLoss: variances [4] fit neither input [2, 3] nor its rows [2]',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), -1],
        error: ArgumentError,
        message: 'gaussianNllLoss: the variance must be ≥ 0, got -1',
      },
      {
        args: [make.integers([2], 0, 5), make.tensor([2]), 1],
        error: DTypeError,
        message: 'gaussianNllLoss: input must be floating-point, got int64',
      },
    ],
  },
  composed((input: Tensor, target: Tensor, variance: unknown, options?: unknown) => {
    const name = 'gaussianNllLoss';
    const o = parseOptions(name, options, { full: false, eps: 1e-6, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input });
    let v: Tensor;
    if (variance instanceof Tensor) v = alongInput(input, variance);
    else if (typeof variance === 'number') {
      if (!(variance >= 0)) throw new ArgumentError(`${name}: the variance must be ≥ 0, got ${variance}`);
      v = fullLike(input, variance);
    } else {
      throw new ArgumentError(
        `${name}: the variance must be a tensor or a number, got ${describe(variance)}`,
      );
    }
    const loss = losses[checkBoolean(name, 'full', o.full) ? 1 : 0]!;
    return loss.call([input, target, v], reduction, [checkNumber(name, 'eps', o.eps)]);
  }),
);
