/**
 * Philox 4×32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (2011). Stateless: the words are a function of (key, counter), so every device gives the same numbers in
 * any order and with any number of threads.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const TWO32 = 4294967296;

/** High word of the 64-bit product of two unsigned 32-bit numbers; doubles hold only 53 bits, hence the halves. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + (middle2 >>> 16)) >>> 0;
}

/** Writes the four words of block `counter` under key `seed` (both integers below 2^53) into `out`. */
export function philox(seed: number, counter: number, out: Uint32Array): void {
  let k0 = seed >>> 0;
  let k1 = Math.floor(seed / TWO32) >>> 0;
  let c0 = counter >>> 0;
  let c1 = Math.floor(counter / TWO32) >>> 0;
  let c2 = 0;
  let c3 = 0;
  for (let round = 0; round < 10; round++) {
    const h0 = mulHigh(M0, c0);
    const l0 = Math.imul(M0, c0) >>> 0;
    const h1 = mulHigh(M1, c2);
    const l1 = Math.imul(M1, c2) >>> 0;
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const words = new Uint32Array(4);

/** The float32 `uniform` instruction: word `index mod 4` of block `offset + ⌊index/4⌋`, its upper 24 bits · 2⁻²⁴. */
export function uniform32(seed: number, offset: number, index: number): number {
  philox(seed, offset + Math.floor(index / 4), words);
  return (words[index % 4]! >>> 8) * 5.9604644775390625e-8;
}

/** The float64 `uniform` instruction: words 2·(index mod 2) and the next of block `offset + ⌊index/2⌋`, 53 bits. */
export function uniform64(seed: number, offset: number, index: number): number {
  philox(seed, offset + Math.floor(index / 2), words);
  const at = 2 * (index % 2);
  return ((words[at]! >>> 5) * 67108864 + (words[at + 1]! >>> 6)) / 9007199254740992;
}
