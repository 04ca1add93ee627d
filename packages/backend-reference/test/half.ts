/** float16 by the definition, slow and independent of the source: used to judge it. */
export function fromHalf(h: number): number {
  const sign = h >> 15 ? -1 : 1;
  const exponent = (h >> 10) & 31;
  const fraction = (h & 1023) / 1024;
  if (exponent === 31) return fraction > 0 ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** Nearest float16, ties to the even word, found by bisection over the ordered words. */
export function toHalf(x: number): number {
  const f = Math.fround(x);
  if (Number.isNaN(f)) return 0x7e00;
  const sign = Object.is(f, -0) || f < 0 ? 0x8000 : 0;
  const a = Math.abs(f);
  if (a >= 65520) return sign | 0x7c00;
  let low = 0;
  let high = 0x7bff;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromHalf(middle) <= a) low = middle;
    else high = middle - 1;
  }
  const below = a - fromHalf(low);
  const above = (low === 0x7bff ? 65536 : fromHalf(low + 1)) - a;
  const up = above < below || (above === below && low % 2 === 1);
  return sign | (up ? low + 1 : low);
}

/** Nearest bfloat16, ties to the even word. */
export function toBrain(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  if (Number.isNaN(view.getFloat32(0))) return 0x7fc0;
  const [word, rest] = [view.getUint16(0), view.getUint16(2)];
  const up = rest > 0x8000 || (rest === 0x8000 && word % 2 === 1);
  return up ? word + 1 : word;
}
