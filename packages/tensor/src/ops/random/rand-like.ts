import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { likeOf } from '../creation/creation.js';
import { drawnParts, floatingType, type RandomOptions, randomDefaults, unit } from './random.js';

/** Uniform numbers in [0, 1). Shape, dtype and device come from `input`, if they aren't given. */
export const randLike: FunctionOp<(input: Tensor, options?: RandomOptions) => Tensor> = defineOp(
  { name: 'randLike', kind: 'creation', method: false, differentiable: false, samples: () => [] },
  (input: Tensor, options?: unknown) => {
    const o = parseOptions('randLike', options, randomDefaults);
    const [dtype, like] = likeOf('randLike', input, o);
    const t = floatingType('randLike', dtype, undefined, true);
    return drawnParts(input.shape, t, unit, [], like);
  },
);
