import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { likeOf } from '../creation/creation.js';
import { integerRange, integersBetween } from './integers.js';
import { drawn, type RandomOptions, randomDefaults } from './random.js';

interface RandintLike {
  /** From 0. */
  (input: Tensor, high: number, options?: RandomOptions): Tensor;
  (input: Tensor, low: number, high: number, options?: RandomOptions): Tensor;
}

/** Uniform integers in [low, high). Shape, dtype and device come from `input`, if they aren't given. */
export const randintLike: FunctionOp<RandintLike> = defineOp(
  { name: 'randintLike', kind: 'creation', method: false, differentiable: false, samples: () => [] },
  (input: Tensor, a: unknown, b?: unknown, c?: unknown) => {
    const short = typeof b !== 'number';
    const o = parseOptions('randintLike', short ? b : c, randomDefaults);
    const range = short ? integerRange('randintLike', 0, a) : integerRange('randintLike', a, b);
    const [dtype, like] = likeOf('randintLike', input, o);
    return drawn(input.shape, dtype, integersBetween(range), range, like);
  },
);
