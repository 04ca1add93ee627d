import { ArgumentError, IndexError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkBoolean, checkOneOf, parseOptions } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { checkIndex, checkIndexShape, checkSameType, cutTo } from './index-tensors.js';
import type { Reduce } from './reduce-at.js';
import { reduceAt, reductions } from './reduce-at.js';

interface Options {
  includeSelf?: boolean;
}

type ScatterReduce = (
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: Reduce,
  options?: Options,
) => Tensor;

const apply = composed(
  (input: Tensor, dim: number, index: Tensor, src: Tensor, reduce: Reduce, options?: unknown): Tensor => {
    const o = parseOptions('scatterReduce', options, { includeSelf: true });
    const includeSelf = checkBoolean('scatterReduce', 'includeSelf', o.includeSelf);
    checkOneOf('scatterReduce', 'reduce', reduce, reductions);
    checkIndex('scatterReduce', index);
    const d = normalizeDim('scatterReduce', dim, input.ndim);
    checkIndexShape('scatterReduce', index, input, 'input', d);
    checkIndexShape('scatterReduce', index, src, 'src', null);
    checkSameType('scatterReduce', input, 'src', src);
    if (input.ndim === 0) {
      const [x, i, s] = [input, index, src].map((t) => reshape(t, [1])) as [Tensor, Tensor, Tensor];
      return reshape(reduceAt(x, 0, i, s, reduce, includeSelf), []);
    }
    return reduceAt(input, d, index, cutTo(src, index.shape), reduce, includeSelf);
  },
);

/**
 * The input with elements of `src` combined into it: for dim 0 and sum, out[index[i][j]][j] += src[i][j].
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, with as many dimensions as the input
 * @param src tensor at least as large as the index, of the input's dtype
 * @param reduce `'sum'`, `'prod'`, `'mean'`, `'amax'` or `'amin'`
 * @param options.includeSelf whether the input's own value at such a place takes part (default true)
 */
export const scatterReduce: InplaceOp<ScatterReduce> = defineOp(
  {
    name: 'scatterReduce',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([5, 4], 0, 3), make.tensor([5, 4]), 'sum'],
      [
        make.tensor([3, 4]),
        1,
        make.integers([3, 6], 0, 4),
        make.tensor([3, 6]),
        'mean',
        { includeSelf: false },
      ],
      [make.tensor([6]), 0, make.integers([5], 0, 3), make.tensor([5]), 'prod', { includeSelf: false }],
      [make.tensor([3]), 0, make.integers([5], 0, 3), make.tensor([5]), 'prod'],
      [make.tensor([4]), 0, make.integers([6], 0, 4), make.distinct([6]), 'amax', { includeSelf: false }],
      [make.tensor([4]), 0, make.integers([6], 0, 4), make.distinct([6]), 'amin', { includeSelf: false }],
      [make.tensor([]), 0, make.integers([], 0, 1), make.tensor([]), 'mean'],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 0, make.integers([2], 0, 3), make.tensor([2]), 'max'],
        error: ArgumentError,
        message: "scatterReduce: reduce must be one of 'sum', 'prod'",
      },
      {
        args: [make.tensor([3]), 0, make.integers([4], 0, 3), make.tensor([2]), 'sum'],
        error: ShapeError,
        message: 'scatterReduce: index [4] is larger than src [2] in dim 0',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 4, 5), make.tensor([2]), 'sum'],
        error: IndexError,
        message: 'out of range',
      },
    ],
    inplace: (target: Tensor, dim: number, index: Tensor, src: Tensor, reduce: Reduce, options?: unknown) => {
      const result = apply(target, dim, index, src, reduce, options);
      target.copy_(result);
      result.dispose();
      return target;
    },
  },
  apply,
);
