import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { ones } from '../creation/ones.js';
import { onesLike } from '../creation/ones-like.js';
import { cat } from '../movement/cat.js';
import { movedim } from '../movement/movedim.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';

/**
 * Product of complex elements along dims: halves are multiplied with each other until one is left, which takes log₂ n
 * steps and rounds less than a running product.
 */
export function complexProd(input: Tensor, dims: readonly number[], keepdim: boolean): Tensor {
  const kept = [...input.shape.keys()].filter((d) => !dims.includes(d));
  const shape = kept.map((d) => input.shape[d]!);
  const moved = movedim(
    input,
    [...dims],
    dims.map((_, i) => kept.length + i),
  );
  let n = dims.reduce((product, d) => product * input.shape[d]!, 1);
  let x = reshape(moved, [...shape, n]);
  const last = kept.length;
  if (n === 0) x = ones([...shape, 1], { dtype: input.dtype, device: input.device });
  while (n > 1) {
    const half = n >> 1;
    const product = mul(narrow(x, last, 0, half), narrow(x, last, half, half));
    x = n % 2 === 1 ? cat([product, narrow(x, last, n - 1, 1)], last) : product;
    n -= half;
  }
  const result = keepdim ? input.shape.map((size, d) => (dims.includes(d) ? 1 : size)) : shape;
  return reshape(x, result);
}

/** Running product of complex elements along a dim, by doubling distances (Hillis and Steele, 1986). */
export function complexCumprod(input: Tensor, dim: number): Tensor {
  if (input.ndim === 0) return mul(input, onesLike(input));
  const n = input.shape[dim]!;
  let x = mul(input, 1);
  for (let distance = 1; distance < n; distance *= 2) {
    const rest = n - distance;
    const multiplied = mul(narrow(x, dim, distance, rest), narrow(x, dim, 0, rest));
    x = cat([narrow(x, dim, 0, distance), multiplied], dim);
  }
  return x;
}
