/** Sample values and reference functions, written plainly and in float64. */

/** erf by its Taylor series, and by the continued fraction of erfc beyond 2.5. */
export function erf(x: number): number {
  if (Math.abs(x) > 2.5) return Math.sign(x) * (1 - erfcTail(Math.abs(x)));
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    const next = sum + term / (2 * n + 1);
    if (next === sum) break;
    sum = next;
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function erfcTail(x: number): number {
  let f = 0;
  for (let n = 120; n > 0; n--) f = n / 2 / (x + f);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + f);
}

export function erfc(x: number): number {
  if (x > 2.5) return erfcTail(x);
  if (x < -2.5) return 2 - erfcTail(-x);
  return 1 - erf(x);
}

/** Lanczos' approximation, g = 607/128, 15 terms. */
export function lgamma(x: number): number {
  if (x < 0.5) return Math.log(Math.abs(Math.PI / Math.sin(Math.PI * x))) - lgamma(1 - x);
  const c = [
    0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174,
    -0.49191381609762019978, 0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4,
    0.15808870322491248884e-3, -0.21026444172410488319e-3, 0.2174396181152126432e-3,
    -0.16431810653676389022e-3, 0.84418223983852743293e-4, -0.2619083840158140867e-4,
    0.36899182659531622704e-5,
  ];
  let sum = c[0];
  for (let i = 1; i < 15; i++) sum += c[i] / (x + i - 1);
  const t = x - 1 + 607 / 128 + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

export function digamma(x: number): number {
  if (x < 0) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  let y = x;
  for (; y < 20; y++) sum -= 1 / y;
  const z = 1 / (y * y);
  return sum + Math.log(y) - 0.5 / y - z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))));
}

export function roundEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x - Math.trunc(x)) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** Distance in units of the last place of float32 (`single`) or float64. */
export function ulps(a: number, b: number, single: boolean): number {
  if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const tiny = single ? 2 ** -149 : 2 ** -1074;
  const digits = single ? 23 : 52;
  const lowest = single ? -126 : -1022;
  const exponent = Math.max(
    lowest,
    Math.floor(Math.log2(Math.max(Math.abs(b), single ? 2 ** -126 : 2 ** -1022))),
  );
  return Math.abs(a - b) / Math.max(tiny, 2 ** (exponent - digits));
}

/** A deterministic stream of numbers in [0, 1). */
export function* stream(seed: number): Generator<number> {
  let s = seed >>> 0;
  for (;;) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    yield s / 2 ** 32;
  }
}

export function randoms(n: number, low: number, high: number, seed = 1): number[] {
  const s = stream(seed);
  return Array.from({ length: n }, () => low + (high - low) * (s.next().value as number));
}
