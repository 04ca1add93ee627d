import { ArgumentError, full, type Tensor, tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { PackedSequence } from './packed-sequence.js';

/**
 * The inverse of `packPaddedSequence`.
 *
 * @param options.batchFirst whether the batch is to be the first dimension (default false)
 * @param options.paddingValue what stands beyond a sequence's end (default 0)
 * @param options.totalLength length of the result in time (default: that of the longest sequence)
 * @returns [T, N, *] or [N, T, *], and the lengths, int64 [N]
 */
export function padPackedSequence(
  sequence: PackedSequence,
  options?: { batchFirst?: boolean; paddingValue?: number; totalLength?: number | null },
): [padded: Tensor, lengths: Tensor] {
  const name = 'padPackedSequence';
  const o = parseOptions(name, options, {
    batchFirst: false,
    paddingValue: 0,
    totalLength: null as number | null,
  });
  const { data, batchSizes, sortedIndices } = sequence;
  const time = o.totalLength ?? batchSizes.length;
  if (time < batchSizes.length) {
    throw new ArgumentError(
      `${name}: totalLength ${time} is shorter than the longest sequence (${batchSizes.length})`,
    );
  }
  const n = batchSizes[0]!;
  const sequenceAt = (place: number): number => sortedIndices?.[place] ?? place;
  const at = (t: number, s: number): number => (o.batchFirst ? s * time + t : t * n + s);
  const places = batchSizes.flatMap((count, t) =>
    Array.from({ length: count }, (_, b) => at(t, sequenceAt(b))),
  );
  const { device, dtype } = data;
  const rest = data.shape.slice(1);
  const filled = full([time * n, ...rest], o.paddingValue, { dtype, device });
  const padded = filled.indexCopy(0, tensor(places, { dtype: 'int64', device }), data);
  const lengths = new Array<number>(n);
  sequence.lengths.forEach((length, place) => {
    lengths[sequenceAt(place)] = length;
  });
  const shape = o.batchFirst ? [n, time, ...rest] : [time, n, ...rest];
  return [padded.reshape(shape), tensor(lengths, { dtype: 'int64' })];
}
