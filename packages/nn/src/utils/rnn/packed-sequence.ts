import type { Tensor } from '@cresset/tensor';

/**
 * Sequences of different lengths without padding: the elements of all sequences at time 0, then those at time 1, and so
 * on, longest sequence first. Made by `packPaddedSequence` and `packSequence`.
 */
export class PackedSequence {
  constructor(
    /** [sum of batchSizes, *] */
    readonly data: Tensor,
    /** How many sequences are still running at each time. */
    readonly batchSizes: readonly number[],
    /** For each place of the packed batch the sequence that stands there; null: they came in order. */
    readonly sortedIndices: readonly number[] | null = null,
  ) {}

  /** Length of each sequence, in the order of the packed batch. */
  get lengths(): number[] {
    const { batchSizes } = this;
    return Array.from({ length: batchSizes[0] ?? 0 }, (_, b) => batchSizes.filter((n) => n > b).length);
  }

  /** For each sequence its place in the packed batch; null: they came in order. */
  get unsortedIndices(): readonly number[] | null {
    if (this.sortedIndices === null) return null;
    const places = new Array<number>(this.sortedIndices.length);
    this.sortedIndices.forEach((sequence, place) => {
      places[sequence] = place;
    });
    return places;
  }

  /** The same sequences with other elements. */
  withData(data: Tensor): PackedSequence {
    return new PackedSequence(data, this.batchSizes, this.sortedIndices);
  }
}
