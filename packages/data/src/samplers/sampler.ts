/** An order of samples. Each iteration is one epoch and may give another order. */
export interface Sampler<I = number> extends Iterable<I> {
  /** How many indices an epoch gives. */
  readonly length: number;
}
