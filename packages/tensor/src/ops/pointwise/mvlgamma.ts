import { getDefaultDtype } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { sub } from '../arithmetic/sub.js';
import { castTo } from '../conversion/cast.js';
import { writeBack } from '../reduction/scan-arguments.js';
import { lgamma } from './lgamma.js';

const apply = composed((input: Tensor, p: number) => {
  checkInteger('mvlgamma', 'p', p, 1, 1000);
  const x = input.dtype.kind === 'float' ? input : castTo(input, getDefaultDtype());
  let total = add(lgamma(x), (p * (p - 1) * Math.log(Math.PI)) / 4);
  for (let j = 1; j < p; j++) total = add(total, lgamma(sub(x, j / 2)));
  return total;
});

/**
 * The logarithm of the multivariate gamma function of dimension p: p(p − 1)/4 · ln π + Σ ln Γ(x − j/2), 0 ≤ j < p.
 *
 * @param p dimension, ≥ 1
 * @param input elements above (p − 1)/2
 */
export const mvlgamma: InplaceOp<(input: Tensor, p: number) => Tensor> = defineOp(
  {
    name: 'mvlgamma',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4], { low: 1.2, high: 6 }), 3],
      [make.tensor([], { low: 1, high: 3 }), 1],
      [make.tensor([0, 2]), 2],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 0], error: ArgumentError, message: 'mvlgamma: p must be an integer ≥ 1' },
    ],
    inplace: (target: Tensor, p: number) => writeBack('mvlgamma', target, apply(target, p)),
  },
  apply,
);
