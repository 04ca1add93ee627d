import { divide } from './complex/numbers.js';
import * as complex from './complex/schur.js';
import {
  allFinite,
  type Batch,
  eachMatrix,
  load,
  matricesOf,
  NOT_FINITE,
  type Numbers,
  rowsOf,
  store,
  wordsOf,
} from './operands.js';
import { schur } from './schur.js';

/**
 * Eigenvectors of the quasi-triangular T by back substitution, multiplied by Z: complex columns, interleaved. Each 2×2
 * block is treated as complex equations, one for each of its eigenvalues.
 */
function vectorsOf(t: Numbers, z: Numbers, wr: Numbers, wi: Numbers, n: number): Numbers {
  const result = new Float64Array(2 * n * n);
  const xr = new Float64Array(n);
  const xi = new Float64Array(n);
  const norm = t.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  const tiny = norm * 2 ** -52;
  for (let e = 0; e < n; e++) {
    const [lr, li] = [wr[e]!, wi[e]!];
    // The second of a conjugate pair is the conjugate of the first.
    if (li < 0) {
      for (let i = 0; i < n; i++) {
        result[2 * (i * n + e)] = result[2 * (i * n + e - 1)]!;
        result[2 * (i * n + e) + 1] = -result[2 * (i * n + e - 1) + 1]!;
      }
      continue;
    }
    xr.fill(0);
    xi.fill(0);
    let top = e;
    if (li === 0) xr[e] = 1;
    else {
      // Rows e and e+1: (T_ee − λ) x_e + T_{e,e+1} x_{e+1} = 0.
      top = e;
      const [b, c] = [t[e * n + e + 1]!, t[(e + 1) * n + e]!];
      if (Math.abs(b) >= Math.abs(c)) {
        xr[e] = 1;
        [xr[e + 1], xi[e + 1]] = divide(lr - t[e * n + e]!, li, b, 0);
      } else {
        xr[e + 1] = 1;
        [xr[e], xi[e]] = divide(lr - t[(e + 1) * n + e + 1]!, li, c, 0);
      }
    }
    const last = li === 0 ? e : e + 1;
    for (let i = top - 1; i >= 0; i--) {
      let [sr, si] = [0, 0];
      for (let j = i + 1; j <= last; j++) {
        sr += t[i * n + j]! * xr[j]!;
        si += t[i * n + j]! * xi[j]!;
      }
      const inBlock = i > 0 && t[i * n + i - 1] !== 0;
      if (!inBlock) {
        let [dr, di] = [lr - t[i * n + i]!, li];
        if (Math.hypot(dr, di) < tiny) [dr, di] = [tiny, 0];
        [xr[i], xi[i]] = divide(sr, si, dr, di);
      } else {
        // Rows i−1 and i together: a 2×2 complex system by Cramer's rule.
        let [pr, pi] = [0, 0];
        for (let j = i + 1; j <= last; j++) {
          pr += t[(i - 1) * n + j]! * xr[j]!;
          pi += t[(i - 1) * n + j]! * xi[j]!;
        }
        const [b, c] = [-t[(i - 1) * n + i]!, -t[i * n + i - 1]!];
        const [ar, dr] = [lr - t[(i - 1) * n + i - 1]!, lr - t[i * n + i]!];
        let [detR, detI] = [ar * dr - li * li - b * c, (ar + dr) * li];
        if (Math.hypot(detR, detI) < tiny * norm) [detR, detI] = [tiny * norm, 0];
        const [ur, ui] = [pr * dr - pi * li - b * sr, pr * li + pi * dr - b * si];
        const [vr, vi] = [ar * sr - li * si - c * pr, ar * si + li * sr - c * pi];
        [xr[i - 1], xi[i - 1]] = divide(ur, ui, detR, detI);
        [xr[i], xi[i]] = divide(vr, vi, detR, detI);
        i--;
      }
      scale(xr, xi);
    }
    for (let i = 0; i < n; i++) {
      let [sr, si] = [0, 0];
      for (let j = 0; j <= last; j++) {
        sr += z[i * n + j]! * xr[j]!;
        si += z[i * n + j]! * xi[j]!;
      }
      result[2 * (i * n + e)] = sr;
      result[2 * (i * n + e) + 1] = si;
    }
  }
  return result;
}

/** Keeps a growing solution from overflow. */
function scale(xr: Numbers, xi: Numbers): void {
  let most = 0;
  for (let i = 0; i < xr.length; i++) most = Math.max(most, Math.abs(xr[i]!), Math.abs(xi[i]!));
  if (most < 1e100) return;
  for (let i = 0; i < xr.length; i++) {
    xr[i]! /= most;
    xi[i]! /= most;
  }
}

/**
 * Columns of length 1; of the components at least half as large as the largest, the first is real and positive. The
 * native backend has the same rule, so that both give the same vectors.
 */
export function normalizeColumns(v: Numbers, n: number): void {
  for (let e = 0; e < n; e++) {
    let norm = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const size = Math.hypot(v[2 * (i * n + e)]!, v[2 * (i * n + e) + 1]!);
      norm = Math.hypot(norm, size);
      largest = Math.max(largest, size);
    }
    let [pr, pi] = [1, 0];
    for (let i = 0; i < n; i++) {
      const [re, im] = [v[2 * (i * n + e)]!, v[2 * (i * n + e) + 1]!];
      const size = Math.hypot(re, im);
      if (size >= largest / 2 && size > 0) {
        [pr, pi] = [re / size, -im / size];
        break;
      }
    }
    for (let i = 0; i < n; i++) {
      const at = 2 * (i * n + e);
      const [re, im] = [v[at]! / norm, v[at + 1]! / norm];
      v[at] = re * pr - im * pi;
      v[at + 1] = pi === 0 ? im * pr : re * pi + im * pr;
    }
  }
}

interface Eigen {
  readonly values: Numbers;
  /** Columns, not normalized; computed when asked for. */
  readonly vectors: () => Numbers;
}

function ofReal(a: Numbers, n: number): Eigen | null {
  const found = schur(a, n);
  if (found === null) return null;
  const values = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    values[2 * i] = found.wr[i]!;
    values[2 * i + 1] = found.wi[i]!;
  }
  return { values, vectors: () => vectorsOf(found.t, found.z, found.wr, found.wi, n) };
}

function ofComplex(a: Numbers, n: number): Eigen | null {
  const found = complex.schur(a, n);
  if (found === null) return null;
  const values = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) values.set(found.t.subarray(2 * (i * n + i), 2 * (i * n + i) + 2), 2 * i);
  return { values, vectors: () => complex.vectorsOf(found.t, found.z, n) };
}

/** A [*, n, n] → eigenvalues [*, n] and eigenvectors (columns), complex, info. */
export const eig: Batch = ([a], [values, vectors, info], o) => {
  const n = rowsOf(a!);
  const all = load(a!);
  const words = wordsOf(a!);
  const square = n * n * words;
  return eachMatrix(matricesOf(a!), (batch) => {
    const own = all.subarray(batch * square, (batch + 1) * square);
    const finite = allFinite(own);
    const found = finite ? (words === 2 ? ofComplex(own, n) : ofReal(own, n)) : null;
    const status = found !== null ? 0 : finite ? 1 : NOT_FINITE;
    store(info!, [status], batch);
    if (found === null) return status;
    store(values!, found.values, batch * n);
    if (o.vectors !== true) return 0;
    const v = found.vectors();
    normalizeColumns(v, n);
    store(vectors!, v, batch * n * n);
    return 0;
  });
};
