import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { abs } from '../../arithmetic/abs.js';
import { sub } from '../../arithmetic/sub.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, warnBroadcast } from './loss-options.js';

const loss = new ElementwiseLoss('l1Loss', 2, 0, ([x, y]) => x!.sub(y!).abs());

/** Of complex numbers: their distances are real. */
const distance = new ElementwiseLoss('l1Loss', 1, 0, ([d]) => d!);

export interface L1LossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * Mean absolute error: |input − target|.
 *
 * @param input any shape
 * @param target the same shape
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const l1Loss: FunctionOp<(input: Tensor, target: Tensor, options?: L1LossOptions) => Tensor> =
  defineOp(
    {
      name: 'l1Loss',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.l1_loss',
      samples: (make) => [
        [make.tensor([3, 4]), make.tensor([3, 4])],
        [make.tensor([3, 4]), make.tensor([3, 4]), { reduction: 'sum' }],
        [make.tensor([2, 3]), make.tensor([2, 3]), { reduction: 'none' }],
        [make.tensor([]), make.tensor([])],
        [make.tensor([0, 2]), make.tensor([0, 2]), { reduction: 'sum' }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2]), make.tensor([2]), { reduction: 'avg' }],
          error: ArgumentError,
          message: "l1Loss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
        },
        {
          args: [make.tensor([2, 3]), make.tensor([2])],
          error: ShapeError,
          message: 'l1Loss: shapes [2, 3] and [2]',
        },
        {
          args: [make.integers([2], 0, 5), make.integers([2], 0, 5)],
          error: DTypeError,
          message: 'l1Loss: input must be floating-point, got int64',
        },
      ],
    },
    composed((input: Tensor, target: Tensor, options?: unknown) => {
      const o = parseOptions('l1Loss', options, { reduction: 'mean' });
      const reduction = checkReduction('l1Loss', o.reduction);
      checkFloating('l1Loss', { input, target }, true);
      warnBroadcast('l1Loss', input, target);
      const isComplex = [input, target].some((t) => t.dtype.kind === 'complex');
      return isComplex
        ? distance.call([abs(sub(input, target))], reduction)
        : loss.call([input, target], reduction);
    }),
  );
