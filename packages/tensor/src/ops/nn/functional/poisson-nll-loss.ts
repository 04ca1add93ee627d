import { ArgumentError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { asFloating, checkFloating, checkReduction, ElementwiseLoss } from './loss-options.js';

/** Stirling's approximation of log t!, for t > 1: t · log t − t + ½ · log(2πt). */
const stirling = (t: Scalar): Scalar => {
  const large = t.gt(1);
  const safe = large.where(t, 1);
  return large.where(
    safe
      .mul(safe.log())
      .sub(safe)
      .add(
        safe
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      ),
    0,
  );
};

const body = (x: Scalar, t: Scalar, eps: Scalar, logInput: boolean, full: boolean): Scalar => {
  const loss = logInput ? x.exp().sub(t.mul(x)) : x.sub(t.mul(x.add(eps).log()));
  return full ? loss.add(stirling(t)) : loss;
};

/** By whether the input is a logarithm (1) and the full loss is wanted (2). */
const losses = [0, 1, 2, 3].map(
  (form) =>
    new ElementwiseLoss('poissonNllLoss', 2, 1, ([x, t], [eps]) =>
      body(x!, t!, eps!, (form & 1) !== 0, (form & 2) !== 0),
    ),
);

export interface PoissonNllLossOptions {
  /** Whether the input is the logarithm of the rate (default true). */
  logInput?: boolean;
  /** Add Stirling's approximation of log target! (default false). */
  full?: boolean;
  /** Added to the rate before its logarithm is taken, without `logInput` (default 1e-8). */
  eps?: number;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * Negative log-likelihood of counts under Poisson distributions: exp(input) − target · input, or input − target ·
 * log(input + eps) without `logInput`.
 *
 * @param input rates or their logarithms, any shape
 * @param target counts, the same shape
 * @param options.logInput whether the input is the logarithm of the rate (default true)
 * @param options.full add Stirling's approximation of log target! (default false)
 * @param options.eps added to the rate before its logarithm is taken (default 1e-8)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const poissonNllLoss: FunctionOp<
  (input: Tensor, target: Tensor, options?: PoissonNllLossOptions) => Tensor
> = defineOp(
  {
    name: 'poissonNllLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.poisson_nll_loss',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4], { low: 0.1, high: 4 })],
      [make.tensor([3, 4]), make.tensor([3, 4], { low: 1.5, high: 4 }), { full: true, reduction: 'sum' }],
      [
        make.tensor([2, 3], { low: 0.1, high: 4 }),
        make.tensor([2, 3], { low: 0.1, high: 4 }),
        { logInput: false, eps: 1e-3, reduction: 'none' },
      ],
      [make.tensor([]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'poissonNllLoss: shapes [2, 3] and [2]',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), { reduction: 'avg' }],
        error: ArgumentError,
        message: "poissonNllLoss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
      },
    ],
  },
  composed((given: Tensor, target: Tensor, options?: unknown) => {
    const name = 'poissonNllLoss';
    const input = asFloating(given);
    const o = parseOptions(name, options, { logInput: true, full: false, eps: 1e-8, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    checkFloating(name, { input });
    const logInput = checkBoolean(name, 'logInput', o.logInput);
    const form = (logInput ? 1 : 0) + (checkBoolean(name, 'full', o.full) ? 2 : 0);
    return losses[form]!.call([input, target], reduction, [checkNumber(name, 'eps', o.eps)]);
  }),
);
