import type { Tensor } from '@cresset/tensor';
import { packPaddedSequence } from './pack-padded-sequence.js';
import type { PackedSequence } from './packed-sequence.js';
import { padSequence } from './pad-sequence.js';

/**
 * Sequences of different lengths, packed.
 *
 * @param sequences tensors [length, *]
 * @param options.enforceSorted refuse lengths that don't decrease (default true); else they are sorted
 */
export function packSequence(
  sequences: readonly Tensor[],
  options?: { enforceSorted?: boolean },
): PackedSequence {
  const lengths = sequences.map((s) => s.shape[0]!);
  return packPaddedSequence(padSequence(sequences), lengths, options);
}
