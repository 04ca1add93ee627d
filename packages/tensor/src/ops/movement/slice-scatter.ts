import { ArgumentError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sliceDim } from './slice.js';
import { viewScatter } from './view-scatter.js';

interface Options {
  dim?: number;
  start?: number | null;
  end?: number | null;
  step?: number;
}

const primitive = viewScatter<Required<Options> & { readonly [name: string]: unknown }>(
  'sliceScatter',
  (t, { dim, start, end, step }) => sliceDim(t, dim, start, end, step),
);

/**
 * A copy of the input with `src` at positions start, start + step, … before `end` along `dim`.
 *
 * @param src tensor of the shape of that slice
 * @param dim dimension (default 0)
 * @param options.start first position (default null: the beginning)
 * @param options.end position to stop before (default null: the end)
 * @param options.step distance of the positions (default 1)
 */
export const sliceScatter: Op<
  (input: Tensor, src: Tensor, dim?: number | Options, options?: Options) => Tensor
> = defineOp(
  {
    name: 'sliceScatter',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([4, 2]), make.tensor([2, 2]), { start: 1, end: 3 }],
      [make.tensor([2, 5]), make.tensor([2, 2]), 1, { start: -4, step: 2 }],
      [make.tensor([3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4]), make.tensor([3]), { start: 2 }],
        error: ShapeError,
        message: 'sliceScatter: src is [3], but the window [2]',
      },
      {
        args: [make.tensor([4]), make.tensor([4]), { step: 0 }],
        error: ArgumentError,
        message: 'sliceScatter: step must be an integer ≥ 1',
      },
    ],
  },
  (input: Tensor, src: Tensor, ...rest: unknown[]) => {
    const o = parseArguments(
      'sliceScatter',
      rest,
      { dim: 0, start: null as number | null, end: null as number | null, step: 1 },
      1,
    );
    if (input.ndim === 0) throw new ShapeError('sliceScatter: a 0-dim tensor has no dimension to slice');
    const dim = normalizeDim('sliceScatter', o.dim, input.ndim);
    const position = (name: 'start' | 'end'): number | null =>
      o[name] === null ? null : checkInteger('sliceScatter', name, o[name]);
    const step = checkInteger('sliceScatter', 'step', o.step, 1);
    return primitive.call([input, src], { dim, start: position('start'), end: position('end'), step })[0]!;
  },
);
