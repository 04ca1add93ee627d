import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { writeBack } from '../reduction/scan-arguments.js';
import { matmul } from './matmul.js';
import { scaledSum } from './scaled-sum.js';

const apply = composed((input: Tensor, mat1: Tensor, mat2: Tensor, options?: unknown) => {
  const o = parseOptions('addmm', options, { beta: 1, alpha: 1 });
  const [beta, alpha] = [checkNumber('addmm', 'beta', o.beta), checkNumber('addmm', 'alpha', o.alpha)];
  if (mat1.ndim !== 2 || mat2.ndim !== 2) {
    throw new ShapeError(
      `addmm: expects two matrices, got ${showShape(mat1.shape)} and ${showShape(mat2.shape)}`,
    );
  }
  return scaledSum('addmm', input, matmul(mat1, mat2), beta, alpha);
});

/**
 * beta · input + alpha · (mat1 · mat2). With beta = 0, NaN and ∞ in the input are ignored.
 *
 * @param input broadcasts to [n, m]
 * @param mat1 [n, k]
 * @param mat2 [k, m]
 * @param options.beta factor of the input (default 1)
 * @param options.alpha factor of the product (default 1)
 * @throws ShapeError when the operands don't match
 */
export const addmm: InplaceOp<
  (input: Tensor, mat1: Tensor, mat2: Tensor, options?: { beta?: number; alpha?: number }) => Tensor
> = defineOp(
  {
    name: 'addmm',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 5]), make.tensor([3, 4]), make.tensor([4, 5])],
      [make.tensor([5]), make.tensor([3, 4]), make.tensor([4, 5]), { beta: 2, alpha: -1 }],
    ],
    inplace: (target: Tensor, mat1: Tensor, mat2: Tensor, options?: unknown) =>
      writeBack('addmm', target, apply(target, mat1, mat2, options)),
    errors: (make) => [
      {
        args: [make.tensor([4]), make.tensor([3, 4]), make.tensor([4, 5])],
        error: ShapeError,
        message: "addmm: input [4] doesn't broadcast to [3, 5]",
      },
      {
        args: [make.tensor([5]), make.tensor([3]), make.tensor([4, 5])],
        error: ShapeError,
        message: 'addmm: expects two',
      },
    ],
  },
  apply,
);
