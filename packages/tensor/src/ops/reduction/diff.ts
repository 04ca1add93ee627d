import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, describe, parseArguments } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { sub } from '../arithmetic/sub.js';
import { logicalXor } from '../comparison/logical-xor.js';
import { copyOf } from '../conversion/cast.js';
import { cat } from '../movement/cat.js';
import { narrow } from '../movement/narrow.js';
import { checkTensor } from './reduction.js';

interface Options {
  n?: number;
  dim?: number;
  prepend?: Tensor | null;
  append?: Tensor | null;
}

/**
 * Differences of neighbours along a dimension, taken n times; of bool, whether they differ.
 *
 * @param n how often (default 1)
 * @param options.dim dimension to go along (default −1)
 * @param options.prepend tensor that goes in front first
 * @param options.append tensor that goes behind first
 */
export const diff: Op<(input: Tensor, n?: number | Options, options?: Options) => Tensor> = defineOp(
  {
    name: 'diff',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([5])],
      [make.tensor([3, 4]), 2, { dim: 0 }],
      [make.tensor([2, 3]), { prepend: make.tensor([2, 1]), append: make.tensor([2, 2]) }],
      [make.tensor([3]), 4],
      [make.tensor([3]), 0],
      [make.tensor([2, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([])],
        error: ShapeError,
        message: 'diff: input needs at least one dimension',
      },
      { args: [make.tensor([3]), -1], error: ArgumentError, message: 'diff: n must be an integer ≥ 0' },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments(
      'diff',
      rest,
      { n: 1, dim: -1, prepend: null as Tensor | null, append: null as Tensor | null },
      1,
    );
    checkTensor('diff', input, true);
    const times = checkInteger('diff', 'n', o.n, 0);
    if (input.ndim === 0) throw new ShapeError('diff: input needs at least one dimension, got []');
    const dim = normalizeDim('diff', o.dim, input.ndim);
    for (const name of ['prepend', 'append'] as const) {
      if (o[name] !== null && !(o[name] instanceof Tensor))
        throw new ArgumentError(`diff: ${name} must be a tensor, got ${describe(o[name])}`);
    }
    if (times === 0) return copyOf(input);
    const parts = [o.prepend, input, o.append].filter((t) => t !== null);
    let x = parts.length === 1 ? input : cat(parts, dim);
    for (let k = 0; k < times; k++) {
      const n = x.shape[dim]!;
      // Of nothing there are no differences, however often they are taken.
      if (n === 0 && k > 0) break;
      const length = Math.max(n - 1, 0);
      const after = narrow(x, dim, Math.min(1, n), length);
      const before = narrow(x, dim, 0, length);
      x = x.dtype.kind === 'bool' ? logicalXor(after, before) : sub(after, before);
    }
    return x;
  }),
);
