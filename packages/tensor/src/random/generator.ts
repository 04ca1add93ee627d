import { ArgumentError } from '../errors.js';
import type { Lanes } from '../lanes/lanes.js';
import { checkRandomness } from '../lanes/lanes.js';
import { describe, parseOptions } from '../op/options.js';
import { philox } from './philox.js';

/** What a generator is at: with it, the same numbers come again. */
export interface GeneratorState {
  readonly seed: number;
  /** Blocks of four 32-bit words drawn since the seed was set. */
  readonly offset: number;
}

/** Start of a range of Philox blocks that belongs to one call. */
export interface RandomRange {
  readonly seed: number;
  readonly offset: number;
}

function checkSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`seed: must be an integer of at most 53 bits, got ${describe(seed)}`);
  }
  return seed;
}

/** PyTorch's seed for generators that get none. */
const DEFAULT_SEED = 67280421310721;

/**
 * A stream of random numbers. The numbers are a function of seed and position alone (Philox 4×32-10), so that every
 * device draws the same ones.
 */
export class Generator {
  private current: number;
  private offset = 0;

  /** @param seed integer (default: PyTorch's 67280421310721) */
  constructor(seed: number = DEFAULT_SEED) {
    this.current = checkSeed(seed);
  }

  /** The seed that the stream started from. */
  initialSeed(): number {
    return this.current;
  }

  /** Starts the stream of `seed` from its beginning. */
  manualSeed(seed: number): this {
    this.current = checkSeed(seed);
    this.offset = 0;
    return this;
  }

  getState(): GeneratorState {
    return { seed: this.current, offset: this.offset };
  }

  /** Goes on where `getState` was called. */
  setState(state: GeneratorState): this {
    const { seed, offset } = parseOptions('setState', state, { seed: NaN, offset: NaN });
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new ArgumentError(`setState: offset must be an integer ≥ 0, got ${describe(offset)}`);
    }
    this.current = checkSeed(seed);
    this.offset = offset;
    return this;
  }

  /** A generator with a stream of its own, seeded from this one, which moves on: for workers and parallel parts. */
  fork(): Generator {
    const { seed, offset } = nextRandom(this, 4);
    const words = new Uint32Array(4);
    philox(seed, offset, words);
    return new Generator(words[0]! + (words[1]! & 0x1fffff) * 4294967296);
  }

  /** @internal */
  take(blocks: number): RandomRange {
    const range = { seed: this.current, offset: this.offset };
    this.offset += blocks;
    return range;
  }
}

let shared: Generator | null = null;

/** The generator that is used where none is given. Until `manualSeed` it starts from a seed of its own in each program. */
export function defaultGenerator(): Generator {
  shared ??= new Generator(Math.floor(Math.random() * 2 ** 53));
  return shared;
}

/** Seeds the default generator: the same program then draws the same numbers, on any device. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator().manualSeed(seed);
}

/**
 * Reserves `words` 32-bit words of a stream for one call, in whole blocks of four.
 *
 * @param generator null: the default generator
 * @param lanes of the tensor that is drawn, for `vmap`; left out by draws that can't differ from lane to lane
 * @returns seed and first block, the parameters of the `uniform` instruction
 */
export function nextRandom(
  generator: Generator | null | undefined,
  words: number,
  lanes?: Lanes | null,
): RandomRange {
  checkRandomness(lanes);
  if (generator !== null && generator !== undefined && !(generator instanceof Generator)) {
    throw new ArgumentError(`generator: expected a Generator, got ${describe(generator)}`);
  }
  return (generator ?? defaultGenerator()).take(Math.ceil(words / 4));
}
