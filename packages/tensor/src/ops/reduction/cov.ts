import type { DType } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { partType } from '../../expr/complex.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, describe, parseArguments } from '../../op/options.js';
import { promoteTypes, toFloating } from '../../promote.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { clampMin } from '../arithmetic/clamp-min.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { mH } from '../complex/conjugated.js';
import { castTo } from '../conversion/cast.js';
import { matmul } from '../linalg/matmul.js';
import { reshape } from '../movement/reshape.js';
import { mean } from './mean.js';
import { checkTensor } from './reduction.js';
import { sum } from './sum.js';

interface Options {
  correction?: number;
  fweights?: Tensor | null;
  aweights?: Tensor | null;
}

function weights(name: string, w: unknown, observations: number): Tensor | null {
  if (w === null) return null;
  if (!(w instanceof Tensor)) throw new ArgumentError(`cov: ${name} must be a tensor, got ${describe(w)}`);
  if (w.ndim !== 1 || w.length !== observations) {
    throw new ShapeError(`cov: ${name} must be [${observations}], got ${showShape(w.shape)}`);
  }
  return w;
}

/**
 * The covariance matrix of variables (rows) from observations (columns): [rows, rows], or 0-dim for one variable.
 *
 * @param input [variables, observations] or [observations]
 * @param options.correction what is taken from the number of observations in the divisor (default 1)
 * @param options.fweights how often each observation counts, integers
 * @param options.aweights relative importance of the observations, ≥ 0
 */
export const cov: Op<(input: Tensor, options?: Options) => Tensor> = defineOp(
  {
    name: 'cov',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 5])],
      [make.tensor([4])],
      [make.tensor([2, 4]), { correction: 0, fweights: make.integers([4], 1, 4) }],
      [make.tensor([2, 4]), { aweights: make.tensor([4], { low: 0.5, high: 2 }) }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 2])],
        error: ShapeError,
        message: 'cov: expects at most two dimensions, got [2, 2, 2]',
      },
      {
        args: [make.tensor([2, 3]), { fweights: make.integers([2], 1, 3) }],
        error: ShapeError,
        message: 'cov: fweights must be [3], got [2]',
      },
      {
        args: [make.tensor([2, 3]), { fweights: make.tensor([3], { dtype: 'float32' }) }],
        error: DTypeError,
        message: 'cov: fweights must be integers, got float32',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments(
      'cov',
      rest,
      { correction: 1, fweights: null as Tensor | null, aweights: null as Tensor | null },
      0,
    );
    checkTensor('cov', input, true);
    checkInteger('cov', 'correction', o.correction);
    if (input.ndim > 2)
      throw new ShapeError(`cov: expects at most two dimensions, got ${showShape(input.shape)}`);
    const rows = input.ndim < 2 ? reshape(input, [1, input.length]) : input;
    const n = rows.shape[1]!;
    const often = weights('fweights', o.fweights, n);
    const important = weights('aweights', o.aweights, n);
    if (often !== null && often.dtype.kind !== 'int')
      throw new DTypeError(`cov: fweights must be integers, got ${often.dtype}`);
    const own = toFloating(input.dtype);
    const type = important === null ? own : promoteTypes(own, important.dtype);
    // Weights are real; beside complex observations they count as numbers of their parts' type.
    const weightType = type.kind === 'complex' ? partType(type) : type;
    const cast = (t: Tensor, to: DType): Tensor => (t.dtype === to ? t : castTo(t, to));
    const as = (w: Tensor): Tensor => cast(w, weightType);
    const x = cast(rows, type);
    const w = often === null ? important : important === null ? often : mul(often, important);
    let average: Tensor;
    let divisor: Tensor | number;
    if (w === null) {
      average = mean(x, 1, { keepdim: true });
      divisor = Math.max(0, n - o.correction);
    } else {
      const total = sum(as(w));
      average = div(sum(mul(x, as(w)), 1, { keepdim: true }), total);
      const lost =
        important === null ? o.correction : div(mul(sum(mul(as(w), as(important))), o.correction), total);
      divisor = clampMin(sub(total, lost), 0);
    }
    const away = sub(x, average);
    const products = matmul(w === null ? away : mul(away, as(w)), mH(away));
    const result = div(products, divisor);
    return input.ndim < 2 ? reshape(result, []) : rows.shape[0] === 1 ? reshape(result, []) : result;
  }),
);
