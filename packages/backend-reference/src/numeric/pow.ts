/** C's pow: 1 to anything and (-1) to ±∞ are 1, where `Math.pow` gives NaN. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY))) return 1;
  return x ** y;
}
