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

const apply = composed((input: Tensor, batch1: Tensor, batch2: Tensor, options?: unknown) => {
  const o = parseOptions('baddbmm', options, { beta: 1, alpha: 1 });
  const [beta, alpha] = [checkNumber('baddbmm', 'beta', o.beta), checkNumber('baddbmm', 'alpha', o.alpha)];
  if (batch1.ndim !== 3 || batch2.ndim !== 3) {
    throw new ShapeError(
      `baddbmm: expects two batches of matrices, got ${showShape(batch1.shape)} and ${showShape(batch2.shape)}`,
    );
  }
  return scaledSum('baddbmm', input, matmul(batch1, batch2), beta, alpha);
});

/**
 * beta · input + alpha · (batch1 · batch2). With beta = 0, NaN and ∞ in the input are ignored.
 *
 * @param input broadcasts to [b, n, m]
 * @param batch1 [b, n, k]
 * @param batch2 [b, k, m]
 * @param options.beta factor of the input (default 1)
 * @param options.alpha factor of the product (default 1)
 * @throws ShapeError when the operands don't match
 */
export const baddbmm: InplaceOp<
  (input: Tensor, batch1: Tensor, batch2: Tensor, options?: { beta?: number; alpha?: number }) => Tensor
> = defineOp(
  {
    name: 'baddbmm',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([2, 3, 5]), make.tensor([2, 3, 4]), make.tensor([2, 4, 5])],
      [make.tensor([5]), make.tensor([2, 3, 4]), make.tensor([2, 4, 5]), { beta: 2, alpha: -1 }],
    ],
    inplace: (target: Tensor, batch1: Tensor, batch2: Tensor, options?: unknown) =>
      writeBack('baddbmm', target, apply(target, batch1, batch2, options)),
    errors: (make) => [
      {
        args: [make.tensor([4]), make.tensor([2, 3, 4]), make.tensor([2, 4, 5])],
        error: ShapeError,
        message: "baddbmm: input [4] doesn't broadcast to [2, 3, 5]",
      },
      {
        args: [make.tensor([5]), make.tensor([3]), make.tensor([4, 5])],
        error: ShapeError,
        message: 'baddbmm: expects two',
      },
    ],
  },
  apply,
);
