import { noGrad } from '@cresset/autograd';
import { arange, ShapeError, type Tensor } from '@cresset/tensor';
import { checkNumber, showShape } from '@cresset/tensor/toolkit';

/** Fills with one value, in place. */
export function constant_(tensor: Tensor, val: number): Tensor {
  checkNumber('constant_', 'val', val);
  return noGrad(() => tensor.fill_(val));
}

/** Fills with zeros, in place. */
export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** Fills with ones, in place. */
export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

/** Fills a matrix with the identity, in place. @throws ShapeError unless the tensor has 2 dimensions */
export function eye_(tensor: Tensor): Tensor {
  if (tensor.ndim !== 2) {
    throw new ShapeError(`eye_: only matrices have an identity, got ${showShape(tensor.shape)}`);
  }
  const [rows, columns] = tensor.shape as [number, number];
  const line = (n: number): Tensor => arange(n, { device: tensor.device });
  return noGrad(() => tensor.copy_(line(rows).unsqueeze(1).eq(line(columns))));
}
