import type { Numbers } from './operands.js';
import { rootOfUnity } from './twiddle.js';

/** Prime factors up to here are transformed by their definition; larger ones by Bluestein's convolution. */
const LARGEST_PRIME = 31;

/** The factors of n, 4 before 2, or null when a prime is too large. */
export function factorsOf(n: number): number[] | null {
  const factors: number[] = [];
  let rest = n;
  for (const r of [4, 2, 3, 5]) {
    while (rest % r === 0) {
      factors.push(r);
      rest /= r;
    }
  }
  for (let r = 7; r <= LARGEST_PRIME && rest > 1; r += 2) {
    while (rest % r === 0) {
      factors.push(r);
      rest /= r;
    }
  }
  return rest === 1 ? factors : null;
}

/** cos and sin of 2π k/n for k < n, each accurate to the last digit: the angle is reduced to an octant as integers. */
export function roots(n: number): { cos: Numbers; sin: Numbers } {
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let k = 0; k < n; k++) [cos[k], sin[k]] = rootOfUnity(k, n);
  return { cos, sin };
}

interface Plan {
  readonly n: number;
  readonly factors: readonly number[] | null;
  readonly cos: Numbers;
  readonly sin: Numbers;
  readonly chirp: Chirp | null;
}

interface Chirp {
  readonly inner: Plan;
  /** e^{−iπ k²/n}, interleaved. */
  readonly w: Numbers;
  /** Transform of the conjugate chirp, laid out as a circle. */
  readonly kernel: Numbers;
}

const plans = new Map<number, Plan>();
const MOST_PLANS = 64;

export function planOf(n: number): Plan {
  let plan = plans.get(n);
  if (plan === undefined) {
    const factors = factorsOf(n);
    const { cos, sin } = roots(n);
    plan = { n, factors, cos, sin, chirp: factors === null ? chirpOf(n) : null };
    if (plans.size >= MOST_PLANS) plans.clear();
    plans.set(n, plan);
  }
  return plan;
}

/** Length of Bluestein's convolution: a power of 2 that is at least 2n − 1. */
function chirpOf(n: number): Chirp {
  let length = 1;
  while (length < 2 * n - 1) length *= 2;
  const inner = planOf(length);
  const w = new Float64Array(2 * n);
  const kernel = new Float64Array(2 * length);
  for (let k = 0; k < n; k++) {
    // k² modulo 2n, without leaving the integers.
    const [c, s] = rootOfUnity(Number((BigInt(k) * BigInt(k)) % BigInt(2 * n)), 2 * n);
    w[2 * k] = c;
    w[2 * k + 1] = -s;
    for (const at of k === 0 ? [0] : [k, length - k]) {
      kernel[2 * at] = c;
      kernel[2 * at + 1] = s;
    }
  }
  return { inner, w, kernel: transform(inner, kernel, 1) };
}

/**
 * X_k = Σ_j x_j e^{∓2πi jk/n} of interleaved complex numbers, sign −1 forward. The self-sorting method of Stockham, one
 * pass a factor; rounding errors grow with the logarithm of n.
 */
export function transform(plan: Plan, x: Numbers, direction: 1 | -1): Numbers {
  const { n } = plan;
  if (n <= 1) return x.slice();
  // Forward is direction 1 here, with conjugated roots; backward conjugates before and after.
  if (direction === -1) return conjugate(transform(plan, conjugate(x.slice()), 1));
  if (plan.chirp !== null) return bluestein(plan.chirp, n, x);
  let from = x.slice();
  let to = new Float64Array(2 * n);
  let length = n;
  let stride = 1;
  for (const r of plan.factors!) {
    pass(plan, from, to, length, stride, r);
    [from, to] = [to, from];
    length /= r;
    stride *= r;
  }
  return from;
}

function pass(plan: Plan, x: Numbers, y: Numbers, length: number, stride: number, r: number): void {
  const { n, cos, sin } = plan;
  const m = length / r;
  const step = n / r;
  const ar = new Float64Array(r);
  const ai = new Float64Array(r);
  for (let p = 0; p < m; p++) {
    for (let q = 0; q < stride; q++) {
      for (let k = 0; k < r; k++) {
        const at = 2 * (q + stride * (p + m * k));
        ar[k] = x[at]!;
        ai[k] = x[at + 1]!;
      }
      for (let j = 0; j < r; j++) {
        let [sr, si] = [0, 0];
        for (let k = 0; k < r; k++) {
          const w = ((j * k) % r) * step;
          sr += ar[k]! * cos[w]! + ai[k]! * sin[w]!;
          si += ai[k]! * cos[w]! - ar[k]! * sin[w]!;
        }
        const t = p * j * stride;
        const to = 2 * (q + stride * (r * p + j));
        y[to] = sr * cos[t]! + si * sin[t]!;
        y[to + 1] = si * cos[t]! - sr * sin[t]!;
      }
    }
  }
}

function conjugate(x: Numbers): Numbers {
  for (let i = 1; i < x.length; i += 2) x[i]! *= -1;
  return x;
}

/** A transform of any length as a convolution with a chirp (Bluestein 1970). */
function bluestein({ inner, w, kernel }: Chirp, n: number, x: Numbers): Numbers {
  const padded = new Float64Array(2 * inner.n);
  for (let k = 0; k < n; k++) timesInto(padded, k, x, k, w, k);
  const spectrum = transform(inner, padded, 1);
  for (let k = 0; k < inner.n; k++) timesInto(spectrum, k, spectrum, k, kernel, k);
  const back = transform(inner, spectrum, -1);
  const result = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) timesInto(result, k, back, k, w, k);
  for (let k = 0; k < 2 * n; k++) result[k]! /= inner.n;
  return result;
}

function timesInto(out: Numbers, o: number, a: Numbers, i: number, b: Numbers, j: number): void {
  const [ar, ai, br, bi] = [a[2 * i]!, a[2 * i + 1]!, b[2 * j]!, b[2 * j + 1]!];
  out[2 * o] = ar * br - ai * bi;
  out[2 * o + 1] = ar * bi + ai * br;
}
