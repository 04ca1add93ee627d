import { ArgumentError, type Generator, type Tensor } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { FanMode, Nonlinearity } from './fan.js';
import { calculateGain, fans } from './fan.js';
import type { RandomOptions } from './random.js';
import { normal_, uniform_ } from './random.js';

export interface KaimingOptions extends RandomOptions {
  /** Negative slope of the rectifier that follows (default 0). */
  a?: number;
  /** Keep the variance forward (`fan_in`, default) or backward (`fan_out`). */
  mode?: FanMode;
  /** What follows (default `leaky_relu`). */
  nonlinearity?: Nonlinearity;
}

/** Standard deviation that keeps the variance, null for a tensor without elements. */
function deviation(
  op: string,
  tensor: Tensor,
  options: KaimingOptions | undefined,
): [number | null, Generator | null] {
  const o = parseOptions(op, options, {
    a: 0,
    mode: 'fan_in' as FanMode,
    nonlinearity: 'leaky_relu' as Nonlinearity,
    generator: null as Generator | null,
  });
  if (o.mode !== 'fan_in' && o.mode !== 'fan_out') {
    throw new ArgumentError(`${op}: mode must be 'fan_in' or 'fan_out', got ${describe(o.mode)}`);
  }
  const gain = calculateGain(o.nonlinearity, o.a);
  if (tensor.numel() === 0) return [null, o.generator];
  return [gain / Math.sqrt(fans(op, tensor)[o.mode]), o.generator];
}

/** Uniform in ±gain·√(3 / fan), in place (He et al., 2015). */
export function kaimingUniform_(tensor: Tensor, options?: KaimingOptions): Tensor {
  const [std, generator] = deviation('kaimingUniform_', tensor, options);
  if (std === null) return tensor;
  const bound = Math.sqrt(3) * std;
  return uniform_(tensor, -bound, bound, { generator });
}

/** Normal with standard deviation gain / √fan, in place (He et al., 2015). */
export function kaimingNormal_(tensor: Tensor, options?: KaimingOptions): Tensor {
  const [std, generator] = deviation('kaimingNormal_', tensor, options);
  return std === null ? tensor : normal_(tensor, 0, std, { generator });
}
