import { ArgumentError, ShapeError, type Tensor, tensor } from '@cresset/tensor';
import { parseOptions, showShape } from '@cresset/tensor/toolkit';
import type { Lengths } from './lengths.js';
import { batchSizesOf, lengthsOf } from './lengths.js';
import { PackedSequence } from './packed-sequence.js';

/**
 * Padded sequences without their padding.
 *
 * @param input [T, N, *], or [N, T, *] with `batchFirst`
 * @param lengths length of each sequence, [N]
 * @param options.batchFirst whether the batch is the first dimension (default false)
 * @param options.enforceSorted refuse lengths that don't decrease (default true); else they are sorted
 */
export function packPaddedSequence(
  input: Tensor,
  lengths: Lengths,
  options?: { batchFirst?: boolean; enforceSorted?: boolean },
): PackedSequence {
  const name = 'packPaddedSequence';
  const o = parseOptions(name, options, { batchFirst: false, enforceSorted: true });
  if (input.ndim < 2) {
    throw new ShapeError(`${name}: input must have at least 2 dimensions, got ${showShape(input.shape)}`);
  }
  const [first, second, ...rest] = input.shape as [number, number, ...number[]];
  const [time, n] = o.batchFirst ? [second, first] : [first, second];
  const given = lengthsOf(name, lengths, n, time);
  const order = given.map((_, i) => i);
  if (o.enforceSorted) {
    if (given.some((v, i) => i > 0 && v > given[i - 1]!)) {
      throw new ArgumentError(
        `${name}: lengths must decrease, got [${given.join(', ')}]; pass { enforceSorted: false } to have them sorted`,
      );
    }
  } else order.sort((a, b) => given[b]! - given[a]!);
  const batchSizes = batchSizesOf(order.map((i) => given[i]!));
  const at = (t: number, sequence: number): number => (o.batchFirst ? sequence * time + t : t * n + sequence);
  const places = batchSizes.flatMap((count, t) => order.slice(0, count).map((sequence) => at(t, sequence)));
  const index = tensor(places, { dtype: 'int64', device: input.device });
  const data = input.reshape([first * second, ...rest]).indexSelect(0, index);
  return new PackedSequence(data, batchSizes, o.enforceSorted ? null : order);
}
