import { ShapeError, type Tensor } from '@cresset/tensor';
import { parseOptions, showShape } from '@cresset/tensor/toolkit';
import type { Lengths } from './lengths.js';
import { lengthsOf } from './lengths.js';

/**
 * The inverse of `padSequence`: sequences of their own lengths.
 *
 * @param paddedSequences [T, N, *], or [N, T, *] with `batchFirst`
 * @param lengths length of each sequence, [N]
 * @param options.batchFirst whether the batch is the first dimension (default false)
 */
export function unpadSequence(
  paddedSequences: Tensor,
  lengths: Lengths,
  options?: { batchFirst?: boolean },
): Tensor[] {
  const { batchFirst } = parseOptions('unpadSequence', options, { batchFirst: false });
  if (paddedSequences.ndim < 2) {
    throw new ShapeError(
      `unpadSequence: input must have at least 2 dimensions, got ${showShape(paddedSequences.shape)}`,
    );
  }
  const rows = batchFirst ? paddedSequences : paddedSequences.transpose(0, 1);
  const [n, time] = rows.shape as [number, number];
  return lengthsOf('unpadSequence', lengths, n, time).map((length, i) =>
    rows.select(0, i).narrow(0, 0, length),
  );
}
