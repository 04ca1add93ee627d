import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, describe, parseOptions } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { batchNormTrain } from './batch-norm-primitive.js';
import { alongChannels } from './convolution.js';
import { Fused } from './fused.js';
import { standardize } from './normalization.js';

export interface BatchNormOptions {
  /** Scale of each channel, [C] (default: none). */
  weight?: Tensor | null;
  /** Shift of each channel, [C] (default: none). */
  bias?: Tensor | null;
  /** Normalize by the statistics of this batch, and bring the running ones up to date (default false). */
  training?: boolean;
  /** Weight of this batch in the running statistics (default 0.1). */
  momentum?: number;
  /** Added to the variance (default 1e-5). */
  eps?: number;
}

const runningMeanUpdate = new Fused('batchNormRunningMean', 1, ([running, mean], [momentum]) => [
  running!.add(mean!.sub(running!).mul(momentum!)),
]);
/** Parameters: momentum, eps, n / (n − 1). The variance comes back from 1/√(variance + eps). */
const runningVarUpdate = new Fused('batchNormRunningVar', 3, ([running, invStd], [momentum, eps, unbias]) => {
  const variance = invStd!.mul(invStd!).reciprocal().sub(eps!).max(0).mul(unbias!);
  return [running!.add(variance.sub(running!).mul(momentum!))];
});

/** Checks that per-channel operands are [C]. */
export function checkChannels(
  op: string,
  input: Tensor,
  channels: number,
  operands: Readonly<Record<string, Tensor | null>>,
): void {
  if (input.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  for (const [name, t] of Object.entries(operands)) {
    if (t !== null && !(t instanceof Tensor))
      throw new ArgumentError(`${op}: ${name} must be a tensor or null, got ${describe(t)}`);
    if (t !== null && t.dtype.kind !== 'float')
      throw new DTypeError(`${op}: ${name} must be floating-point, got ${t.dtype}`);
    if (t !== null && !sameShape(t.shape, [channels])) {
      throw new ShapeError(
        `${op}: ${name} must be [${channels}] for input ${showShape(input.shape)}, got ${showShape(t.shape)}`,
      );
    }
  }
}

/**
 * Normalizes each channel: (x − mean) / √(variance + eps) · weight + bias. Ioffe and Szegedy, "Batch Normalization"
 * (2015). In training, mean and (biased) variance are those of the batch, and the running statistics are moved towards
 * them in place: running += momentum · (batch − running), with the unbiased variance.
 *
 * @param input [N, C, *]
 * @param runningMean [C]; may be null in training
 * @param runningVar [C]; may be null in training
 * @throws ShapeError for training on one value per channel, or misshapen operands
 */
export const batchNorm: FunctionOp<
  (input: Tensor, runningMean: Tensor | null, runningVar: Tensor | null, options?: BatchNormOptions) => Tensor
> = defineOp(
  {
    name: 'batchNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.batch_norm',
    samples: (make) => [
      [
        make.tensor([4, 3, 2]),
        null,
        null,
        { weight: make.tensor([3]), bias: make.tensor([3]), training: true },
      ],
      [make.tensor([4, 3]), null, null, { training: true, eps: 1e-3 }],
      [
        make.tensor([2, 3, 2, 2]),
        make.tensor([3]),
        make.tensor([3], { low: 0.5, high: 2 }),
        { weight: make.tensor([3]), bias: make.tensor([3]) },
      ],
      [
        make.tensor([2, 3]),
        make.tensor([3]),
        make.tensor([3], { low: 0.5, high: 2 }),
        { weight: make.tensor([3]) },
      ],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2]), make.tensor([2])],
        error: ShapeError,
        message: 'batchNorm: runningMean must be [3] for input [2, 3], got [2]',
      },
      {
        args: [make.tensor([1, 3]), null, null, { training: true }],
        error: ShapeError,
        message: 'batchNorm: training needs more than one value per channel, got [1, 3]',
      },
      {
        args: [make.tensor([2, 3]), null, null],
        error: ArgumentError,
        message: 'batchNorm: runningMean and runningVar are needed when not training',
      },
    ],
  },
  composed(
    (
      input: Tensor,
      runningMean: Tensor | null = null,
      runningVar: Tensor | null = null,
      options?: unknown,
    ) => {
      const o = parseOptions('batchNorm', options, {
        weight: null as Tensor | null,
        bias: null as Tensor | null,
        training: false,
        momentum: 0.1,
        eps: 1e-5,
      });
      const eps = checkNumber('batchNorm', 'eps', o.eps);
      const momentum = checkNumber('batchNorm', 'momentum', o.momentum);
      // Nothing has no channels to check: PyTorch lets an empty vector pass.
      if (input.ndim === 1 && input.length === 0) return copyOf(input);
      if (input.ndim < 2)
        throw new ShapeError(`batchNorm: input must be [N, C, …], got ${showShape(input.shape)}`);
      const channels = input.shape[1]!;
      checkChannels('batchNorm', input, channels, {
        runningMean,
        runningVar,
        weight: o.weight,
        bias: o.bias,
      });
      if (!checkBoolean('batchNorm', 'training', o.training)) {
        if (runningMean === null || runningVar === null) {
          throw new ArgumentError('batchNorm: runningMean and runningVar are needed when not training');
        }
        const [mean, variance] = [runningMean, runningVar].map((t) => alongChannels(t, input.ndim));
        const [weight, bias] = [o.weight, o.bias].map((t) =>
          t === null ? null : alongChannels(t, input.ndim),
        );
        return standardize.call([input, mean!, variance!], weight!, bias!, [eps]);
      }
      const n = channels === 0 ? 0 : input.length / channels;
      if (n === 1) {
        throw new ShapeError(
          `batchNorm: training needs more than one value per channel, got ${showShape(input.shape)}`,
        );
      }
      const [out, mean, invStd] = batchNormTrain.call([input, o.weight, o.bias], { eps });
      if (n > 1) {
        withoutGrad(() => {
          if (runningMean !== null) runningMeanUpdate.update(runningMean, [mean!], [momentum]);
          if (runningVar !== null)
            runningVarUpdate.update(runningVar, [invStd!], [momentum, eps, n / (n - 1)]);
        });
      }
      return out!;
    },
  ),
);
