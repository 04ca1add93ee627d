import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkBoolean, checkOneOf, parseOptions } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { owned } from '../movement/dense.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { checkPositions } from './along-dim.js';
import { checkSameType } from './index-tensors.js';
import type { Reduce } from './reduce-at.js';
import { reduceAt } from './reduce-at.js';

interface Options {
  includeSelf?: boolean;
}

type IndexReduce = (
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Exclude<Reduce, 'sum'>,
  options?: Options,
) => Tensor;

const apply: (
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: unknown,
) => Tensor = composed(
  (input: Tensor, dim: number, index: Tensor, source: Tensor, reduce: Reduce, options?: unknown): Tensor => {
    const o = parseOptions('indexReduce', options, { includeSelf: true });
    const includeSelf = checkBoolean('indexReduce', 'includeSelf', o.includeSelf);
    checkOneOf('indexReduce', 'reduce', reduce, ['prod', 'mean', 'amax', 'amin']);
    const positions = checkPositions('indexReduce', index);
    checkSameType('indexReduce', input, 'source', source);
    const d = normalizeDim('indexReduce', dim, input.ndim);
    if (input.ndim === 0) {
      // As if it had one dimension of one element.
      const row = apply(reshape(input, [1]), 0, positions, reshape(source, [source.length]), reduce, options);
      return owned(reshape(row, []));
    }
    const wanted = input.shape.map((n, i) => (i === d ? positions.length : n));
    if (source.ndim !== input.ndim || wanted.some((n, i) => n !== source.shape[i])) {
      throw new ShapeError(
        `indexReduce: source must be ${showShape(wanted)}, got ${showShape(source.shape)}`,
      );
    }
    const column = reshape(
      positions,
      wanted.map((n, i) => (i === d ? n : 1)),
    );
    return reduceAt(input, d, expand(column, wanted), source, reduce, includeSelf);
  },
);

/**
 * The input with slices of `source` combined into the slices at positions along `dim`.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, 1-dim
 * @param source the input's shape and dtype, with the length of the index at `dim`
 * @param reduce `'prod'`, `'mean'`, `'amax'` or `'amin'`
 * @param options.includeSelf whether the input's own values take part (default true)
 */
export const indexReduce: InplaceOp<IndexReduce> = defineOp(
  {
    name: 'indexReduce',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'accumulate',
    torch: 'lambda x, *a, **k: torch.Tensor.index_reduce(x, *a, **k)',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([5], 0, 3), make.tensor([5, 4]), 'mean'],
      [make.tensor([2, 3]), 1, make.integers([2], 0, 3), make.tensor([2, 2]), 'prod'],
      [make.tensor([4]), 0, make.integers([6], 0, 4), make.distinct([6]), 'amax', { includeSelf: false }],
      [make.tensor([4]), 0, make.integers([6], 0, 4), make.distinct([6]), 'amin', { includeSelf: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), 0, make.integers([2], 0, 3), make.tensor([3, 4]), 'mean'],
        error: ShapeError,
        message: 'indexReduce: source must be [2, 4], got [3, 4]',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 0, 3), make.tensor([2]), 'sum'],
        error: ArgumentError,
        message: "indexReduce: reduce must be one of 'prod'",
      },
    ],
    inplace: (
      target: Tensor,
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Reduce,
      options?: unknown,
    ) => {
      const result = apply(target, dim, index, source, reduce, options);
      target.copy_(result);
      result.dispose();
      return target;
    },
  },
  apply,
);
