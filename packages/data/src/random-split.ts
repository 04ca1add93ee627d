import { ArgumentError, type Generator } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { Dataset } from './dataset.js';
import { RandomStream } from './random-stream.js';
import { Subset } from './subset.js';

/**
 * Cuts a data set into random parts without overlap.
 *
 * @param lengths sizes that add up to the whole, or fractions that add up to 1 (what rounding leaves over goes to the
 *   first parts, one each, as in PyTorch)
 * @param options.generator default: the default generator
 * @throws ArgumentError when the sizes don't add up
 */
export function randomSplit<T>(
  dataset: Dataset<T>,
  lengths: readonly number[],
  options: { generator?: Generator | null } = {},
): Subset<T>[] {
  const { generator } = parseOptions('randomSplit', options, { generator: null as Generator | null });
  const total = dataset.length;
  const sum = lengths.reduce((a, b) => a + b, 0);
  let sizes = [...lengths];
  if (Math.abs(sum - 1) < 1e-9 && lengths.every((f) => f >= 0 && f <= 1)) {
    sizes = lengths.map((f) => Math.floor(f * total));
    const rest = total - sizes.reduce((a, b) => a + b, 0);
    for (let i = 0; i < rest; i++) sizes[i % sizes.length]! += 1;
  } else if (sum !== total || !lengths.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new ArgumentError(
      `randomSplit: the lengths [${lengths.join(', ')}] add up to ${sum}, neither to the ${total} samples of the data set nor, as fractions, to 1`,
    );
  }
  const order = RandomStream.from(generator).permutation(total);
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return new Subset(dataset, order.subarray(start - size, start));
  });
}
