import type { Tensor } from '@cresset/tensor';
import type { PackedSequence } from './packed-sequence.js';
import { padPackedSequence } from './pad-packed-sequence.js';

/** The inverse of `packSequence`: a tensor [length, *] for each sequence. */
export function unpackSequence(sequence: PackedSequence): Tensor[] {
  const [padded] = padPackedSequence(sequence, { batchFirst: true });
  const places = sequence.unsortedIndices;
  const { lengths } = sequence;
  return lengths.map((_, i) => padded.select(0, i).narrow(0, 0, lengths[places?.[i] ?? i]!));
}
