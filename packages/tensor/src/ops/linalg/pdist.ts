import { int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fromBytes } from '../creation/creation.js';
import { indexed } from '../indexing/index-kernel.js';
import { checkFloating } from '../reduction/reduction.js';
import { distances } from './distances.js';

/**
 * Distances between all pairs of rows of a matrix, each pair once: [n(n − 1)/2], in the order of the upper triangle.
 *
 * @param input [n, k]
 * @param p order of the norm, ≥ 0; ∞ too (default 2)
 */
export const pdist: FunctionOp<(input: Tensor, p?: number | { p?: number }) => Tensor> = defineOp(
  {
    name: 'pdist',
    kind: 'composite',
    method: false,
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.distinct([4, 3])],
      [make.distinct([3, 2]), 1],
      [make.distinct([3, 2]), { p: 3 }],
      [make.tensor([1, 2])],
    ],
    errors: (make) => [
      { args: [make.tensor([3])], error: ShapeError, message: 'pdist: expects a matrix, got [3]' },
      { args: [make.tensor([3, 2]), -1], error: ArgumentError, message: 'pdist: p must be ≥ 0, got -1' },
      {
        args: [make.integers([3, 2], 0, 5)],
        error: DTypeError,
        message: 'pdist: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const p = checkNumber('pdist', 'p', parseArguments('pdist', rest, { p: 2 }).p);
    if (!(p >= 0)) throw new ArgumentError(`pdist: p must be ≥ 0, got ${p}`);
    checkFloating('pdist', input.dtype);
    if (input.ndim !== 2) throw new ShapeError(`pdist: expects a matrix, got ${showShape(input.shape)}`);
    const n = input.shape[0]!;
    const [first, second]: [number[], number[]] = [[], []];
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        first.push(i);
        second.push(j);
      }
    }
    const rows = (list: readonly number[]): Tensor => {
      const at = fromBytes(encode(list, int64), [list.length], int64, input.device);
      return indexed(input, [at], { dims: [0], place: 0 });
    };
    return distances(rows(first), rows(second), p);
  }),
);
