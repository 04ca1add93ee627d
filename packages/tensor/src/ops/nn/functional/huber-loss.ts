import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction, ElementwiseLoss, warnBroadcast } from './loss-options.js';

const loss = new ElementwiseLoss('huberLoss', 2, 1, ([x, y], [delta]) => {
  const d = x!.sub(y!);
  const size = d.abs();
  return size.le(delta!).where(d.mul(d).mul(0.5), delta!.mul(size.sub(delta!.mul(0.5))));
});

export interface HuberLossOptions {
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
  /** Where the loss turns linear (default 1). */
  delta?: number;
}

/**
 * ½ · d² where d = |input − target| ≤ delta, else delta · (d − ½ · delta). Huber, "Robust Estimation of a Location Parameter" (1964).
 *
 * @param input any shape
 * @param target the same shape
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @param options.delta where the loss turns linear (default 1)
 */
export const huberLoss: FunctionOp<(input: Tensor, target: Tensor, options?: HuberLossOptions) => Tensor> =
  defineOp(
    {
      name: 'huberLoss',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.huber_loss',
      samples: (make) => [
        [make.tensor([3, 4]), make.tensor([3, 4])],
        [make.tensor([3, 4]), make.tensor([3, 4]), { reduction: 'sum' }],
        [make.tensor([2, 3]), make.tensor([2, 3]), { reduction: 'none', delta: 0.5 }],
        [make.tensor([]), make.tensor([])],
        [make.tensor([0, 2]), make.tensor([0, 2]), { reduction: 'sum' }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2]), make.tensor([2]), { reduction: 'avg' }],
          error: ArgumentError,
          message: "huberLoss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
        },
        {
          args: [make.tensor([2, 3]), make.tensor([2])],
          error: ShapeError,
          message: 'huberLoss: shapes [2, 3] and [2]',
        },
        {
          args: [make.integers([2], 0, 5), make.integers([2], 0, 5)],
          error: DTypeError,
          message: 'huberLoss: input must be floating-point, got int64',
        },
      ],
    },
    composed((input: Tensor, target: Tensor, options?: unknown) => {
      const o = parseOptions('huberLoss', options, { reduction: 'mean', delta: 1 });
      const reduction = checkReduction('huberLoss', o.reduction);
      checkFloating('huberLoss', { input, target });
      const delta = checkNumber('huberLoss', 'delta', o.delta);
      if (!(delta > 0)) throw new ArgumentError(`huberLoss: delta must be positive, got ${delta}`);
      warnBroadcast('huberLoss', input, target);
      return loss.call([input, target], reduction, [delta]);
    }),
  );
