import { Dataset, IterableDataset } from '../src/index.js';

/** The numbers 0 … length-1, one by one. */
export class Numbers extends Dataset<number> {
  /** How often samples were asked for. */
  calls = 0;

  constructor(
    readonly length: number,
    private readonly delay = false,
  ) {
    super();
  }

  get(index: number): number | Promise<number> {
    this.calls++;
    return this.delay ? new Promise((resolve) => setTimeout(resolve, 1, index)) : index;
  }
}

export class Stream extends IterableDataset<number> {
  constructor(private readonly count: number) {
    super();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    for (let i = 0; i < this.count; i++) yield i;
  }
}
