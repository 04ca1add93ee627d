import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import type { GroupNormOptions } from './group-norm.js';
import { normalizeGroups } from './group-norm.js';

/**
 * Normalizes each channel of each sample by itself. Ulyanov, Vedaldi and Lempitsky, "Instance Normalization" (2016).
 * Running statistics, which PyTorch can keep here too, are not supported.
 *
 * @param input [N, C, *S]
 * @param options.weight scale of each channel, [C]
 * @param options.bias shift of each channel, [C]
 * @param options.eps added to the variance (default 1e-5)
 * @throws ShapeError for one position per channel
 */
export const instanceNorm: FunctionOp<(input: Tensor, options?: GroupNormOptions) => Tensor> = defineOp(
  {
    name: 'instanceNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.instance_norm',
    samples: (make) => [
      [make.tensor([2, 3, 4]), { weight: make.tensor([3]), bias: make.tensor([3]) }],
      [make.tensor([2, 3, 2, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 4, 1])],
        error: ShapeError,
        message: 'instanceNorm: needs more than one position per channel, got [2, 4, 1]',
      },
    ],
  },
  composed((input: Tensor, options?: unknown) => {
    const o = parseOptions('instanceNorm', options, {
      weight: null as Tensor | null,
      bias: null as Tensor | null,
      eps: 1e-5,
    });
    if (input.ndim < 3)
      throw new ShapeError(`instanceNorm: input must be [N, C, …], got ${showShape(input.shape)}`);
    if (input.shape.slice(2).every((n) => n === 1)) {
      throw new ShapeError(
        `instanceNorm: needs more than one position per channel, got ${showShape(input.shape)}`,
      );
    }
    return normalizeGroups('instanceNorm', input, input.shape[1]!, o);
  }),
);
