import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { likeOf } from '../creation/creation.js';
import {
  drawnParts,
  floatingType,
  gaussian,
  type RandomOptions,
  randomDefaults,
  standardNormal,
} from './random.js';

/** Numbers from the normal distribution of mean 0 and variance 1. Shape, dtype and device come from `input`, if they aren't given. */
export const randnLike: FunctionOp<(input: Tensor, options?: RandomOptions) => Tensor> = defineOp(
  { name: 'randnLike', kind: 'creation', method: false, differentiable: false, samples: () => [] },
  (input: Tensor, options?: unknown) => {
    const o = parseOptions('randnLike', options, randomDefaults);
    const [dtype, like] = likeOf('randnLike', input, o);
    const t = floatingType('randnLike', dtype, undefined, true);
    return drawnParts(input.shape, t, gaussian, standardNormal(t), like);
  },
);
