import type { Tensor } from '@cresset/tensor';
import { fans } from './fan.js';
import type { RandomOptions } from './random.js';
import { normal_, uniform_ } from './random.js';

/** Uniform in ±gain·√(6 / (fanIn + fanOut)), in place (Glorot & Bengio, 2010). */
export function xavierUniform_(tensor: Tensor, gain = 1, options?: RandomOptions): Tensor {
  const { fan_in, fan_out } = fans('xavierUniform_', tensor);
  const bound = gain * Math.sqrt(6 / (fan_in + fan_out));
  return uniform_(tensor, -bound, bound, options);
}

/** Normal with standard deviation gain·√(2 / (fanIn + fanOut)), in place (Glorot & Bengio, 2010). */
export function xavierNormal_(tensor: Tensor, gain = 1, options?: RandomOptions): Tensor {
  const { fan_in, fan_out } = fans('xavierNormal_', tensor);
  return normal_(tensor, 0, gain * Math.sqrt(2 / (fan_in + fan_out)), options);
}
