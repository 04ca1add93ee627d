/** A few significant digits, for a number that is looked at and not worked with. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'not a number' : x > 0 ? '∞' : '−∞';
  if (x !== 0 && Math.abs(x) < 0.001) return x.toExponential(1).replace('-', '−');
  return x.toLocaleString('en', { maximumFractionDigits: x >= 100 ? 0 : x >= 10 ? 1 : 3 });
}

export const whole = (x: number): string => Math.round(x).toLocaleString('en');

export const percent = (x: number, digits = 1): string => `${(100 * x).toFixed(digits)}\u202f%`;

/** Bytes in the largest unit that leaves a number above one. */
export function bytes(n: number): [value: string, unit: string] {
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = n;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return [size.toLocaleString('en', { maximumFractionDigits: size < 10 ? 1 : 0 }), units[unit]!];
}
