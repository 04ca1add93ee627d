import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';

/**
 * Channels dealt out between groups: channel j of group i moves to place j · groups + i. Zhang et al., "ShuffleNet" (2018).
 *
 * @param input [N, C, *]
 * @param groups number of groups
 * @throws ShapeError when the channels can't be divided into the groups
 */
export const channelShuffle: FunctionOp<(input: Tensor, groups: number) => Tensor> = defineOp(
  {
    name: 'channelShuffle',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 6, 2]), 2],
      [make.tensor([1, 6, 2, 3]), 3],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 6, 2, 2]), 4],
        error: ShapeError,
        message: 'channelShuffle: the 6 channels of input [1, 6, 2, 2] are not divisible by 4 groups',
      },
      {
        args: [make.tensor([4, 2]), 2],
        error: ShapeError,
        message: 'channelShuffle: input must have at least 3 dimensions, got [4, 2]',
      },
      {
        args: [make.tensor([4, 2, 2]), 0],
        error: ArgumentError,
        message: 'channelShuffle: groups must be an integer ≥ 1, got 0',
      },
    ],
  },
  composed((input: Tensor, groups: unknown) => {
    const g = checkInteger('channelShuffle', 'groups', groups, 1);
    if (input.ndim < 3) {
      throw new ShapeError(
        `channelShuffle: input must have at least 3 dimensions, got ${showShape(input.shape)}`,
      );
    }
    const [n, c, ...space] = input.shape as [number, number, ...number[]];
    if (c % g !== 0) {
      throw new ShapeError(
        `channelShuffle: the ${c} channels of input ${showShape(input.shape)} are not divisible by ${g} groups`,
      );
    }
    return reshape(transpose(reshape(input, [n, g, c / g, ...space]), 1, 2), input.shape);
  }),
);
