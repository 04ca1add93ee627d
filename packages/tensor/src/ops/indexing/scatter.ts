import { ArgumentError, IndexError, ShapeError } from '../../errors.js';
import type { ScatterMode } from '../../kernel/families.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkOneOf, describe, parseOptions } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { zerosOf } from '../movement/strided.js';
import { scatterAlong } from './scatter-kernel.js';

export interface ScatterOptions {
  /** How elements meet what is there: `'add'`, `'multiply'`, or null to replace it (default). */
  reduce?: 'add' | 'multiply' | null;
}

const scatterTo = composed(
  (
    input: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor | number,
    options: unknown,
    inPlace: boolean,
  ): Tensor => {
    const o = parseOptions('scatter', options, { reduce: null as string | null });
    let mode: ScatterMode = 'set';
    if (o.reduce !== null) {
      mode = checkOneOf('scatter', 'reduce', o.reduce, ['add', 'multiply']) === 'add' ? 'add' : 'mul';
    }
    let source: Tensor;
    if (src instanceof Tensor) source = src;
    else if (typeof src === 'number' || typeof src === 'boolean') {
      source = zerosOf([], input.dtype, input.device);
      fillWith(source, Number(src));
    } else throw new ArgumentError(`scatter: src must be a tensor or a number, got ${describe(src)}`);
    return scatterAlong('scatter', input, dim, index, source, mode, inPlace);
  },
);

/**
 * A copy of the input in which elements are replaced: out[index[i][j]][j] = src[i][j] for dim 0, and so on. When a
 * position occurs twice it isn't defined which element stays.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, with as many dimensions as the input
 * @param src tensor at least as large as the index, of the input's dtype; or one number for all places
 * @param options.reduce `'add'` or `'multiply'` to combine with what is there (default: replace it)
 * @throws IndexError for positions out of range, where the device can check
 */
export const scatter: InplaceOp<
  (input: Tensor, dim: number, index: Tensor, src: Tensor | number, options?: ScatterOptions) => Tensor
> = defineOp(
  {
    name: 'scatter',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([1, 4], 0, 3), make.tensor([1, 4])],
      [make.tensor([3, 4]), 1, make.integers([3, 1], 0, 4), 1.5],
      [make.tensor([5]), 0, make.integers([1], 0, 5), make.tensor([1])],
      [make.tensor([3, 4]), 0, make.integers([0, 4], 0, 3), make.tensor([0, 4])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 0, make.integers([4], 0, 3), make.tensor([2])],
        error: ShapeError,
        message: 'scatter: index [4] is larger than src [2] in dim 0',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 0, 3), 1, { reduce: 'mean' }],
        error: ArgumentError,
        message: "scatter: reduce must be one of 'add', 'multiply'",
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 5, 6), 1],
        error: IndexError,
        message: 'out of range',
      },
    ],
    inplace: (target: Tensor, dim: number, index: Tensor, src: Tensor | number, options?: unknown) =>
      scatterTo(target, dim, index, src, options, true),
  },
  (input: Tensor, dim: number, index: Tensor, src: Tensor | number, options?: unknown) =>
    scatterTo(input, dim, index, src, options, false),
);
