import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { writeBack } from '../reduction/scan-arguments.js';
import { matmul } from './matmul.js';
import { scaledSum } from './scaled-sum.js';

const apply = composed((input: Tensor, mat: Tensor, vec: Tensor, ...rest: unknown[]) => {
  const o = parseArguments('addmv', rest, { beta: 1, alpha: 1 }, 0);
  const [beta, alpha] = [checkNumber('addmv', 'beta', o.beta), checkNumber('addmv', 'alpha', o.alpha)];
  if (mat.ndim !== 2 || vec.ndim !== 1) {
    throw new ShapeError(
      `addmv: expects a matrix and a vector, got ${showShape(mat.shape)} and ${showShape(vec.shape)}`,
    );
  }
  return scaledSum('addmv', input, matmul(mat, vec), beta, alpha);
});

/**
 * beta · input + alpha · (mat · vec). With beta = 0, NaN and ∞ in the input are ignored.
 *
 * @param input broadcasts to [n]
 * @param mat [n, m]
 * @param vec [m]
 * @param options.beta factor of the input (default 1)
 * @param options.alpha factor of the product (default 1)
 */
export const addmv: InplaceOp<
  (input: Tensor, mat: Tensor, vec: Tensor, options?: { beta?: number; alpha?: number }) => Tensor
> = defineOp(
  {
    name: 'addmv',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3]), make.tensor([3, 4]), make.tensor([4])],
      [make.tensor([1]), make.tensor([3, 4]), make.tensor([4]), { beta: 2, alpha: -1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([3, 4]), make.tensor([4, 1])],
        error: ShapeError,
        message: 'addmv: expects a matrix and a vector, got [3, 4] and [4, 1]',
      },
    ],
    inplace: (target: Tensor, mat: Tensor, vec: Tensor, ...rest: never[]) =>
      writeBack('addmv', target, apply(target, mat, vec, ...rest)),
  },
  apply,
);
