import { ArgumentError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkOneOf, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { div } from '../../arithmetic/div.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, ElementwiseLoss, warnBroadcast } from './loss-options.js';

/** t · log t, 0 at t = 0. */
const entropy = (t: Scalar): Scalar => {
  const positive = t.gt(0);
  return positive.where(t.mul(positive.where(t, 1).log()), 0);
};

const ofProbabilities = new ElementwiseLoss('klDiv', 2, 0, ([x, t]) => entropy(t!).sub(t!.mul(x!)));
const ofLogs = new ElementwiseLoss('klDiv', 2, 0, ([x, t]) => t!.exp().mul(t!.sub(x!)));

export interface KlDivOptions {
  /** `'none'`, `'mean'` (default), `'sum'`, or `'batchmean'`: the sum divided by the size of dim 0. */
  reduction?: Reduction | 'batchmean';
  /** Whether the target is given as logarithms (default false). */
  logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence, element by element: target · (log(target) − input).
 *
 * @param input log-probabilities
 * @param target probabilities in the same shape, or their logarithms with `logTarget`
 * @param options.reduction `'none'`, `'mean'` (default), `'sum'` or `'batchmean'`, which is the mathematical mean
 * @param options.logTarget whether the target is given as logarithms (default false)
 */
export const klDiv: FunctionOp<(input: Tensor, target: Tensor, options?: KlDivOptions) => Tensor> = defineOp(
  {
    name: 'klDiv',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.kl_div',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4], { low: 0.1, high: 1 }), { reduction: 'batchmean' }],
      [make.tensor([3, 4]), make.tensor([3, 4]), { logTarget: true, reduction: 'sum' }],
      [make.tensor([2, 3]), make.tensor([2, 3], { low: 0.1, high: 1 }), { reduction: 'none' }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2]), { reduction: 'batch' }],
        error: ArgumentError,
        message: "klDiv: reduction must be one of 'none', 'mean', 'sum', 'batchmean', got 'batch'",
      },
    ],
  },
  composed((input: Tensor, target: Tensor, options?: unknown) => {
    const o = parseOptions('klDiv', options, { reduction: 'mean', logTarget: false });
    const reduction = checkOneOf('klDiv', 'reduction', o.reduction, ['none', 'mean', 'sum', 'batchmean']);
    checkFloating('klDiv', { input, target });
    warnBroadcast('klDiv', input, target);
    const loss = checkBoolean('klDiv', 'logTarget', o.logTarget) ? ofLogs : ofProbabilities;
    if (reduction !== 'batchmean') return loss.call([input, target], reduction);
    const sum = loss.call([input, target], 'sum');
    return input.ndim === 0 ? sum : div(sum, input.shape[0]!);
  }),
);
