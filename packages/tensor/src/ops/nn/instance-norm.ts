import { ArgumentError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyInto } from '../movement/dense.js';
import { repeat } from '../movement/repeat.js';
import { reshape } from '../movement/reshape.js';
import { mean } from '../reduction/mean.js';
import { batchNorm, checkChannels } from './batch-norm.js';
import type { GroupNormOptions } from './group-norm.js';
import { normalizeGroups } from './group-norm.js';

export interface InstanceNormOptions extends GroupNormOptions {
  /** Running means, [C] (default: none). */
  runningMean?: Tensor | null;
  /** Running variances, [C] (default: none). */
  runningVar?: Tensor | null;
  /** Use the sample's statistics, not the running ones (default true). */
  useInputStats?: boolean;
  /** Weight of this batch in the running statistics (default 0.1). */
  momentum?: number;
}

const defaults = {
  runningMean: null as Tensor | null,
  runningVar: null as Tensor | null,
  weight: null as Tensor | null,
  bias: null as Tensor | null,
  useInputStats: true,
  momentum: 0.1,
  eps: 1e-5,
};

/** As a batch norm of one sample with N · C channels; the running statistics get the mean of the samples'. */
function withStatistics(input: Tensor, runningMean: Tensor, runningVar: Tensor, o: typeof defaults): Tensor {
  const [n, c, ...space] = input.shape as [number, number, ...number[]];
  const each = (t: Tensor | null): Tensor | null => (t === null ? null : repeat(t, [n]));
  const means = each(runningMean)!;
  const variances = each(runningVar)!;
  const out = batchNorm(reshape(input, [1, n * c, ...space]), means, variances, {
    weight: each(o.weight),
    bias: each(o.bias),
    training: true,
    momentum: checkNumber('instanceNorm', 'momentum', o.momentum),
    eps: o.eps,
  });
  withoutGrad(() => {
    for (const [running, all] of [
      [runningMean, means],
      [runningVar, variances],
    ] as const) {
      copyInto(running, mean(reshape(all, [n, c]), 0));
      running.storage.version++;
    }
  });
  return reshape(out, input.shape);
}

/**
 * Normalizes each channel of each sample by itself. Ulyanov, Vedaldi and Lempitsky, "Instance Normalization" (2016).
 *
 * @param input [N, C, *S]
 * @param options.runningMean running means to bring up to date, or to use without `useInputStats`, [C]
 * @param options.runningVar running variances, [C]
 * @param options.weight scale of each channel, [C]
 * @param options.bias shift of each channel, [C]
 * @param options.useInputStats use the sample's statistics, not the running ones (default true)
 * @param options.momentum weight of this batch in the running statistics (default 0.1)
 * @param options.eps added to the variance (default 1e-5)
 * @throws ShapeError for one position per channel
 */
export const instanceNorm: FunctionOp<(input: Tensor, options?: InstanceNormOptions) => Tensor> = defineOp(
  {
    name: 'instanceNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.instance_norm',
    samples: (make) => [
      [make.tensor([2, 3, 4]), { weight: make.tensor([3]), bias: make.tensor([3]) }],
      [make.tensor([2, 3, 2, 2])],
      [
        make.tensor([2, 3, 4]),
        {
          runningMean: make.tensor([3], { dtype: 'float64' }).detach(),
          runningVar: make.tensor([3], { low: 0.5, high: 2, dtype: 'float64' }).detach(),
          useInputStats: false,
        },
      ],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 4, 1])],
        error: ShapeError,
        message: 'instanceNorm: needs more than one position per channel, got [2, 4, 1]',
      },
      {
        args: [make.tensor([2, 4, 3]), { useInputStats: false }],
        error: ArgumentError,
        message: 'instanceNorm: runningMean and runningVar are needed without useInputStats',
      },
    ],
  },
  composed((input: Tensor, options?: unknown) => {
    const o = parseOptions('instanceNorm', options, defaults);
    if (input.ndim < 3)
      throw new ShapeError(`instanceNorm: input must be [N, C, …], got ${showShape(input.shape)}`);
    const useInputStats = checkBoolean('instanceNorm', 'useInputStats', o.useInputStats);
    const { runningMean, runningVar, weight, bias, eps } = o;
    if (useInputStats && input.shape.slice(2).every((n) => n === 1)) {
      throw new ShapeError(
        `instanceNorm: needs more than one position per channel, got ${showShape(input.shape)}`,
      );
    }
    checkChannels('instanceNorm', input, input.shape[1]!, { runningMean, runningVar });
    if (!useInputStats) {
      if (runningMean === null || runningVar === null) {
        throw new ArgumentError('instanceNorm: runningMean and runningVar are needed without useInputStats');
      }
      return batchNorm(input, runningMean, runningVar, { weight, bias, eps });
    }
    if (runningMean !== null && runningVar !== null) return withStatistics(input, runningMean, runningVar, o);
    return normalizeGroups('instanceNorm', input, input.shape[1]!, { weight, bias, eps });
  }),
);
