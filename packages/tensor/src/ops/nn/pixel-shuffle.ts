import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { permute } from '../movement/permute.js';
import { reshape } from '../movement/reshape.js';

/**
 * Channels laid out as pixels: [*, C · r², H, W] becomes [*, C, H · r, W · r]. Shi et al., "Real-Time Single Image and
 * Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network" (2016).
 *
 * @param upscaleFactor r
 * @throws ShapeError when the channels can't be divided by r²
 */
export const pixelShuffle: FunctionOp<(input: Tensor, upscaleFactor: number) => Tensor> = defineOp(
  {
    name: 'pixelShuffle',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 8, 2, 3]), 2],
      [make.tensor([9, 1, 2]), 3],
      [make.tensor([2, 1, 4, 2, 2]), 2],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 6, 2, 2]), 2],
        error: ShapeError,
        message: 'pixelShuffle: the 6 channels of input [1, 6, 2, 2] are not divisible by 2² = 4',
      },
      {
        args: [make.tensor([4, 2]), 2],
        error: ShapeError,
        message: 'pixelShuffle: input must have at least 3 dimensions, got [4, 2]',
      },
      {
        args: [make.tensor([4, 2, 2]), 0],
        error: ArgumentError,
        message: 'pixelShuffle: upscaleFactor must be an integer ≥ 1, got 0',
      },
    ],
  },
  composed((input: Tensor, upscaleFactor: unknown) => {
    const r = checkInteger('pixelShuffle', 'upscaleFactor', upscaleFactor, 1);
    if (input.ndim < 3) {
      throw new ShapeError(
        `pixelShuffle: input must have at least 3 dimensions, got ${showShape(input.shape)}`,
      );
    }
    const lead = input.shape.slice(0, -3);
    const [channels, h, w] = input.shape.slice(-3) as [number, number, number];
    if (channels % (r * r) !== 0) {
      throw new ShapeError(
        `pixelShuffle: the ${channels} channels of input ${showShape(input.shape)} are not divisible by ${r}² = ${r * r}`,
      );
    }
    const c = channels / (r * r);
    const n = lead.length;
    const apart = reshape(input, [...lead, c, r, r, h, w]);
    const order = [...lead.map((_, i) => i), ...[0, 3, 1, 4, 2].map((d) => n + d)];
    return reshape(permute(apart, order), [...lead, c, h * r, w * r]);
  }),
);
