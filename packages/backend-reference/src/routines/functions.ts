import { OutOfMemoryError } from '@cresset/tensor/backend';
import { factor, solveFactored } from './lu.js';
import {
  allFinite,
  type Batch,
  columnsOf,
  eachMatrix,
  load,
  matricesOf,
  multiply,
  NOT_FINITE,
  type Numbers,
  rowsOf,
  store,
  wordsOf,
} from './operands.js';
import { factorsOf, type Svd } from './svd.js';

/** Coefficients of the [13/13] Padé approximant of exp. */
const pade = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
];
/** Norm up to which that approximant is exact to the last digit. */
const THETA = 5.371920351148152;

/** e^A by scaling and squaring (Higham, "The scaling and squaring method for the matrix exponential revisited", 2005). */
export function exponential(a: Numbers, n: number): Numbers {
  if (!allFinite(a)) return new Float64Array(n * n).fill(Number.NaN);
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]!);
    norm = Math.max(norm, sum);
  }
  const squarings = norm > THETA ? Math.max(0, Math.ceil(Math.log2(norm / THETA))) : 0;
  const x = a.map((v) => v * 2 ** -squarings);
  const x2 = multiply(x, x, n, n, n);
  const x4 = multiply(x2, x2, n, n, n);
  const x6 = multiply(x4, x2, n, n, n);
  const combine = (c6: number, c4: number, c2: number, c0: number): Numbers => {
    const r = new Float64Array(n * n);
    for (let i = 0; i < n * n; i++) r[i] = c6 * x6[i]! + c4 * x4[i]! + c2 * x2[i]!;
    for (let i = 0; i < n; i++) r[i * n + i]! += c0;
    return r;
  };
  const plus = (p: Numbers, q: Numbers): Numbers => p.map((v, i) => v + q[i]!);
  const b = pade as readonly number[];
  const odd = plus(
    multiply(x6, combine(b[13]!, b[11]!, b[9]!, 0), n, n, n),
    combine(b[7]!, b[5]!, b[3]!, b[1]!),
  );
  const u = multiply(x, odd, n, n, n);
  const v = plus(
    multiply(x6, combine(b[12]!, b[10]!, b[8]!, 0), n, n, n),
    combine(b[6]!, b[4]!, b[2]!, b[0]!),
  );
  const left = v.map((e, i) => e - u[i]!);
  let result = plus(v, u);
  const pivots = new Float64Array(n);
  factor(left, n, n, pivots);
  solveFactored(left, n, pivots, result, n, false);
  for (let s = 0; s < squarings; s++) result = multiply(result, result, n, n, n);
  return result;
}

/** X + iY as the real matrix [[X, −Y], [Y, X]], whose exponential is made alike. */
function complexExponential(a: Numbers, n: number): Numbers {
  const block = new Float64Array(4 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [re, im] = [a[2 * (i * n + j)]!, a[2 * (i * n + j) + 1]!];
      block[i * 2 * n + j] = re;
      block[(n + i) * 2 * n + n + j] = re;
      block[i * 2 * n + n + j] = -im;
      block[(n + i) * 2 * n + j] = im;
    }
  }
  const e = exponential(block, 2 * n);
  const result = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      result[2 * (i * n + j)] = e[i * 2 * n + j]!;
      result[2 * (i * n + j) + 1] = e[(n + i) * 2 * n + j]!;
    }
  }
  return result;
}

export const matrixExp: Batch = ([a], [e]) => {
  const n = rowsOf(a!);
  const all = load(a!);
  const words = wordsOf(a!);
  return eachMatrix(matricesOf(a!), (i) => {
    const own = all.subarray(i * n * n * words, (i + 1) * n * n * words);
    store(e!, words === 2 ? complexExponential(own, n) : exponential(own, n), i * n * n);
    return 0;
  });
};

/** x += v (uᴴ b) / s for the singular value j; v is the adjoint of row j of Vᴴ. */
function addComplex(
  x: Numbers,
  { ut, s, vt }: Svd,
  j: number,
  b: Numbers,
  m: number,
  n: number,
  k: number,
): void {
  for (let c = 0; c < k; c++) {
    let [sr, si] = [0, 0];
    for (let p = 0; p < m; p++) {
      const [ur, ui] = [ut[2 * (j * m + p)]!, ut[2 * (j * m + p) + 1]!];
      const [br, bi] = [b[2 * (p * k + c)]!, b[2 * (p * k + c) + 1]!];
      sr += ur * br + ui * bi;
      si += ur * bi - ui * br;
    }
    for (let q = 0; q < n; q++) {
      const [vr, vi] = [vt[2 * (j * n + q)]!, vt[2 * (j * n + q) + 1]!];
      x[2 * (q * k + c)]! += (vr * sr + vi * si) / s[j]!;
      x[2 * (q * k + c) + 1]! += (vr * si - vi * sr) / s[j]!;
    }
  }
}

/**
 * A [*, m, n], B [*, m, k] → the X of least norm among those that minimize ‖AX − B‖, with rank [*] and singular values
 * of A, by way of the singular value decomposition whichever driver is named. Singular values up to rcond · the largest
 * count as 0.
 */
export const lstsq: Batch = ([a, b], [x, rank, values, info], { rcond, driver }) => {
  const [m, n, k] = [rowsOf(a!), columnsOf(a!), columnsOf(b!)];
  const r = Math.min(m, n);
  const [all, right] = [load(a!), load(b!)];
  const words = wordsOf(a!);
  return eachMatrix(matricesOf(a!), (i) => {
    const own = all.subarray(i * m * n * words, (i + 1) * m * n * words);
    const rhs = right.subarray(i * m * k * words, (i + 1) * m * k * words);
    const finite = allFinite(own) && allFinite(rhs);
    const found = finite ? factorsOf(own, m, n, words) : null;
    const status = found !== null ? 0 : finite ? 1 : NOT_FINITE;
    store(info!, [status], i);
    if (found === null) return status;
    const { ut, s, vt } = found;
    const cut = (rcond as number) * (s[0] ?? 0);
    let kept = 0;
    const solution = new Float64Array(n * k * words);
    for (let j = 0; j < r; j++) {
      if (!(s[j]! > cut)) continue;
      kept++;
      if (words === 2) addComplex(solution, found, j, rhs, m, n, k);
      else {
        for (let c = 0; c < k; c++) {
          let sum = 0;
          for (let p = 0; p < m; p++) sum += ut[j * m + p]! * rhs[p * k + c]!;
          for (let q = 0; q < n; q++) solution[q * k + c]! += (vt[j * n + q]! * sum) / s[j]!;
        }
      }
    }
    store(x!, solution, i * n * k);
    store(rank!, [kept], i);
    store(values!, s, i * r);
    // The driver for matrices of full rank says so when they aren't.
    return driver === 'gels' && s[0]! > 0 && s[r - 1] === 0 ? r : 0;
  });
};

/** @throws OutOfMemoryError instead of the engine's RangeError for working memory that isn't there */
export function withMemory(run: Batch): Batch {
  return (inputs, outputs, attributes) => {
    try {
      return run(inputs, outputs, attributes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new OutOfMemoryError(`reference: no working memory for a routine (${error.message})`);
    }
  };
}
