import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { writeBack } from '../reduction/scan-arguments.js';
import { matmul } from './matmul.js';
import { scaledSum } from './scaled-sum.js';

const apply = composed((input: Tensor, batch1: Tensor, batch2: Tensor, ...rest: unknown[]) => {
  const o = parseArguments('addbmm', rest, { beta: 1, alpha: 1 }, 0);
  const [beta, alpha] = [checkNumber('addbmm', 'beta', o.beta), checkNumber('addbmm', 'alpha', o.alpha)];
  if (batch1.ndim !== 3 || batch2.ndim !== 3 || batch1.shape[0] !== batch2.shape[0]) {
    throw new ShapeError(
      `addbmm: expects two batches of matrices of one size, got ${showShape(batch1.shape)} and ${showShape(batch2.shape)}`,
    );
  }
  const [b, n, k] = batch1.shape as readonly [number, number, number];
  if (k !== batch2.shape[1]) {
    throw new ShapeError(
      `addbmm: inner dimensions differ: ${showShape(batch1.shape)} and ${showShape(batch2.shape)} (${k} ≠ ${batch2.shape[1]})`,
    );
  }
  // The sum over the batch is part of one longer inner product.
  const wide = reshape(transpose(batch1, 0, 1), [n, b * k]);
  const product = matmul(wide, reshape(batch2, [b * k, batch2.shape[2]!]));
  return scaledSum('addbmm', input, product, beta, alpha);
});

/**
 * beta · input + alpha · Σ (batch1ᵢ · batch2ᵢ), summed over the batch. With beta = 0, NaN and ∞ in the input are ignored.
 *
 * @param input broadcasts to [n, m]
 * @param batch1 [b, n, k]
 * @param batch2 [b, k, m]
 * @param options.beta factor of the input (default 1)
 * @param options.alpha factor of the product (default 1)
 */
export const addbmm: InplaceOp<
  (input: Tensor, batch1: Tensor, batch2: Tensor, options?: { beta?: number; alpha?: number }) => Tensor
> = defineOp(
  {
    name: 'addbmm',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 5]), make.tensor([2, 3, 4]), make.tensor([2, 4, 5])],
      [make.tensor([5]), make.tensor([2, 3, 4]), make.tensor([2, 4, 5]), { beta: 2, alpha: -1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([5]), make.tensor([1, 3, 4]), make.tensor([2, 4, 5])],
        error: ShapeError,
        message: 'addbmm: expects two batches of matrices of one size, got [1, 3, 4] and [2, 4, 5]',
      },
    ],
    inplace: (target: Tensor, batch1: Tensor, batch2: Tensor, ...rest: never[]) =>
      writeBack('addbmm', target, apply(target, batch1, batch2, ...rest)),
  },
  apply,
);
