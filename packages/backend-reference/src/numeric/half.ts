/**
 * float16 and bfloat16 are kept as 16-bit words and computed with as float32. Conversions round to nearest, ties to
 * even, from float32: a float64 is rounded to float32 first, as native code does that has only the float32 instruction.
 */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Nearest float16 of `x`, as its 16 bits. */
export function toHalf(x: number): number {
  float[0] = x;
  const u = bits[0];
  const sign = (u >>> 16) & 0x8000;
  const magnitude = u & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 float16 is fixed-point with a unit of 2^-24. Adding and subtracting 2^52 rounds to even.
    const scaled = Math.abs(float[0]) * 16777216 + 4503599627370496;
    return sign | (scaled - 4503599627370496);
  }
  const rounded = magnitude + 0x0fff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** Nearest bfloat16 of `x`, as its 16 bits. */
export function toBrain(x: number): number {
  float[0] = x;
  const u = bits[0];
  if ((u & 0x7fffffff) > 0x7f800000) return ((u >>> 16) & 0x8000) | 0x7fc0;
  return ((u + 0x7fff + ((u >>> 16) & 1)) >>> 16) & 0xffff;
}

function decodeHalf(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >>> 10) & 31;
  const fraction = h & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

let halves: Float32Array | null = null;
let brains: Float32Array | null = null;

/** Value of each of the 65,536 float16 words: a look-up is several times cheaper than taking the bits apart. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65536 }, (_, h) => decodeHalf(h));
  return halves;
}

/** Value of each of the 65,536 bfloat16 words. */
export function brainTable(): Float32Array {
  if (brains === null) {
    brains = new Float32Array(65536);
    const words = new Uint32Array(brains.buffer);
    for (let h = 0; h < 65536; h++) words[h] = h << 16;
  }
  return brains;
}

export function roundHalf(x: number): number {
  return halfTable()[toHalf(x)];
}

export function roundBrain(x: number): number {
  return brainTable()[toBrain(x)];
}
