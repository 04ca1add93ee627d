import { noGrad } from '@cresset/autograd';
import { ArgumentError, type Generator, type Tensor } from '@cresset/tensor';
import { checkNumber, parseOptions } from '@cresset/tensor/toolkit';

export interface RandomOptions {
  /** Stream to draw from (default: the default one). */
  generator?: Generator | null;
}

const noGenerator = { generator: null as Generator | null };

/** Uniform numbers in [a, b), in place. */
export function uniform_(tensor: Tensor, a = 0, b = 1, options?: RandomOptions): Tensor {
  const { generator } = parseOptions('uniform_', options, noGenerator);
  return noGrad(() => tensor.uniform_(a, b, { generator }));
}

/** Numbers from a normal distribution, in place. */
export function normal_(tensor: Tensor, mean = 0, std = 1, options?: RandomOptions): Tensor {
  const { generator } = parseOptions('normal_', options, noGenerator);
  return noGrad(() => tensor.normal_(mean, std, { generator }));
}

export interface TruncNormalOptions extends RandomOptions {
  /** Mean of the normal distribution (default 0). */
  mean?: number;
  /** Its standard deviation (default 1). */
  std?: number;
  /** Smallest value (default −2). */
  a?: number;
  /** Largest value (default 2). */
  b?: number;
}

/** Numbers from a normal distribution cut off at `a` and `b`, in place, by inverting its distribution function. */
export function truncNormal_(tensor: Tensor, options?: TruncNormalOptions): Tensor {
  const o = parseOptions('truncNormal_', options, { mean: 0, std: 1, a: -2, b: 2, ...noGenerator });
  for (const name of ['mean', 'std', 'a', 'b'] as const) checkNumber('truncNormal_', name, o[name]);
  if (!(o.a < o.b)) throw new ArgumentError(`truncNormal_: a must be below b, got ${o.a} and ${o.b}`);
  const low = erfOf((o.a - o.mean) / o.std);
  const high = erfOf((o.b - o.mean) / o.std);
  return noGrad(() =>
    tensor
      .uniform_(low, high, { generator: o.generator })
      .erfinv_()
      .mul_(o.std * Math.SQRT2)
      .add_(o.mean)
      .clamp_({ min: o.a, max: o.b }),
  );
}

/**
 * 2·Φ(z) − 1 = erf(z/√2), by its series (near 0) or the continued fraction of its complement. JavaScript has no erf, and
 * a tensor's would have to be read back.
 */
function erfOf(z: number): number {
  const x = Math.abs(z) * Math.SQRT1_2;
  if (x > 6) return Math.sign(z);
  let value: number;
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    value = (2 / Math.sqrt(Math.PI)) * sum;
  } else {
    let fraction = x;
    for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
    value = 1 - Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
  }
  return Math.sign(z) * value;
}
