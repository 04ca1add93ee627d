import type { DType, DTypeLike } from '../../dtype.js';
import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { partOf } from '../../op/parts.js';
import type { Tensor } from '../../tensor.js';
import { castForReduction } from './reduction.js';
import { scanInto } from './scan.js';
import { scanArguments, writeBack } from './scan-arguments.js';

interface Scan {
  readonly dim: number;
  readonly dtype: DType;
  readonly reverse: boolean;
  readonly [name: string]: unknown;
}

const primitive: Primitive<Scan> = new Primitive<Scan>({
  kind: 'kernel',
  name: 'cumsum',
  infer: ([input], { dtype }) => [{ shape: input!.shape, dtype }],
  run: ([input], [out], { dim, reverse }) => {
    if (out!.dtype.kind !== 'complex') {
      scanInto('sum', out!, input!, dim, reverse);
      return;
    }
    for (const part of [0, 1] as const) {
      const [target, source] = [partOf(out!, part), partOf(input!, part)];
      scanInto('sum', target, source, dim, reverse);
      target.dispose();
      source.dispose();
    }
  },
  // Each element went into all sums from its own on.
  gradient: (c, [g]) => {
    const { dim, reverse } = c.attributes as Scan;
    return [primitive.call([g!], { dim, dtype: g!.dtype, reverse: !reverse })[0]!];
  },
});

/** Sums from each element to the end of its dimension. */
export function reverseCumsum(input: Tensor, dim: number): Tensor {
  return primitive.call([input], { dim, dtype: input.dtype, reverse: true })[0]!;
}

/**
 * Running sum along a dimension. Integers and bool give int64.
 *
 * @param dim dimension to sum along
 * @param options.dtype type to cast to first
 */
export const cumsum: InplaceOp<
  (input: Tensor, dim: number, options?: { dtype?: DTypeLike | null }) => Tensor
> = defineOp(
  {
    name: 'cumsum',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    tolerance: 'accumulate',
    inplace: (target: Tensor, dim: number, options?: { dtype?: DTypeLike | null }) =>
      writeBack('cumsum', target, cumsum(target, dim, options)),
    samples: (make) => [
      [make.tensor([5]), 0],
      [make.tensor([3, 4, 2]), 1],
      [make.tensor([3, 4]), -1],
      [make.tensor([]), 0],
      [make.tensor([2, 0]), 1],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 1], error: IndexError, message: 'cumsum: dim 1 is out of range' },
      { args: [make.tensor([2])], error: ArgumentError, message: 'cumsum: dim must be given' },
    ],
  },
  (input: Tensor, dim: unknown, options?: unknown) => {
    const attributes = scanArguments('cumsum', input, dim, options, true);
    const cast = castForReduction(input, attributes.dtype);
    const result = primitive.call([cast], { ...attributes, reverse: false })[0]!;
    if (cast !== input) cast.dispose();
    return result;
  },
);
