import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { writeBack } from '../reduction/scan-arguments.js';
import { outer } from './outer.js';
import { scaledSum } from './scaled-sum.js';

const apply = composed((input: Tensor, vec1: Tensor, vec2: Tensor, ...rest: unknown[]) => {
  const o = parseArguments('addr', rest, { beta: 1, alpha: 1 }, 0);
  const [beta, alpha] = [checkNumber('addr', 'beta', o.beta), checkNumber('addr', 'alpha', o.alpha)];
  if (vec1.ndim !== 1 || vec2.ndim !== 1) {
    throw new ShapeError(
      `addr: expects two vectors, got ${showShape(vec1.shape)} and ${showShape(vec2.shape)}`,
    );
  }
  const sum = scaledSum('addr', input, outer(vec1, vec2), beta, alpha);
  return input.dtype.kind === 'bool' ? castTo(sum, input.dtype) : sum;
});

/**
 * beta · input + alpha · (vec1 ⊗ vec2). With beta = 0, NaN and ∞ in the input are ignored.
 *
 * @param input broadcasts to [n, m]
 * @param vec1 [n]
 * @param vec2 [m]
 * @param options.beta factor of the input (default 1)
 * @param options.alpha factor of the product (default 1)
 */
export const addr: InplaceOp<
  (input: Tensor, vec1: Tensor, vec2: Tensor, options?: { beta?: number; alpha?: number }) => Tensor
> = defineOp(
  {
    name: 'addr',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3]), make.tensor([4])],
      [make.tensor([4]), make.tensor([3]), make.tensor([4]), { beta: 2, alpha: -1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.tensor([3, 1]), make.tensor([4])],
        error: ShapeError,
        message: 'addr: expects two vectors, got [3, 1] and [4]',
      },
    ],
    inplace: (target: Tensor, vec1: Tensor, vec2: Tensor, ...rest: never[]) =>
      writeBack('addr', target, apply(target, vec1, vec2, ...rest)),
  },
  apply,
);
