import type { DType } from '../dtype.js';
import { DTypeError, InternalError } from '../errors.js';

/**
 * Builds an expression for operands of `types`. A formula that speaks of real numbers can't be built for complex ones;
 * that is the caller's mistake, not ours.
 *
 * @throws DTypeError when it fails and an operand is complex
 */
export function refusingComplex<R>(name: string, types: readonly DType[], build: () => R): R {
  try {
    return build();
  } catch (error) {
    const complex = types.find((t) => t.kind === 'complex');
    if (complex === undefined || !(error instanceof InternalError)) throw error;
    throw new DTypeError(`${name}: has no rule for ${complex} (it takes real tensors)`);
  }
}
