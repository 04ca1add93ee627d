import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { normalizeDim, numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';

/** Options of `flatten`. */
export interface FlattenOptions {
  /** First dimension to merge (default 0). */
  startDim?: number;
  /** Last dimension to merge (default −1). */
  endDim?: number;
}

/**
 * Merges the dimensions `startDim` to `endDim` into one; a view where the strides allow it, else a copy.
 *
 * @param startDim first dimension to merge (default 0)
 * @param endDim last dimension to merge (default −1)
 * @throws ArgumentError when `startDim` comes after `endDim`
 */
export const flatten: Op<
  (input: Tensor, startDim?: number | FlattenOptions, endDim?: number | FlattenOptions) => Tensor
> = defineOp(
  {
    name: 'flatten',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 3, 4])],
      [make.tensor([2, 3, 4]), 1],
      [make.tensor([2, 3, 4, 1]), { startDim: 1, endDim: 2 }],
      [make.tensor([])],
      [make.tensor([2, 0, 3]), 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 1, 0],
        error: ArgumentError,
        message: 'flatten: startDim 1 comes after endDim 0',
      },
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'flatten: dim 2 is out of range' },
    ],
  },
  (input: Tensor, startDim?: unknown, endDim?: unknown) => {
    const named = typeof endDim === 'number' ? { endDim } : endDim;
    const o = positionalOrNamed('flatten', 'startDim', startDim, named, { startDim: 0, endDim: -1 });
    const start = normalizeDim('flatten', o.startDim, input.ndim);
    const end = normalizeDim('flatten', o.endDim, input.ndim);
    if (input.ndim === 0) return reshape(input, [1]);
    if (start > end) throw new ArgumentError(`flatten: startDim ${start} comes after endDim ${end}`);
    if (start === end) return input;
    const { shape } = input;
    return reshape(input, [
      ...shape.slice(0, start),
      numel(shape.slice(start, end + 1)),
      ...shape.slice(end + 1),
    ]);
  },
);
