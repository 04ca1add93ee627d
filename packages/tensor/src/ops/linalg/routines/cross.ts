import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { sub } from '../../arithmetic/sub.js';
import { roll } from '../../movement/roll.js';

/** a × b along `dim`, of size 3: component i is a_{i+1} b_{i+2} − a_{i+2} b_{i+1}. */
export function crossProduct(a: Tensor, b: Tensor, dim: number): Tensor {
  const next = (x: Tensor): Tensor => roll(x, -1, dim);
  const before = (x: Tensor): Tensor => roll(x, 1, dim);
  return sub(mul(next(a), before(b)), mul(before(a), next(b)));
}
