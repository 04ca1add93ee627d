import { int32, uint8 } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { maximum } from './maximum.js';
import { minimum } from './minimum.js';

type Bound = number | Tensor | null;

interface Bounds {
  min?: Bound;
  max?: Bound;
}

type Numbers = ((input: Tensor, bounds: { min: number | null; max: number | null }) => Tensor) & {
  inplace(target: Tensor, bounds: { min: number | null; max: number | null }): Tensor;
};

const byNumbers = defineElementwise<Numbers>({
  name: 'clamp',
  options: { min: null, max: null },
  check: (_operands, { min, max }) => {
    if (min === null && max === null)
      throw new ArgumentError('clamp: at least one of min and max must be given');
  },
  // A bound below 0 must not wrap around in uint8.
  optionType: (t) => (t === uint8 ? int32 : t),
  expr: ([x], { min, max }) => {
    let value = x!.dtype === uint8 ? x!.to(int32) : x!;
    if (min !== null) value = value.max(min as Scalar);
    if (max !== null) value = value.min(max as Scalar);
    return value.to(x!.dtype);
  },
  gradient: (g, [x], _output, { min, max }) => {
    let passes: Scalar | null = null;
    if (min !== null) passes = x!.gt(min as Scalar);
    if (max !== null) {
      const below = x!.lt(max as Scalar);
      passes = passes === null ? below : passes.and(below);
    }
    return [passes!.where(g, 0)];
  },
  dtypes: 'signed',
  tolerance: 'exact',
  inplace: true,
  samples: () => [],
});

const byTensors = composed((input: Tensor, min: Bound, max: Bound): Tensor => {
  const below = (x: Tensor): Tensor =>
    max instanceof Tensor ? minimum(x, max) : max === null ? x : byNumbers(x, { min: null, max });
  const above =
    min instanceof Tensor ? maximum(input, min) : min === null ? input : byNumbers(input, { min, max: null });
  return below(above);
});

function boundsOf(min: unknown, max: unknown): { min: Bound; max: Bound } {
  const named = positionalOrNamed(
    'clamp',
    'min',
    min ?? undefined,
    max === null ? undefined : optionsOf(max),
    {
      min: null as Bound,
      max: null as Bound,
    },
  );
  return max === undefined || max === null || optionsOf(max) !== undefined
    ? named
    : { ...named, max: max as Bound };
}

/** An options object in the place of `max`. */
const optionsOf = (v: unknown): object | undefined =>
  typeof v === 'object' && v !== null && !(v instanceof Tensor) ? v : undefined;

/**
 * min(max(input, min), max), elementwise; NaN stays NaN, and where min > max the result is max. The gradient passes
 * strictly between numbers; at a bound that is a tensor it is shared, as by `maximum`.
 *
 * @param min lower bound, a number or a tensor that broadcasts (default: none)
 * @param max upper bound, a number or a tensor that broadcasts (default: none)
 * @throws ArgumentError without any bound
 */
export const clamp: InplaceOp<(input: Tensor, min?: Bound | Bounds, max?: Bound | Bounds) => Tensor> =
  defineOp(
    {
      name: 'clamp',
      kind: 'elementwise',
      dtypes: 'signed',
      tolerance: 'exact',
      inplace: (target: Tensor, min?: unknown, max?: unknown) => {
        const b = boundsOf(min, max);
        if (b.min instanceof Tensor || b.max instanceof Tensor)
          return target.copy_(byTensors(target, b.min, b.max));
        return byNumbers.inplace(target, { min: b.min, max: b.max });
      },
      samples: (make) => [
        [make.tensor([3, 4]), { min: -1, max: 1 }],
        [make.tensor([3, 4]), -1, 0.5],
        [make.tensor([4]), 0],
        [make.tensor([4]), null, 1],
        [make.tensor([]), { max: 0 }],
        [make.tensor([0, 2]), { min: 2, max: 1 }],
        [make.tensor([3, 4]), make.tensor([4]), make.tensor([3, 4])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2])],
          error: ArgumentError,
          message: 'clamp: at least one of min and max must be given',
        },
        {
          args: [make.tensor([2]), { low: 1 }],
          error: ArgumentError,
          message: "clamp: unknown option 'low'",
        },
      ],
    },
    (input: Tensor, min?: unknown, max?: unknown) => {
      const b = boundsOf(min, max);
      if (b.min instanceof Tensor || b.max instanceof Tensor) return byTensors(input, b.min, b.max);
      return byNumbers(input, { min: b.min, max: b.max });
    },
  );

/** The same as `clamp`. */
export const clip: typeof clamp = clamp;
