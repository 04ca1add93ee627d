import { noGrad } from '@cresset/autograd';
import { linalg, ShapeError, type Tensor, zeros } from '@cresset/tensor';
import { checkNumber, showShape } from '@cresset/tensor/toolkit';
import { normal_, type RandomOptions } from './random.js';

/**
 * Fills with a (semi) orthogonal matrix, in place: rows or columns, whichever are fewer, are orthonormal, times `gain`.
 * Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks"
 * (2013). Dimensions after the first count as one.
 *
 * @throws ShapeError below 2 dimensions
 */
export function orthogonal_(tensor: Tensor, gain = 1, options?: RandomOptions): Tensor {
  checkNumber('orthogonal_', 'gain', gain);
  if (tensor.ndim < 2) {
    throw new ShapeError(`orthogonal_: needs at least 2 dimensions, got ${showShape(tensor.shape)}`);
  }
  if (tensor.numel() === 0) return tensor;
  const rows = tensor.shape[0]!;
  const columns = tensor.numel() / rows;
  return noGrad(() => {
    // Tall, so that the factor is as large as the tensor; half types have no factorization.
    const dtype = tensor.dtype.bytes === 2 ? 'float32' : tensor.dtype;
    const tall = zeros([Math.max(rows, columns), Math.min(rows, columns)], { dtype, device: tensor.device });
    const [q, r] = linalg.qr(normal_(tall, 0, 1, options));
    // With the signs of R's diagonal the distribution is uniform over the orthogonal matrices (Mezzadri, 2007).
    const uniform = q.mul(r.diagonal().sign());
    const oriented = rows < columns ? uniform.t() : uniform;
    return tensor.copy_(oriented.reshape(tensor.shape).mul(gain));
  });
}
