import { ArgumentError } from '../../errors.js';
import { allocateTensor } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { overwrite } from '../conversion/overwrite.js';
import { drawInto, geometricOf } from './random.js';

interface Options {
  generator?: Generator | null;
}

function parse(p: number, rest: readonly unknown[]): Generator | null {
  const o = parseArguments('geometric', rest, { generator: null as Generator | null }, 0);
  if (!(checkNumber('geometric', 'p', p) > 0 && p < 1))
    throw new ArgumentError(`geometric: p must be between 0 and 1, got ${p}`);
  return o.generator;
}

/**
 * How often one has to try until a first success of probability p, 1 or more, in the shape and dtype of `input`. As the
 * method `geometric_`, written into the tensor.
 *
 * @param p probability of success, above 0 and below 1
 * @param options.generator stream to draw from (default: the default one)
 */
export const geometric: InplaceOnlyOp<(input: Tensor, p: number, options?: Options) => Tensor> = defineOp(
  {
    name: 'geometric',
    kind: 'creation',
    method: false,
    differentiable: false,
    torch: null,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2]), 1.5],
        error: ArgumentError,
        message: 'geometric: p must be between 0 and 1, got 1.5',
      },
    ],
    inplace: (target: Tensor, p: number, ...rest: never[]) => {
      const generator = parse(p, rest);
      return overwrite('geometric', target, () => drawInto(target, geometricOf, [p], generator));
    },
  },
  (input: Tensor, p: number, ...rest: unknown[]) => {
    const generator = parse(p, rest);
    input.assertAlive('geometric');
    return drawInto(allocateTensor(input.shape, input.dtype, input.device), geometricOf, [p], generator);
  },
);
