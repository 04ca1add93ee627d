import type { Generator as RandomGenerator } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { RandomStream } from '../random-stream.js';
import type { Sampler } from './sampler.js';

/** The given indices in random order, without replacement. */
export class SubsetRandomSampler implements Sampler {
  private readonly generator: RandomGenerator | null;

  constructor(
    readonly indices: readonly number[],
    options: { generator?: RandomGenerator | null } = {},
  ) {
    const defaults = { generator: null as RandomGenerator | null };
    this.generator = parseOptions('SubsetRandomSampler', options, defaults).generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const order = [...this.indices];
    RandomStream.from(this.generator).shuffle(order);
    yield* order;
  }
}
