import type { Tensor } from '../../tensor.js';
import { stridedView } from './strided.js';

/** A window of `length` positions from `start` along `dim`, `step` apart; all checked by the callers. */
const primitive = stridedView<{ dim: number; start: number; length: number; step: number }>({
  name: 'slice',
  window: (shape, strides, { dim, start, length, step }) => ({
    size: shape.map((n, i) => (i === dim ? length : n)),
    strides: strides.map((s, i) => (i === dim ? s * step : s)),
    offset: strides[dim]! * start,
  }),
});

/**
 * `input[…, start:end:step, …]` along `dim`, by Python's rules: negative positions count from the end, positions out of
 * range are clipped. @internal The public forms are `narrow` and `at(slice(…))`.
 */
export function sliceDim(
  input: Tensor,
  dim: number,
  start: number | null,
  end: number | null,
  step = 1,
): Tensor {
  const n = input.shape[dim]!;
  const clip = (v: number): number => Math.min(Math.max(v < 0 ? v + n : v, 0), n);
  const from = start === null ? 0 : clip(start);
  const to = end === null ? n : clip(end);
  const length = Math.max(0, Math.ceil((to - from) / step));
  // An empty window keeps its place inside the tensor.
  return primitive.call([input], { dim, start: length === 0 ? 0 : from, length, step })[0]!;
}
