import { getDefaultDtype, int64, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, describe, parseOptions } from '../../op/options.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults } from './creation.js';
import { indexed, rangeType } from './range.js';

interface Arange {
  /** 0, 1, … below `end`. */
  (end: number, options?: CreationOptions & { start?: number; step?: number }): Tensor;
  (start: number, end: number, options?: CreationOptions & { step?: number }): Tensor;
  (start: number, end: number, step: number, options?: CreationOptions): Tensor;
}

/**
 * The numbers start, start + step, … before `end`: ⌈(end − start) / step⌉ of them.
 *
 * @param start first number (default 0)
 * @param end where to stop; it isn't reached
 * @param step distance, not 0 (default 1)
 * @param options.dtype default: int64 when all three are integers, else float32
 * @throws ArgumentError for step 0, bounds that aren't finite, or a step that leads away from `end`
 */
export const arange: FunctionOp<Arange> = defineOp(
  {
    name: 'arange',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    samples: () => [
      [5],
      [2, 7],
      [7, 2, -2],
      [0, 1, 0.25],
      [3, 3],
      [-1.5, 2],
      [4, { dtype: 'float64' }],
      [0, 9, 2, { dtype: 'uint8' }],
      [1, 9, { step: 3 }],
    ],
    errors: () => [
      { args: [0, 5, 0], error: ArgumentError, message: 'arange: step must not be 0' },
      {
        args: [5, 0],
        error: ArgumentError,
        message: 'arange: a step of 1 leads away from end: start is 5, end is 0',
      },
      { args: [0, Infinity], error: ArgumentError, message: 'arange: start, end and step must be finite' },
    ],
  },
  (...args: unknown[]) => {
    const last = args[args.length - 1];
    const hasOptions = typeof last === 'object' && last !== null;
    const o = parseOptions('arange', hasOptions ? last : undefined, {
      ...creationDefaults,
      start: 0,
      step: 1,
    });
    const numbers = (hasOptions ? args.slice(0, -1) : args).filter((v) => v !== undefined);
    if (numbers.length < 1 || numbers.length > 3) {
      throw new ArgumentError(
        `arange: expected end, start and end, or start, end and step, got ${numbers.map(describe).join(', ') || 'nothing'}`,
      );
    }
    const [a, b, c] = numbers.map((v) => checkNumber('arange', 'a bound', v));
    const start = b === undefined ? checkNumber('arange', 'start', o.start) : a!;
    const end = b ?? a!;
    const step = c ?? checkNumber('arange', 'step', o.step);
    if (![start, end, step].every(Number.isFinite)) {
      throw new ArgumentError(`arange: start, end and step must be finite, got ${start}, ${end} and ${step}`);
    }
    if (step === 0) throw new ArgumentError('arange: step must not be 0');
    if ((end - start) * step < 0) {
      throw new ArgumentError(
        `arange: a step of ${step} leads away from end: start is ${start}, end is ${end}`,
      );
    }
    const natural = [start, end, step].every(Number.isInteger) ? int64 : getDefaultDtype();
    const dtype = o.dtype === null ? natural : toDType(o.dtype);
    if (dtype.kind === 'bool' || dtype.kind === 'complex')
      throw new DTypeError(`arange: has no rule for ${dtype}`);
    const length = Math.ceil((end - start) / step);
    return indexed(
      'arange',
      checkShape('arange', [length]),
      dtype,
      o,
      (d) => rangeType(dtype, d),
      (i, [s, t]) => i.mul(t!).add(s!),
      [start, step],
    );
  },
);
