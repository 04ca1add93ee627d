import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { splitSizes } from './split.js';

/**
 * Views of at most `chunks` parts along a dimension, all of ⌈size / chunks⌉ positions but the last. As in PyTorch there
 * may be fewer parts than asked for.
 *
 * @param chunks number of parts, ≥ 1
 * @param dim dimension to split (default 0)
 */
export const chunk: Op<(input: Tensor, chunks: number, dim?: number | { dim?: number }) => Tensor[]> =
  defineOp(
    {
      name: 'chunk',
      kind: 'view',
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [make.tensor([6, 2]), 3],
        [make.tensor([2, 5]), 4, 1],
        [make.tensor([0, 2]), 2],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3]), 0],
          error: ArgumentError,
          message: 'chunk: chunks must be an integer ≥ 1',
        },
        { args: [make.tensor([]), 1], error: IndexError, message: 'chunk: a 0-dim tensor' },
      ],
    },
    (input: Tensor, chunks: number, dim?: unknown) => {
      const o = positionalOrNamed('chunk', 'dim', dim, undefined, { dim: 0 });
      if (input.ndim === 0) throw new IndexError('chunk: a 0-dim tensor has no dimension to split');
      const d = normalizeDim('chunk', o.dim, input.ndim);
      const n = input.shape[d]!;
      // An empty dimension gives as many parts as are asked for.
      checkInteger('chunk', 'chunks', chunks, 1, n === 0 ? 2 ** 20 : Infinity);
      const size = Math.ceil(n / chunks);
      if (n === 0) return splitSizes(input, new Array<number>(chunks).fill(0), d);
      const sizes: number[] = [];
      for (let at = 0; at < n; at += size) sizes.push(Math.min(size, n - at));
      return splitSizes(input, sizes, d);
    },
  );
