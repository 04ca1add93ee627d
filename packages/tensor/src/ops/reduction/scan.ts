import { runScan } from '../../kernel/families.js';
import { makeView } from '../../memory/make.js';
import type { Tensor } from '../../tensor.js';

/** The same elements with one dimension counted from its end: a window with a negative stride. */
function backwards(t: Tensor, dim: number): Tensor {
  const strides = t.strides.map((s, i) => (i === dim ? -s : s));
  const last = t.length === 0 ? 0 : (t.shape[dim]! - 1) * t.strides[dim]!;
  return makeView(t, t.shape, strides, t.offset + last);
}

/** Scan along a dimension, from its end when `reverse`. */
export function scanInto(
  combine: 'sum' | 'prod',
  out: Tensor,
  input: Tensor,
  dim: number,
  reverse: boolean,
): void {
  if (!reverse || input.ndim === 0) {
    runScan(combine, out, input, dim);
    return;
  }
  const from = backwards(input, dim);
  const into = backwards(out, dim);
  runScan(combine, into, from, dim);
  from.dispose();
  into.dispose();
}
