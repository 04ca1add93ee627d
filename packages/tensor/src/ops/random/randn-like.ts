import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { likeOf } from '../creation/creation.js';
import { drawn, floatingType, gaussian, type RandomOptions, randomDefaults } from './random.js';

/** Numbers from the normal distribution of mean 0 and variance 1. Shape, dtype and device come from `input`, if they aren't given. */
export const randnLike: FunctionOp<(input: Tensor, options?: RandomOptions) => Tensor> = defineOp(
  { name: 'randnLike', kind: 'creation', method: false, differentiable: false, samples: () => [] },
  (input: Tensor, options?: unknown) => {
    const o = parseOptions('randnLike', options, randomDefaults);
    const [dtype, like] = likeOf('randnLike', input, o);
    return drawn(input.shape, floatingType('randnLike', dtype), gaussian, [0, 1], like);
  },
);
