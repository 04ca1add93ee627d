import type { Emit, Long } from './long.js';

/** How a value is held in the generated program. */
export interface Held {
  /** Name or literal of the Number; of a complex value, of its real part. */
  readonly code: string;
  /** Complex types: name of the imaginary part. */
  readonly imag?: string;
  /** Bool: the condition that this came from, for branches to use directly. */
  readonly test?: string;
  /** int64. */
  readonly long?: Long;
}

/** A bool as a value and as the condition that it is. */
export function condition(test: string, emit: Emit): Held {
  return { code: emit.define('v', `${test}?1:0`), test };
}
