import { composed } from '../../op/composed.js';
import { Tensor } from '../../tensor.js';
import { abs } from '../arithmetic/abs.js';
import { ne } from '../comparison/ne.js';
import { imag } from './imag.js';
import { real } from './real.js';

type Rest = (input: Tensor, ...args: unknown[]) => Tensor;

const isComplex = (v: unknown): v is Tensor => v instanceof Tensor && v.dtype.kind === 'complex';

/** A reduction to truths or counts that of complex elements asks whether they are 0. */
export function ofTruth(f: Rest): Rest {
  const ofComplex = composed((input: Tensor, ...args: unknown[]) => f(ne(input, 0), ...args));
  return (input, ...args) => (isComplex(input) ? ofComplex(input, ...args) : f(input, ...args));
}

/** A reduction of the absolute values, of complex elements too. */
export function ofMagnitude(f: Rest): Rest {
  const ofComplex = composed((input: Tensor, ...args: unknown[]) => f(abs(input), ...args));
  return (input, ...args) => (isComplex(input) ? ofComplex(input, ...args) : f(input, ...args));
}

/**
 * The variance of complex elements is that of the real parts and that of the imaginary ones together.
 * @param combine the result from the variances of the parts
 */
export function ofParts(f: Rest, variance: Rest, combine: (re: Tensor, im: Tensor) => Tensor): Rest {
  const ofComplex = composed((input: Tensor, ...args: unknown[]) =>
    combine(variance(real(input), ...args), variance(imag(input), ...args)),
  );
  return (input, ...args) => (isComplex(input) ? ofComplex(input, ...args) : f(input, ...args));
}
