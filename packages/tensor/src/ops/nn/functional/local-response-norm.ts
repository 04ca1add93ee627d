import { int64 } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, checkNumber, parseOptions } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { reshape } from '../../movement/reshape.js';
import { averaged } from '../avg-pool.js';
import { constantPad } from '../constant-pad.js';
import { Fused } from '../fused.js';
import { asFloating } from './loss-options.js';

const normalized = new Fused('localResponseNorm', 3, ([x, mean], [alpha, beta, k]) => [
  x!.div(mean!.mul(alpha!).add(k!).pow(beta!)),
]);

export interface LocalResponseNormOptions {
  /** Factor of the mean square (default 1e-4). */
  alpha?: number;
  /** Exponent (default 0.75). */
  beta?: number;
  /** Added to the mean square (default 1). */
  k?: number;
}

/**
 * x / (k + alpha · mean of x² over `size` neighbouring channels)^beta. Krizhevsky, Sutskever and Hinton, "ImageNet
 * Classification with Deep Convolutional Neural Networks" (2012).
 *
 * @param input [N, C, *]
 * @param size number of neighbouring channels; those beyond the ends count as zeros
 * @param options.alpha factor of the mean square (default 1e-4)
 * @param options.beta exponent (default 0.75)
 * @param options.k added to the mean square (default 1)
 */
export const localResponseNorm: FunctionOp<
  (input: Tensor, size: number, options?: LocalResponseNormOptions) => Tensor
> = defineOp(
  {
    name: 'localResponseNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.local_response_norm',
    samples: (make) => [
      [make.tensor([2, 5, 3]), 3],
      [make.tensor([2, 4, 3, 2]), 2, { alpha: 0.5, beta: 0.5, k: 2 }],
      [make.tensor([1, 3, 2, 2, 2]), 5, { alpha: 0.1 }],
      [make.tensor([0, 3, 2]), 2],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 2],
        error: ShapeError,
        message: 'localResponseNorm: input must be [N, C, *] with at least 3 dimensions, got [2, 3]',
      },
      {
        args: [make.tensor([2, 3, 4]), 0],
        error: ArgumentError,
        message: 'localResponseNorm: size must be an integer ≥ 1, got 0',
      },
      {
        args: [make.integers([2, 3, 4], 0, 5, 'int32'), 2],
        error: DTypeError,
        message: 'localResponseNorm: has no rule for int32',
      },
    ],
  },
  composed((input: Tensor, size: unknown, options?: unknown) => {
    const name = 'localResponseNorm';
    const o = parseOptions(name, options, { alpha: 1e-4, beta: 0.75, k: 1 });
    const n = checkInteger(name, 'size', size, 1);
    if (input.dtype.kind !== 'float' && input.dtype !== int64)
      throw new DTypeError(`${name}: has no rule for ${input.dtype}`);
    if (input.ndim < 3) {
      throw new ShapeError(
        `${name}: input must be [N, C, *] with at least 3 dimensions, got ${showShape(input.shape)}`,
      );
    }
    if (input.length === 0) return input;
    const [batch, channels, ...space] = input.shape as [number, number, ...number[]];
    // Channels as the rows of an image, which average pooling knows how to go along.
    const rows = reshape(mul(input, input), [batch, 1, channels, numel(space)]);
    const before = Math.floor(n / 2);
    const padded = constantPad(rows, [0, 0, before, 0], [0, 0, n - 1 - before, 0], 0);
    const mean = averaged(padded, {
      kernel: [n, 1],
      stride: [1, 1],
      padding: [0, 0],
      dilation: [1, 1],
      ceilMode: false,
      countIncludePad: true,
      divisorOverride: null,
    });
    const numbers = [
      checkNumber(name, 'alpha', o.alpha),
      checkNumber(name, 'beta', o.beta),
      checkNumber(name, 'k', o.k),
    ];
    return normalized.call([asFloating(input), asFloating(reshape(mean, input.shape))], numbers);
  }),
);
