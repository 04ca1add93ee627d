import { int64 } from '../../dtype.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fromBytes } from '../creation/creation.js';
import { indexed } from '../indexing/index-kernel.js';

interface Options {
  r?: number;
  withReplacement?: boolean;
}

/** Rows of ascending positions, in lexicographic order. */
function rows(n: number, r: number, again: boolean): number[] {
  const list: number[] = [];
  const row: number[] = [];
  const visit = (from: number): void => {
    if (row.length === r) {
      list.push(...row);
      return;
    }
    for (let i = from; i < n; i++) {
      row.push(i);
      visit(again ? i : i + 1);
      row.pop();
    }
  };
  visit(0);
  return list;
}

/**
 * All combinations of r elements of a vector, in the order of their positions: [count, r].
 *
 * @param r elements of a combination (default 2)
 * @param options.withReplacement whether an element may be taken repeatedly (default false)
 */
export const combinations: Op<(input: Tensor, r?: number | Options, options?: Options) => Tensor> = defineOp(
  {
    name: 'combinations',
    kind: 'composite',
    method: true,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([4])],
      [make.tensor([4]), 3],
      [make.tensor([3]), { withReplacement: true }],
      [make.tensor([2]), 3],
      [make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2])],
        error: ShapeError,
        message: 'combinations: input must be 1-dim, got [2, 2]',
      },
      {
        args: [make.tensor([2]), 0],
        error: ArgumentError,
        message: 'combinations: r must be an integer ≥ 1, got 0',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('combinations', rest, { r: 2, withReplacement: false }, 1);
    if (input.ndim !== 1)
      throw new ShapeError(`combinations: input must be 1-dim, got ${showShape(input.shape)}`);
    const r = checkInteger('combinations', 'r', o.r, 1);
    const again = checkBoolean('combinations', 'withReplacement', o.withReplacement);
    const list = rows(input.length, r, again);
    const index = fromBytes(encode(list, int64), [list.length / r, r], int64, input.device);
    return indexed(input, [index], { dims: [0], place: 0 });
  }),
);
