import type { ToleranceClass } from '@cresset/tensor/engine';
import type { Accumulation, Tolerance } from '../tolerance.js';
import { toleranceOf } from '../tolerance.js';
import type { Outcome, Snapshot } from './snapshot.js';

const show = (s: Snapshot): string => `${s.dtype}[${s.shape.join(', ')}]`;

/** Largest finite magnitude. */
export function magnitude(data: ArrayLike<number | bigint>): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const v = Math.abs(Number(data[i]));
    if (v > most && v < Number.POSITIVE_INFINITY) most = v;
  }
  return most;
}

function near(a: number | bigint, e: number | bigint, t: Tolerance): boolean {
  if (a === e) return true;
  const [x, y] = [Number(a), Number(e)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  if (t.rtol === 0 && t.atol === 0) return typeof a === typeof e ? false : x === y;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x === y;
  return Math.abs(x - y) <= t.atol + t.rtol * Math.abs(y);
}

/** The first difference in words, or null. Dtype and shape count unless `expected` leaves the dtype open. */
export function difference(actual: Snapshot, expected: Snapshot, tolerance: Tolerance): string | null {
  if (actual.dtype !== expected.dtype || actual.shape.join() !== expected.shape.join()) {
    return `got ${show(actual)}, expected ${show(expected)}`;
  }
  if (actual.data.length !== expected.data.length) {
    return `${show(actual)} has ${actual.data.length} elements, expected ${expected.data.length}`;
  }
  let wrong = 0;
  let first = '';
  for (let i = 0; i < actual.data.length; i++) {
    if (near(actual.data[i]!, expected.data[i]!, tolerance)) continue;
    if (wrong++ === 0) first = `element ${i} is ${actual.data[i]}, expected ${expected.data[i]}`;
  }
  if (wrong === 0) return null;
  const { rtol, atol } = tolerance;
  return `${show(actual)}: ${first} (${wrong} of ${actual.data.length} differ; rtol ${rtol}, atol ${atol})`;
}

/** Compares everything that two calls returned. */
export function differenceOfOutcomes(
  actual: Outcome,
  expected: Outcome,
  kind: ToleranceClass,
  terms: Omit<Accumulation, 'magnitude'> & { readonly inputs: number },
): string | null {
  if (actual.tensors.length !== expected.tensors.length) {
    return `${actual.tensors.length} tensors were returned, expected ${expected.tensors.length}`;
  }
  for (let i = 0; i < expected.tensors.length; i++) {
    const e = expected.tensors[i]!;
    const sum = { terms: terms.terms, magnitude: Math.max(magnitude(e.data), terms.inputs) };
    const d = difference(actual.tensors[i]!, e, toleranceOf(kind, e.dtype, sum));
    if (d !== null) return expected.tensors.length === 1 ? d : `result ${i}: ${d}`;
  }
  const [a, e] = [JSON.stringify(actual.plain), JSON.stringify(expected.plain)];
  return a === e ? null : `returned ${a}, expected ${e}`;
}
