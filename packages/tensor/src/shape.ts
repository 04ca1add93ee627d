import { IndexError, ShapeError } from './errors.js';

export type Shape = readonly number[];

/** Rank above which tensors are refused: kernels keep their loop counters in fixed arrays. */
export const MAX_RANK = 16;

export function numel(shape: Shape): number {
  let n = 1;
  for (let i = 0; i < shape.length; i++) n *= shape[i]!;
  return n;
}

/** Row-major strides in elements. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= Math.max(shape[i]!, 1);
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether elements lie dense in row-major order. Dimensions of size 1 have no say; an empty tensor is dense. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  let dense = true;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i]!;
    if (n === 0) return true;
    if (n !== 1) {
      if (strides[i] !== step) dense = false;
      step *= n;
    }
  }
  return dense;
}

export function showShape(shape: Shape): string {
  // By map: what a user passes for a shape may hold things that join() can't print.
  return `[${shape.map((n) => (typeof n === 'number' ? n : typeof n)).join(', ')}]`;
}

/**
 * Checks sizes and freezes them: a shape is shared by many tensors, and native code trusts it.
 *
 * @throws ShapeError for a size that is no integer ≥ 0, a rank above 16, or more elements than a number can count
 */
export function checkShape(op: string, shape: readonly number[]): Shape {
  if (!Array.isArray(shape)) throw new ShapeError(`${op}: a shape is an array of sizes, got ${typeof shape}`);
  if (shape.length > MAX_RANK) {
    throw new ShapeError(`${op}: ${shape.length} dimensions; at most ${MAX_RANK} are supported`);
  }
  let n = 1;
  for (const s of shape) {
    if (!Number.isSafeInteger(s) || s < 0) {
      throw new ShapeError(`${op}: sizes must be integers ≥ 0, got ${showShape(shape)}`);
    }
    n *= s;
  }
  if (!Number.isSafeInteger(n))
    throw new ShapeError(`${op}: ${showShape(shape)} has too many elements to count`);
  return Object.freeze(shape.slice());
}

/** A negative dimension counts from the end. 0-dim tensors accept −1 and 0, as in PyTorch. */
export function normalizeDim(op: string, dim: number, rank: number): number {
  const n = Math.max(rank, 1);
  if (!Number.isInteger(dim))
    throw new IndexError(`${op}: dim must be an integer, got ${typeof dim === 'number' ? dim : typeof dim}`);
  if (dim < -n || dim >= n) {
    throw new IndexError(
      `${op}: dim ${dim} is out of range for a ${rank}-dim tensor (expected ${-n} to ${n - 1})`,
    );
  }
  return dim < 0 ? dim + n : dim;
}

/** Several dimensions, without repetition; null or an empty list stands for all of them. Ascending. */
export function normalizeDims(op: string, dims: number | readonly number[] | null, rank: number): number[] {
  if (dims === null || (typeof dims === 'object' && dims.length === 0)) {
    return Array.from({ length: rank }, (_, i) => i);
  }
  if (typeof dims !== 'number' && !Array.isArray(dims)) {
    throw new IndexError(`${op}: dim must be an integer or a list of them, got ${typeof dims}`);
  }
  const list = (typeof dims === 'number' ? [dims] : [...(dims as readonly number[])]).map((d) =>
    normalizeDim(op, d, rank),
  );
  if (new Set(list).size !== list.length)
    throw new IndexError(`${op}: a dim appears twice in [${String(dims)}]`);
  // A 0-dim tensor has no dimension 0 to reduce, but PyTorch lets one name it.
  return rank === 0 ? [] : list.sort((a, b) => a - b);
}

/** @throws ShapeError when the shapes don't broadcast */
export function broadcastShapes(op: string, shapes: readonly Shape[]): Shape {
  const first = shapes[0]!;
  if (shapes.every((s) => sameShape(s, first))) return first;
  const rank = Math.max(...shapes.map((s) => s.length));
  const result = new Array<number>(rank).fill(1);
  for (const s of shapes) {
    for (let i = 0; i < s.length; i++) {
      const at = rank - s.length + i;
      const n = s[i]!;
      if (n === 1 || n === result[at]) continue;
      if (result[at] !== 1) {
        throw new ShapeError(
          `${op}: shapes ${shapes.map(showShape).join(' and ')} don't broadcast (sizes ${result[at]} and ${n} at dim ${at - rank})`,
        );
      }
      result[at] = n;
    }
  }
  return Object.freeze(result);
}

/** Strides that let a tensor of `shape` be walked as `target` (0 where it repeats). The shapes must broadcast. */
export function broadcastStrides(shape: Shape, strides: readonly number[], target: Shape): readonly number[] {
  if (sameShape(shape, target)) return strides;
  const lead = target.length - shape.length;
  return target.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : strides[i - lead]!));
}

/**
 * Whether elements of a window certainly lie in different places: each step is longer than all that the smaller ones
 * reach together. (Windows that interlock otherwise are taken for overlapping.)
 */
export function isDisjoint(shape: Shape, strides: readonly number[]): boolean {
  const steps = shape
    .map((n, i) => ({ n, step: Math.abs(strides[i]!) }))
    .filter(({ n }) => n > 1)
    .sort((a, b) => a.step - b.step);
  let reach = 0;
  for (const { n, step } of steps) {
    if (step <= reach) return false;
    reach += step * (n - 1);
  }
  return true;
}
