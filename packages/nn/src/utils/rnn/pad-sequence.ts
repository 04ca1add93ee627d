import { ArgumentError, functional as F, ShapeError, stack, type Tensor } from '@cresset/tensor';
import { describe, parseOptions, sameShape, showShape } from '@cresset/tensor/toolkit';

/**
 * Sequences of different lengths as one tensor, filled up with a value.
 *
 * @param sequences tensors [length, *]
 * @param options.batchFirst whether the batch is to be the first dimension (default false)
 * @param options.paddingValue what stands beyond a sequence's end (default 0)
 * @param options.paddingSide where it stands (default `'right'`)
 * @returns [T, N, *] or [N, T, *]
 */
export function padSequence(
  sequences: readonly Tensor[],
  options?: { batchFirst?: boolean; paddingValue?: number; paddingSide?: 'left' | 'right' },
): Tensor {
  const o = parseOptions('padSequence', options, {
    batchFirst: false,
    paddingValue: 0,
    paddingSide: 'right' as string,
  });
  if (!Array.isArray(sequences) || sequences.length === 0) {
    throw new ArgumentError(`padSequence: expected a list of tensors, got ${describe(sequences)}`);
  }
  if (o.paddingSide !== 'left' && o.paddingSide !== 'right') {
    throw new ArgumentError(
      `padSequence: paddingSide must be 'left' or 'right', got ${describe(o.paddingSide)}`,
    );
  }
  const rest = sequences[0]!.shape.slice(1);
  const wrong = sequences.find((s) => s.ndim === 0 || !sameShape(s.shape.slice(1), rest));
  if (wrong !== undefined) {
    throw new ShapeError(
      `padSequence: sequences must differ in their length alone, got ${showShape(sequences[0]!.shape)} and ${showShape(wrong.shape)}`,
    );
  }
  const time = Math.max(...sequences.map((s) => s.shape[0]!));
  const padded = sequences.map((s) => {
    const more = time - s.shape[0]!;
    const sides = o.paddingSide === 'right' ? [0, more] : [more, 0];
    return F.pad(s, [...rest.flatMap(() => [0, 0]), ...sides], { value: o.paddingValue });
  });
  return stack(padded, o.batchFirst ? 0 : 1);
}
