import { ArgumentError, type Generator as RandomGenerator } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { RandomStream } from '../random-stream.js';
import type { Sampler } from './sampler.js';

export interface WeightedRandomSamplerOptions {
  /** Whether a sample may come several times in an epoch (default true). */
  replacement?: boolean;
  /** Default: the default generator. */
  generator?: RandomGenerator | null;
}

/** Draws samples with probabilities proportional to weights: the usual remedy for rare classes. */
export class WeightedRandomSampler implements Sampler {
  private readonly options: Required<WeightedRandomSamplerOptions>;

  /**
   * @param weights one a sample, ≥ 0, not all 0; they need not add up to 1
   * @param length how many samples to draw in an epoch
   */
  constructor(
    private readonly weights: ArrayLike<number>,
    readonly length: number,
    options: WeightedRandomSamplerOptions = {},
  ) {
    this.options = parseOptions<Required<WeightedRandomSamplerOptions>>('WeightedRandomSampler', options, {
      replacement: true,
      generator: null,
    });
    checkInteger('WeightedRandomSampler', 'numSamples', length, 1);
    let positive = 0;
    for (let i = 0; i < weights.length; i++) {
      const w = weights[i]!;
      if (!(w >= 0 && w < Number.POSITIVE_INFINITY)) {
        throw new ArgumentError(
          `WeightedRandomSampler: weight ${i} is ${w}; weights are finite and not negative`,
        );
      }
      if (w > 0) positive++;
    }
    if (positive === 0) throw new ArgumentError('WeightedRandomSampler: no weight is positive');
    if (!this.options.replacement && length > positive) {
      throw new ArgumentError(
        `WeightedRandomSampler: ${length} samples can't be drawn without replacement from ${positive} of positive weight`,
      );
    }
  }

  *[Symbol.iterator](): Generator<number, void> {
    const stream = RandomStream.from(this.options.generator);
    yield* this.options.replacement ? this.withReplacement(stream) : this.withoutReplacement(stream);
  }

  private *withReplacement(stream: RandomStream): Generator<number, void> {
    const { weights } = this;
    const sums = new Float64Array(weights.length);
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      total += weights[i]!;
      sums[i] = total;
    }
    for (let drawn = 0; drawn < this.length; drawn++) {
      const wanted = stream.uniform() * total;
      // The first sum above the number; samples of weight 0 share their sum with the one before and are never first.
      let low = 0;
      let high = sums.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sums[middle]! > wanted) high = middle;
        else low = middle + 1;
      }
      yield low;
    }
  }

  /** The largest of log(u) / w, one u a sample (Efraimidis and Spirakis, "Weighted random sampling", 2006). */
  private *withoutReplacement(stream: RandomStream): Generator<number, void> {
    const keys = Float64Array.from(this.weights, (w) => Math.log(1 - stream.uniform()) / w);
    const order = Array.from(keys.keys()).filter((i) => this.weights[i]! > 0);
    order.sort((a, b) => keys[b]! - keys[a]!);
    for (let i = 0; i < this.length; i++) yield order[i]!;
  }
}
