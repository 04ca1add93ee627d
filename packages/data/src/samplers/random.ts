import { ArgumentError, type Generator as RandomGenerator } from '@cresset/tensor';
import { checkBoolean, checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { RandomStream } from '../random-stream.js';
import type { Sampler } from './sampler.js';

export interface RandomSamplerOptions {
  /** Draw with replacement (default false: each epoch is a permutation). */
  replacement?: boolean;
  /** How many samples an epoch has (default: all of them). */
  numSamples?: number | null;
  /** Default: the default generator. */
  generator?: RandomGenerator | null;
}

/** All samples in random order, another one each epoch. */
export class RandomSampler implements Sampler {
  private readonly options: Required<RandomSamplerOptions>;

  constructor(
    private readonly source: { readonly length: number },
    options: RandomSamplerOptions = {},
  ) {
    this.options = parseOptions<Required<RandomSamplerOptions>>('RandomSampler', options, {
      replacement: false,
      numSamples: null,
      generator: null,
    });
    checkBoolean('RandomSampler', 'replacement', this.options.replacement);
    const { numSamples } = this.options;
    if (numSamples !== null) checkInteger('RandomSampler', 'numSamples', numSamples, 1);
    if (this.options.replacement && source.length === 0) {
      throw new ArgumentError('RandomSampler: nothing can be drawn from a data set without samples');
    }
  }

  get length(): number {
    return this.options.numSamples ?? this.source.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const stream = RandomStream.from(this.options.generator);
    const n = this.source.length;
    let left = this.length;
    if (this.options.replacement) {
      while (left-- > 0) yield stream.below(n);
      return;
    }
    // More samples than there are: several permutations, the last one cut.
    while (left > 0 && n > 0) {
      const order = stream.permutation(n);
      for (let i = 0; i < n && left > 0; i++, left--) yield order[i]!;
    }
  }
}
