import { DTypeError, ShapeError } from '../../errors.js';
import { broadcastShapes, sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { Fused } from '../nn/fused.js';

const weighted = new Fused('scaledSum', 2, ([product, input], [beta, alpha]) => [
  input!.mul(beta!).add(product!.mul(alpha!)),
]);

/** beta · input + alpha · product, in one pass for floats; the input broadcasts to the product. */
export function scaledSum(op: string, input: Tensor, product: Tensor, beta: number, alpha: number): Tensor {
  if (input.dtype !== product.dtype) {
    throw new DTypeError(
      `${op}: input is ${input.dtype}, but the product ${product.dtype}; cast one with .to(…)`,
    );
  }
  let fits = true;
  try {
    fits = sameShape(broadcastShapes(op, [input.shape, product.shape]), product.shape);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    fits = false;
  }
  if (!fits) {
    throw new ShapeError(
      `${op}: input ${showShape(input.shape)} doesn't broadcast to ${showShape(product.shape)}`,
    );
  }
  if (product.dtype.kind === 'float' && beta !== 0) return weighted.call([product, input], [beta, alpha]);
  // PyTorch takes the whole part of the factors of integers.
  if (product.dtype.kind !== 'float' && product.dtype.kind !== 'complex') {
    alpha = Math.trunc(alpha);
    beta = Math.trunc(beta);
  }
  const scaled = alpha === 1 ? product : mul(product, alpha);
  return beta === 0 ? scaled : add(scaled, input, { alpha: beta });
}
