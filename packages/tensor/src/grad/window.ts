import type { Tensor } from '../tensor.js';

/** The window that a view is, counted from the first element of its base. */
export interface ViewWindow {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly [name: string]: unknown;
}

/** Whether the base of a view has moved on in the graph, by a recorded in-place op, since the view was placed there. */
export function isStale(t: Tensor): boolean {
  return t.base !== null && t.base.node !== t.baseNode;
}

/**
 * The place of a view in its base, where gradients can be carried between the two: the base is dense, has the view's
 * dtype and memory, and the window lies inside of it. Else null.
 */
export function windowOf(view: Tensor): ViewWindow | null {
  const { base, shape, strides } = view;
  if (base === null || !base.contiguousFlag || base.dtype !== view.dtype || base.storage !== view.storage) {
    return null;
  }
  if (view.lanes !== null || base.lanes !== null) return null;
  const offset = view.offset - base.offset;
  let [low, high] = [offset, offset];
  for (let i = 0; i < shape.length; i++) {
    const reach = (shape[i]! - 1) * strides[i]!;
    if (reach < 0) low += reach;
    else high += reach;
  }
  if (view.length > 0 && (low < 0 || high >= base.length)) return null;
  return { size: shape, stride: strides, offset };
}
