import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkInteger, parseArguments } from '../../op/options.js';
import { sumType } from '../../promote.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { cat } from '../movement/cat.js';
import { expand } from '../movement/expand.js';
import { flip } from '../movement/flip.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { cumprod } from '../reduction/cumprod.js';
import { onesOf } from './ones-of.js';

interface Options {
  N?: number | null;
  increasing?: boolean;
}

/**
 * The Vandermonde matrix: powers of a vector's elements as columns, [n, N]. Integers and bool give int64.
 *
 * @param x [n]
 * @param options.N number of columns (default n)
 * @param options.increasing from x⁰ on, instead of down to it (default false)
 */
export const vander: FunctionOp<(x: Tensor, options?: Options) => Tensor> = defineOp(
  {
    name: 'vander',
    kind: 'composite',
    method: false,
    dtypes: 'number',
    tolerance: 'accumulate',
    // The name of the option is a capital in PyTorch too.
    // PyTorch's gradient is broken by a write of its own.
    torch: 'lambda x, _n=None, increasing=False: torch.vander(x.detach(), _n, increasing)',
    samples: (make) => [
      [make.tensor([4])],
      [make.tensor([3]), { N: 2 }],
      [make.tensor([3]), { N: 5, increasing: true }],
      [make.tensor([3]), { N: 1 }],
      [make.tensor([0])],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 2])], error: ShapeError, message: 'vander: x must be 1-dim, got [2, 2]' },
      {
        args: [make.tensor([2]), { N: -1 }],
        error: ArgumentError,
        message: 'vander: N must be an integer ≥ 0',
      },
    ],
  },
  composed((x: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('vander', rest, { N: null as number | null, increasing: false }, 0);
    if (x.ndim !== 1) throw new ShapeError(`vander: x must be 1-dim, got ${showShape(x.shape)}`);
    const n = o.N === null ? x.length : checkInteger('vander', 'N', o.N, 0);
    const increasing = checkBoolean('vander', 'increasing', o.increasing);
    const type = sumType(x.dtype);
    const base = x.dtype === type ? x : castTo(x, type);
    const first = onesOf([x.length, Math.min(n, 1)], type, x.device);
    if (n < 2) return first;
    const powers = cumprod(expand(unsqueeze(base, 1), [x.length, n - 1]), 1);
    const result = cat([first, powers], 1);
    return increasing ? result : flip(result, [1]);
  }),
);
