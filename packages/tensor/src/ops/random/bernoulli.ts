import { ArgumentError, DTypeError } from '../../errors.js';
import { allocateTensor } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { Op, OpInfo } from '../../op/info.js';
import { checkNumber, describe, parseOptions } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import { broadcastShapes, sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { overwrite } from '../conversion/overwrite.js';
import { coin, coinOf, drawInto, floatingType } from './random.js';

interface Options {
  generator?: Generator | null;
}

const generatorOf = (options: unknown): Generator | null =>
  parseOptions('bernoulli', options, { generator: null as Generator | null }).generator;

function checkProbability(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli: p must be between 0 and 1, got ${p}`);
  return p;
}

/**
 * 1 with the probability that the element of `input` tells, else 0. With `p`, with that probability everywhere, in the
 * shape and dtype of `input`; as the method `x.bernoulli_(p = 0.5)`, written into the tensor.
 *
 * @param p number between 0 and 1; for `bernoulli_` also a tensor
 * @param options.generator stream to draw from (default: the default one)
 */
export const bernoulli: Op<(input: Tensor, p?: number | Options, options?: Options) => Tensor> & {
  readonly isInplace: true;
  readonly inplaceForm: (target: Tensor, p?: number | Tensor | Options, options?: Options) => Tensor;
} = defineOp(
  {
    name: 'bernoulli',
    kind: 'creation' satisfies OpInfo['kind'],
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2]), 1.5],
        error: ArgumentError,
        message: 'bernoulli: p must be between 0 and 1, got 1.5',
      },
      { args: [make.integers([2], 0, 2)], error: DTypeError, message: 'bernoulli: has no rule for int64' },
    ],
    inplace: (target: Tensor, ...args: never[]) => {
      const [a, b] = args as unknown[];
      const options = typeof a === 'object' && !(a instanceof Tensor) ? a : b;
      const generator = generatorOf(options);
      if (a instanceof Tensor) {
        floatingType('bernoulli', a.dtype);
        if (!sameShape(broadcastShapes('bernoulli', [target.shape, a.shape]), target.shape)) {
          throw new ArgumentError(
            `bernoulli: p has shape ${showShape(a.shape)}, which doesn't fit ${showShape(target.shape)}`,
          );
        }
        return overwrite('bernoulli', target, () => drawInto(target, coinOf, [], generator, [a]));
      }
      const p = a === undefined || options === a ? 0.5 : checkProbability(checkNumber('bernoulli', 'p', a));
      return overwrite('bernoulli', target, () => drawInto(target, coin, [p], generator));
    },
  },
  (input: Tensor, a?: unknown, b?: unknown) => {
    if (!(input instanceof Tensor))
      throw new ArgumentError(`bernoulli: input must be a tensor, got ${describe(input)}`);
    input.assertAlive('bernoulli');
    const dtype = floatingType('bernoulli', input.dtype);
    const p = typeof a === 'number' ? checkProbability(a) : null;
    const generator = generatorOf(p === null ? (a ?? b) : b);
    const out = allocateTensor(input.shape, dtype, input.device);
    return p === null ? drawInto(out, coinOf, [], generator, [input]) : drawInto(out, coin, [p], generator);
  },
);
