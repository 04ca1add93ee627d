import type { DType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { allocateTensor } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { overwrite } from '../conversion/overwrite.js';
import { integersBetween } from './integers.js';
import { drawInto } from './random.js';

interface Options {
  from?: number;
  to?: number | null;
  generator?: Generator | null;
}

/** One more than the largest integer that is drawn by default: all that the dtype holds exactly, up to 2^53. */
function limitOf(dtype: DType): number {
  if (dtype.kind === 'bool') return 2;
  if (dtype.kind === 'int')
    return dtype.name === 'uint8' ? 256 : Math.min(2 ** (dtype.bytes * 8 - 1), 2 ** 53);
  const exact: Readonly<Record<string, number>> = { float16: 2 ** 11, bfloat16: 2 ** 8, float32: 2 ** 24 };
  return (exact[dtype.name] ?? 2 ** 53) + 1;
}

/** `(to)`, `(from, to)` or options: as in PyTorch, a single number is the upper end. */
function parse(
  input: Tensor,
  rest: readonly unknown[],
): { range: [number, number]; generator: Generator | null } {
  const numbers = rest.filter((v) => typeof v === 'number');
  const others = rest.filter((v) => typeof v !== 'number');
  const given = numbers.length === 1 ? [0, numbers[0]] : numbers;
  const o = parseArguments(
    'random',
    [...given, ...others],
    { from: 0, to: null as number | null, generator: null as Generator | null },
    2,
  );
  if (input.dtype.kind === 'complex') throw new DTypeError(`random: has no rule for ${input.dtype}`);
  const from = checkInteger('random', 'from', o.from);
  const to = o.to === null ? limitOf(input.dtype) : checkInteger('random', 'to', o.to);
  if (to <= from) throw new ArgumentError(`random: to must be greater than from, got ${to} and ${from}`);
  return { range: [from, to - from], generator: o.generator };
}

/**
 * Uniform integers in [from, to), in the shape and dtype of `input`. As the method `random_`, written into the tensor.
 *
 * @param from smallest (default 0); a single number is `to`
 * @param to one more than the largest (default: all integers that the dtype holds exactly, up to 2^53)
 * @param options.generator stream to draw from (default: the default one)
 */
export const random: InplaceOnlyOp<
  (input: Tensor, from?: number | Options, to?: number | Options, options?: Options) => Tensor
> = defineOp(
  {
    name: 'random',
    kind: 'creation',
    method: false,
    differentiable: false,
    torch: null,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2]), 5, 5],
        error: ArgumentError,
        message: 'random: to must be greater than from, got 5 and 5',
      },
      {
        args: [make.tensor([2]), 0.5, 2],
        error: ArgumentError,
        message: 'random: from must be an integer, got 0.5',
      },
    ],
    inplace: (target: Tensor, ...rest: never[]) => {
      const { range, generator } = parse(target, rest);
      return overwrite('random', target, () => drawInto(target, integersBetween(range), range, generator));
    },
  },
  (input: Tensor, ...rest: unknown[]) => {
    const { range, generator } = parse(input, rest);
    const out = allocateTensor(input.shape, input.dtype, input.device);
    return drawInto(out, integersBetween(range), range, generator);
  },
);
