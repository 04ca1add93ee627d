import { ShapeError } from '../../errors.js';
import type { Shape } from '../../shape.js';
import { checkShape, contiguousStrides, numel, showShape } from '../../shape.js';

/** Replaces a −1 among `sizes` and checks that the elements fit. */
export function inferSizes(op: string, shape: Shape, sizes: readonly number[]): Shape {
  const count = numel(shape);
  const open = sizes.indexOf(-1);
  const fail = (): never => {
    throw new ShapeError(`${op}: ${showShape(shape)} (${count} elements) doesn't fit ${showShape(sizes)}`);
  };
  if (open < 0) {
    const target = checkShape(op, sizes);
    if (numel(target) !== count) fail();
    return target;
  }
  if (sizes.indexOf(-1, open + 1) >= 0)
    throw new ShapeError(`${op}: only one size may be -1, got ${showShape(sizes)}`);
  const rest = numel(
    checkShape(
      op,
      sizes.filter((_, i) => i !== open),
    ),
  );
  if (rest === 0 || count % rest !== 0) fail();
  return checkShape(
    op,
    sizes.map((n, i) => (i === open ? count / rest : n)),
  );
}

/**
 * Strides under which a tensor of `shape` and `strides` is seen as `target` without moving an element, or null.
 * The method is PyTorch's `computeStride`: cut the old dims into runs that are dense in themselves, fit the new in.
 */
export function viewStrides(shape: Shape, strides: readonly number[], target: Shape): number[] | null {
  if (numel(shape) === 0) return contiguousStrides(target);
  const result = new Array<number>(target.length);
  let at = target.length - 1;
  let base = shape.length === 0 ? 1 : strides[strides.length - 1]!;
  let have = 1;
  let taken = 1;
  if (shape.length === 0) return target.map(() => 1);
  for (let i = shape.length - 1; i >= 0; i--) {
    have *= shape[i]!;
    const ends = i === 0 || (shape[i - 1] !== 1 && strides[i - 1] !== have * base);
    if (!ends) continue;
    while (at >= 0 && (taken < have || target[at] === 1)) {
      result[at] = taken * base;
      taken *= target[at]!;
      at--;
    }
    if (taken !== have) return null;
    if (i > 0) {
      base = strides[i - 1]!;
      have = 1;
      taken = 1;
    }
  }
  return at === -1 ? result : null;
}
