import { philox } from '@cresset/tensor/backend';

/**
 * The `uniform` instruction. Neighbouring elements take their words from the same Philox block, so the last block is
 * kept: the numbers are those of `uniform32` and `uniform64` of the core, two to four times sooner.
 */
const words = new Uint32Array(4);
let lastSeed = -1;
let lastBlock = -1;

function block(seed: number, counter: number): void {
  if (counter === lastBlock && seed === lastSeed) return;
  philox(seed, counter, words);
  lastSeed = seed;
  lastBlock = counter;
}

export function uniform32(seed: number, offset: number, index: number): number {
  block(seed, offset + Math.floor(index / 4));
  return (words[index % 4] >>> 8) * 5.9604644775390625e-8;
}

export function uniform64(seed: number, offset: number, index: number): number {
  block(seed, offset + Math.floor(index / 2));
  const at = 2 * (index % 2);
  return ((words[at] >>> 5) * 67108864 + (words[at + 1] >>> 6)) / 9007199254740992;
}
