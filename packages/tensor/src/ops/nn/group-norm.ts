import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkNumber, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { checkChannels } from './batch-norm.js';
import { alongChannels } from './convolution.js';
import { layerNormStats } from './layer-norm-primitive.js';
import { scaleAndShift } from './normalization.js';

export interface GroupNormOptions {
  /** Scale of each channel, [C] (default: none). */
  weight?: Tensor | null;
  /** Shift of each channel, [C] (default: none). */
  bias?: Tensor | null;
  /** Added to the variance (default 1e-5). */
  eps?: number;
}

/** Each sample's groups of channels normalized by themselves, then scaled and shifted by channel. */
export function normalizeGroups(
  op: string,
  input: Tensor,
  groups: number,
  o: { weight: Tensor | null; bias: Tensor | null; eps: number },
): Tensor {
  const eps = checkNumber(op, 'eps', o.eps);
  const [n, channels] = input.shape;
  checkChannels(op, input, channels!, { weight: o.weight, bias: o.bias });
  const size = n! * groups === 0 ? 0 : input.length / (n! * groups);
  const grouped = reshape(input, [n!, groups, size]);
  const normal = reshape(layerNormStats.call([grouped, null, null], { dims: 1, eps })[0]!, input.shape);
  if (o.weight === null && o.bias === null) return normal;
  const [weight, bias] = [o.weight, o.bias].map((t) => (t === null ? null : alongChannels(t, input.ndim)));
  return scaleAndShift.call([normal], weight!, bias!);
}

/**
 * Normalizes groups of channels of each sample by themselves. Wu and He, "Group Normalization" (2018).
 *
 * @param input [N, C, *]
 * @param numGroups number of groups; divides C
 * @param options.weight scale of each channel, [C]
 * @param options.bias shift of each channel, [C]
 * @param options.eps added to the variance (default 1e-5)
 * @throws ShapeError when the channels can't be divided
 */
export const groupNorm: FunctionOp<(input: Tensor, numGroups: number, options?: GroupNormOptions) => Tensor> =
  defineOp(
    {
      name: 'groupNorm',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.group_norm',
      samples: (make) => [
        [make.tensor([2, 4, 3]), 2, { weight: make.tensor([4]), bias: make.tensor([4]) }],
        [make.tensor([2, 6, 2, 2]), 3],
        [make.tensor([2, 4]), 1, { weight: make.tensor([4]) }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2, 4, 3]), 3],
          error: ShapeError,
          message: "groupNorm: the 4 channels of [2, 4, 3] can't be divided into 3 groups",
        },
        {
          args: [make.tensor([2, 4]), 0],
          error: ArgumentError,
          message: 'groupNorm: numGroups must be an integer ≥ 1',
        },
      ],
    },
    composed((input: Tensor, numGroups: number, options?: unknown) => {
      const o = parseOptions('groupNorm', options, {
        weight: null as Tensor | null,
        bias: null as Tensor | null,
        eps: 1e-5,
      });
      const groups = checkInteger('groupNorm', 'numGroups', numGroups, 1);
      if (input.ndim < 2)
        throw new ShapeError(`groupNorm: input must be [N, C, …], got ${showShape(input.shape)}`);
      if (input.shape.slice(1).some((n) => n === 0)) {
        throw new ShapeError(
          `groupNorm: channels and positions must not be empty, got ${showShape(input.shape)}`,
        );
      }
      if (input.shape[1]! % groups !== 0) {
        throw new ShapeError(
          `groupNorm: the ${input.shape[1]} channels of ${showShape(input.shape)} can't be divided into ${groups} groups`,
        );
      }
      return normalizeGroups('groupNorm', input, groups, o);
    }),
  );
