import { defaultGenerator, type Generator } from '@cresset/tensor';
import { philox } from '@cresset/tensor/backend';

/**
 * Random numbers on the host, for what is decided there: orders, crops, flips. The numbers are a function of the seed
 * alone (Philox 4×32-10), so an order is the same on every device and platform.
 */
export class RandomStream {
  private readonly words = new Uint32Array(4);
  private counter = 0;
  private used = 4;

  constructor(private readonly seed: number) {}

  /** A stream of its own, drawn from `generator` (default: the default generator), which moves on. */
  static from(generator: Generator | null = null): RandomStream {
    return new RandomStream((generator ?? defaultGenerator()).fork().initialSeed());
  }

  /** Stream number `position` of those that belong to `seed`: random access to as many streams as there are numbers. */
  static at(seed: number, position: number): RandomStream {
    const words = new Uint32Array(4);
    philox(seed, position, words);
    return new RandomStream(words[0]! + (words[1]! & 0x1fffff) * 4294967296);
  }

  /** The next 32 random bits. */
  word(): number {
    if (this.used === 4) {
      philox(this.seed, this.counter++, this.words);
      this.used = 0;
    }
    return this.words[this.used++];
  }

  /** A number in [0, 1) with 24 random bits. */
  uniform(): number {
    return (this.word() >>> 8) * 2 ** -24;
  }

  /** An integer in [0, n), each equally likely; n at most 2³². */
  below(n: number): number {
    // Words at the end of the range that would make some results likelier are drawn again.
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % n;
    }
  }

  /** A number from the normal distribution of mean 0 and deviation 1 (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The numbers 0 … n-1 in random order (Fisher and Yates). */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    this.shuffle(order);
    return order;
  }

  /** Puts the elements into random order, in place. */
  shuffle(list: { [at: number]: unknown; readonly length: number }): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
  }
}
