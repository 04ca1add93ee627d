import { noGrad } from '@cresset/autograd';
import { ArgumentError, rand, ShapeError, type Tensor } from '@cresset/tensor';
import { checkNumber, parseOptions, showShape } from '@cresset/tensor/toolkit';
import { normal_, type RandomOptions } from './random.js';

/**
 * Fills a matrix with normal numbers and a share of zeros in each column, in place. Martens, "Deep learning via
 * Hessian-free optimization" (2010).
 *
 * @param sparsity share of the elements of a column that are 0, 0 to 1
 * @param std standard deviation of the others (default 0.01)
 */
export function sparse_(tensor: Tensor, sparsity: number, std = 0.01, options?: RandomOptions): Tensor {
  checkNumber('sparse_', 'sparsity', sparsity);
  if (!(sparsity >= 0 && sparsity <= 1)) {
    throw new ArgumentError(`sparse_: sparsity must be between 0 and 1, got ${sparsity}`);
  }
  if (tensor.ndim !== 2) throw new ShapeError(`sparse_: only matrices, got ${showShape(tensor.shape)}`);
  const { generator } = parseOptions('sparse_', options, { generator: null as RandomOptions['generator'] });
  const [rows] = tensor.shape as [number, number];
  normal_(tensor, 0, std, options);
  const count = Math.ceil(sparsity * rows);
  if (count === 0) return tensor;
  return noGrad(() => {
    // The order of random numbers is a random order of the rows, one for each column.
    const order = rand(tensor.shape, { device: tensor.device, generator: generator ?? null }).argsort(0);
    return tensor.scatter_(0, order.narrow(0, 0, count), 0);
  });
}
