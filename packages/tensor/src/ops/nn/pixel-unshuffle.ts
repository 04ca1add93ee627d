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
 * The inverse of `pixelShuffle`: [*, C, H · r, W · r] becomes [*, C · r², H, W].
 *
 * @param downscaleFactor r
 * @throws ShapeError when height or width can't be divided by r
 */
export const pixelUnshuffle: FunctionOp<(input: Tensor, downscaleFactor: number) => Tensor> = defineOp(
  {
    name: 'pixelUnshuffle',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 2, 4, 6]), 2],
      [make.tensor([1, 3, 6]), 3],
      [make.tensor([2, 1, 1, 4, 2]), 2],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 1, 4, 3]), 2],
        error: ShapeError,
        message: 'pixelUnshuffle: height and width of input [1, 1, 4, 3] are not divisible by 2',
      },
      {
        args: [make.tensor([4, 2]), 2],
        error: ShapeError,
        message: 'pixelUnshuffle: input must have at least 3 dimensions, got [4, 2]',
      },
      {
        args: [make.tensor([4, 2, 2]), -1],
        error: ArgumentError,
        message: 'pixelUnshuffle: downscaleFactor must be an integer ≥ 1, got -1',
      },
    ],
  },
  composed((input: Tensor, downscaleFactor: unknown) => {
    const r = checkInteger('pixelUnshuffle', 'downscaleFactor', downscaleFactor, 1);
    if (input.ndim < 3) {
      throw new ShapeError(
        `pixelUnshuffle: input must have at least 3 dimensions, got ${showShape(input.shape)}`,
      );
    }
    const lead = input.shape.slice(0, -3);
    const [c, h, w] = input.shape.slice(-3) as [number, number, number];
    if (h % r !== 0 || w % r !== 0) {
      throw new ShapeError(
        `pixelUnshuffle: height and width of input ${showShape(input.shape)} are not divisible by ${r}`,
      );
    }
    const n = lead.length;
    const apart = reshape(input, [...lead, c, h / r, r, w / r, r]);
    const order = [...lead.map((_, i) => i), ...[0, 2, 4, 1, 3].map((d) => n + d)];
    return reshape(permute(apart, order), [...lead, c * r * r, h / r, w / r]);
  }),
);
