import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, warnBroadcast } from './loss-options.js';

const loss = new ElementwiseLoss('mseLoss', 2, 0, ([x, y]) => {
  const d = x!.sub(y!);
  return d.mul(d);
});

export interface MseLossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * Mean squared error: (input − target)².
 *
 * @param input any shape
 * @param target the same shape
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const mseLoss: FunctionOp<(input: Tensor, target: Tensor, options?: MseLossOptions) => Tensor> =
  defineOp(
    {
      name: 'mseLoss',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.mse_loss',
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
          message: "mseLoss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
        },
        {
          args: [make.tensor([2, 3]), make.tensor([2])],
          error: ShapeError,
          message: 'mseLoss: shapes [2, 3] and [2]',
        },
        {
          args: [make.integers([2], 0, 5), make.integers([2], 0, 5)],
          error: DTypeError,
          message: 'mseLoss: input must be floating-point, got int64',
        },
      ],
    },
    composed((input: Tensor, target: Tensor, options?: unknown) => {
      const o = parseOptions('mseLoss', options, { reduction: 'mean' });
      const reduction = checkReduction('mseLoss', o.reduction);
      checkFloating('mseLoss', { input, target });
      warnBroadcast('mseLoss', input, target);
      return loss.call([input, target], reduction);
    }),
  );
