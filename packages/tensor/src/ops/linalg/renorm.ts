import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { gt } from '../comparison/gt.js';
import { where } from '../comparison/where.js';
import { norm } from '../reduction/norm.js';
import { checkFloating } from '../reduction/reduction.js';

const apply = composed((input: Tensor, p: number, dim: number, maxnorm: number) => {
  checkFloating('renorm', input.dtype, true);
  if (!(checkNumber('renorm', 'p', p) > 0)) throw new ArgumentError(`renorm: p must be above 0, got ${p}`);
  if (!(checkNumber('renorm', 'maxnorm', maxnorm) >= 0))
    throw new ArgumentError(`renorm: maxnorm must be ≥ 0, got ${maxnorm}`);
  if (input.ndim < 2) throw new ArgumentError(`renorm: input needs at least 2 dimensions, got ${input.ndim}`);
  const d = normalizeDim('renorm', dim, input.ndim);
  const others = input.shape.map((_, i) => i).filter((i) => i !== d);
  const size = norm(input, p, others, { keepdim: true });
  return mul(input, where(gt(size, maxnorm), div(maxnorm, add(size, 1e-7)), 1));
});

/**
 * The slices along a dimension, each scaled down to a p-norm of `maxnorm` where it has more.
 *
 * @param p order of the norm, above 0
 * @param dim dimension whose slices are scaled
 * @param maxnorm largest norm
 */
export const renorm: InplaceOp<(input: Tensor, p: number, dim: number, maxnorm: number) => Tensor> = defineOp(
  {
    name: 'renorm',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), 2, 0, 1.5],
      [make.tensor([2, 3, 4]), 1, -1, 2],
      [make.tensor([3, 4]), 3, 1, 100],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]), 0, 0, 1],
        error: ArgumentError,
        message: 'renorm: p must be above 0, got 0',
      },
      {
        args: [make.tensor([2]), 1, 0, 1],
        error: ArgumentError,
        message: 'renorm: input needs at least 2 dimensions, got 1',
      },
    ],
    inplace: (target: Tensor, p: number, dim: number, maxnorm: number) =>
      target.copy_(apply(target, p, dim, maxnorm)),
  },
  apply,
);
