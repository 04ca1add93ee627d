import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkIntegers, describe, parseArguments } from '../../op/options.js';
import { normalizeDim, numel, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { permute } from '../movement/permute.js';
import { reshape } from '../movement/reshape.js';
import { matmul } from './matmul.js';

type Dims = number | readonly [readonly number[], readonly number[]];

import { sum } from '../reduction/sum.js';

/** Sum of products over paired dims, by one matrix product; the other dims of a come first. @internal */
export function contract(a: Tensor, b: Tensor, ofA: readonly number[], ofB: readonly number[]): Tensor {
  const freeA = a.shape.map((_, i) => i).filter((i) => !ofA.includes(i));
  const freeB = b.shape.map((_, i) => i).filter((i) => !ofB.includes(i));
  const sizes = (t: Tensor, dims: readonly number[]): number[] => dims.map((d) => t.shape[d]!);
  const [rows, columns, inner] = [sizes(a, freeA), sizes(b, freeB), sizes(a, ofA)];
  const left = reshape(permute(a, [...freeA, ...ofA]), [numel(rows), numel(inner)]);
  const right = reshape(permute(b, [...ofB, ...freeB]), [numel(inner), numel(columns)]);
  return reshape(matmul(left, right), [...rows, ...columns]);
}

/**
 * Sum of the products of two tensors over pairs of dimensions.
 *
 * @param dims number of dimensions: the last of `a` with the first of `b` (default 2); or the dimensions of `a` and those
 *   of `b`
 */
export const tensordot: FunctionOp<(a: Tensor, b: Tensor, dims?: Dims | { dims?: Dims }) => Tensor> =
  defineOp(
    {
      name: 'tensordot',
      kind: 'composite',
      method: false,
      dtypes: 'signed',
      tolerance: 'accumulate',
      samples: (make) => [
        [make.tensor([2, 3, 4]), make.tensor([3, 4, 5])],
        [make.tensor([2, 3]), make.tensor([3, 4]), 1],
        [make.tensor([2]), make.tensor([3]), 0],
        [
          make.tensor([4, 2, 3]),
          make.tensor([3, 5, 4]),
          [
            [0, 2],
            [2, 0],
          ],
        ],
        [
          make.tensor([2, 3]),
          make.tensor([3, 2]),
          [
            [1, 0],
            [0, 1],
          ],
        ],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2]), make.tensor([2]), null],
          error: ArgumentError,
          message: 'tensordot: dims must be an integer or two arrays of them, got null',
        },
        {
          args: [make.tensor([2, 3]), make.tensor([4, 2]), 1],
          error: ShapeError,
          message: 'tensordot: dim 1 of [2, 3] and dim 0 of [4, 2] differ in size (3 ≠ 4)',
        },
        {
          args: [make.tensor([2]), make.tensor([2]), 2],
          error: ArgumentError,
          message: 'tensordot: dims must be an integer ≥ 0 and ≤ 1, got 2',
        },
        {
          args: [make.tensor([2]), make.tensor([2]), [[0], []]],
          error: ArgumentError,
          message: 'tensordot: dims lists 1 dimensions of a and 0 of b',
        },
      ],
    },
    composed((first: Tensor, second: Tensor, ...rest: unknown[]) => {
      let [a, b] = [first, second];
      const { dims } = parseArguments('tensordot', rest, { dims: 2 as Dims });
      let ofA: number[];
      let ofB: number[];
      if (typeof dims === 'number') {
        checkInteger('tensordot', 'dims', dims, 0, Math.min(a.ndim, b.ndim));
        ofA = Array.from({ length: dims }, (_, i) => a.ndim - dims + i);
        ofB = Array.from({ length: dims }, (_, i) => i);
      } else {
        if (!Array.isArray(dims) || dims.length !== 2)
          throw new ArgumentError(
            `tensordot: dims must be an integer or two arrays of them, got ${describe(dims)}`,
          );
        const list = (k: 0 | 1, t: Tensor): number[] =>
          checkIntegers('tensordot', 'dims', dims[k]).map((d) => normalizeDim('tensordot', d, t.ndim));
        ofA = list(0, a);
        ofB = list(1, b);
        if (ofA.length !== ofB.length)
          throw new ArgumentError(
            `tensordot: dims lists ${ofA.length} dimensions of a and ${ofB.length} of b`,
          );
        if (new Set(ofA).size !== ofA.length || new Set(ofB).size !== ofB.length)
          throw new ArgumentError(`tensordot: a dimension appears twice in [${ofA}] or [${ofB}]`);
      }
      // A dimension of size 1 is repeated to the other's, as in broadcasting: the other is summed up first.
      const single = (t: Tensor, d: number, other: number | undefined): boolean =>
        t.shape[d] === 1 && other !== 1;
      const sumOver = (t: Tensor, dims: number[]): Tensor =>
        dims.length === 0 ? t : sum(t, dims, { keepdim: true, dtype: t.dtype });
      const spread = [a, b];
      a = sumOver(
        a,
        ofA.filter((d, i) => single(spread[1]!, ofB[i]!, spread[0]!.shape[d])),
      );
      b = sumOver(
        b,
        ofB.filter((e, i) => single(spread[0]!, ofA[i]!, spread[1]!.shape[e])),
      );
      ofA.forEach((d, i) => {
        const e = ofB[i]!;
        if (a.shape[d] !== b.shape[e]) {
          throw new ShapeError(
            `tensordot: dim ${d} of ${showShape(a.shape)} and dim ${e} of ${showShape(b.shape)} differ in size (${a.shape[d]} ≠ ${b.shape[e]})`,
          );
        }
      });
      return contract(a, b, ofA, ofB);
    }),
  );
