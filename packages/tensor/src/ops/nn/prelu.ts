import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { Fused } from './fused.js';

const sloped = new Fused('prelu', 0, ([x, w]) => [x!.gt(0).where(x!, x!.mul(w!))]);

/**
 * x for x > 0, else weight · x. He et al., "Delving Deep into Rectifiers" (2015).
 *
 * @param input [N, C, *]
 * @param weight one slope, or one a channel: [1] or [C]
 * @throws ShapeError when the number of slopes is neither 1 nor that of the channels
 */
export const prelu: Op<(input: Tensor, weight: Tensor) => Tensor> = defineOp(
  {
    name: 'prelu',
    kind: 'composite',
    samples: (make) => [
      [make.tensor([2, 3, 4]), make.tensor([3])],
      [make.tensor([2, 3]), make.tensor([1])],
      [make.tensor([4]), make.tensor([1])],
      [make.tensor([]), make.tensor([1])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'prelu: weight has 2 slopes, but input [2, 3] has 3 channels',
      },
      {
        args: [make.tensor([2, 3]), make.integers([3], 0, 2)],
        error: DTypeError,
        message: 'prelu: input is',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor) => {
    if (weight.dtype !== input.dtype || input.dtype.kind !== 'float') {
      throw new DTypeError(
        `prelu: input is ${input.dtype} and weight ${weight.dtype}; both must be one floating-point type`,
      );
    }
    if (weight.ndim > 1)
      throw new ShapeError(`prelu: weight must be [1] or [C], got ${showShape(weight.shape)}`);
    const channels = input.ndim < 2 ? 1 : input.shape[1]!;
    if (weight.length !== 1 && weight.length !== channels) {
      throw new ShapeError(
        `prelu: weight has ${weight.length} slopes, but input ${showShape(input.shape)} has ${channels} channels`,
      );
    }
    const slopes = reshape(
      weight,
      input.shape.map((_, i) => (i === 1 ? weight.length : 1)),
    );
    return sloped.call([input, slopes]);
  }),
);
