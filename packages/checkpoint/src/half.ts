/** The bits of a float32 that a half-precision type can hold exactly, as that type's own: what `data()` gives, written. */

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32 is a bfloat16. */
export function toBfloat16Bits(value: number): number {
  scratch.setFloat32(0, value);
  // A NaN whose payload lies in the lower half alone would become an infinity.
  return scratch.getUint16(0) | (Number.isNaN(value) ? 0x40 : 0);
}

export function fromBfloat16Bits(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** One sign bit, five of exponent (bias 15), ten of fraction. */
export function toFloat16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  // Below 2^-14 there is no leading one: a multiple of 2^-24.
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | (size / 2 ** (exponent - 10) - 1024);
}

export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
