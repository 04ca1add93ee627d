import { int64, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, parseOptions } from '../../op/options.js';
import { nextRandom } from '../../random/generator.js';
import { philox } from '../../random/philox.js';
import type { Tensor } from '../../tensor.js';
import { fromBytes } from '../creation/creation.js';
import { type RandomOptions, randomDefaults } from './random.js';

/**
 * The integers 0 … n − 1 in random order: the same on every device, because the shuffle (Fisher and Yates) is done on
 * the host with the generator's words.
 *
 * @param n how many
 * @param options.dtype default int64
 * @param options.generator stream to draw from (default: the default one)
 */
export const randperm: FunctionOp<(n: number, options?: RandomOptions) => Tensor> = defineOp(
  {
    name: 'randperm',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [],
    errors: () => [
      { args: [-1], error: ArgumentError, message: 'randperm: n must be an integer ≥ 0, got -1' },
    ],
  },
  (n: number, options?: unknown) => {
    const o = parseOptions('randperm', options, randomDefaults);
    checkInteger('randperm', 'n', n, 0);
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    // Two words a step: a multiple of 2^-53 picks one of n places without a bias that could be seen.
    const { seed, offset } = nextRandom(o.generator, 2 * n);
    const words = new Uint32Array(4);
    for (let i = n - 1; i > 0; i--) {
      const step = n - 1 - i;
      const at = 2 * (step & 1);
      if (at === 0) philox(seed, offset + step / 2, words);
      const u = ((words[at]! >>> 5) * 67108864 + (words[at + 1]! >>> 6)) / 9007199254740992;
      const j = Math.floor(u * (i + 1));
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
    const dtype = o.dtype === null ? int64 : toDType(o.dtype);
    const t = fromBytes(encode(order, dtype), Object.freeze([n]), dtype, o.device);
    return o.requiresGrad ? t.requiresGrad_() : t;
  },
);
