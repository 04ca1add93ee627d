import type { Sampler } from './sampler.js';

/** 0, 1, 2, … */
export class SequentialSampler implements Sampler {
  constructor(private readonly source: { readonly length: number }) {}

  get length(): number {
    return this.source.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const n = this.length;
    for (let i = 0; i < n; i++) yield i;
  }
}
