import { InternalError } from '../errors.js';
import { MAX_RANK } from '../shape.js';

/** Most operands of one kernel (an optimizer step with several outputs has about ten). */
export const MAX_OPERANDS = 32;

/**
 * Scratch for one command: the iteration space and every operand's strides, merged in place. One instance for the whole
 * program: commands are built and submitted without anything in between, and allocating these per call would cost more
 * than a small kernel.
 */
export const space = {
  rank: 0,
  dims: new Float64Array(MAX_RANK),
  operands: 0,
  /** strides[operand * MAX_RANK + dim] */
  strides: new Float64Array(MAX_OPERANDS * MAX_RANK),
  /** Every operand is dense or fully broadcast, and rank is at most 1. */
  contiguous: false,
};

export function openSpace(dims: readonly number[]): void {
  const n = dims.length;
  if (n > MAX_RANK) throw new InternalError(`an iteration space of ${n} dims`);
  space.rank = n;
  space.operands = 0;
  for (let i = 0; i < n; i++) space.dims[i] = dims[i]!;
}

/** Adds an operand whose strides cover all dims. */
export function addStrides(strides: readonly number[]): void {
  const at = space.operands * MAX_RANK;
  for (let i = 0; i < space.rank; i++) space.strides[at + i] = strides[i]!;
  if (++space.operands > MAX_OPERANDS) throw new InternalError('too many operands for one kernel');
}

/** Adds an operand of `shape` that is broadcast to the dims. */
export function addBroadcast(shape: readonly number[], strides: readonly number[]): void {
  const at = space.operands * MAX_RANK;
  const lead = space.rank - shape.length;
  for (let i = 0; i < space.rank; i++) {
    const n = i < lead ? 1 : shape[i - lead]!;
    space.strides[at + i] = n === 1 ? 0 : strides[i - lead]!;
  }
  if (++space.operands > MAX_OPERANDS) throw new InternalError('too many operands for one kernel');
}

function mergeable(outer: number, inner: number): boolean {
  const { dims, strides, operands } = space;
  const n = dims[inner]!;
  for (let k = 0; k < operands; k++) {
    if (strides[k * MAX_RANK + outer] !== strides[k * MAX_RANK + inner]! * n) return false;
  }
  return true;
}

function copyDim(from: number, to: number): void {
  if (from === to) return;
  const { dims, strides, operands } = space;
  dims[to] = dims[from]!;
  for (let k = 0; k < operands; k++) strides[k * MAX_RANK + to] = strides[k * MAX_RANK + from]!;
}

/** Merges dims `from` (inclusive) to `to` (exclusive) into as few as possible, written from `at`; returns the new end. */
function mergeRange(from: number, to: number, at: number): number {
  const { dims, strides, operands } = space;
  let end = at;
  for (let i = from; i < to; i++) {
    if (dims[i] === 1) continue;
    if (end > at && mergeable(end - 1, i)) {
      dims[end - 1] = dims[end - 1]! * dims[i]!;
      for (let k = 0; k < operands; k++) strides[k * MAX_RANK + end - 1] = strides[k * MAX_RANK + i]!;
    } else {
      copyDim(i, end);
      end++;
    }
  }
  return end;
}

/** Drops dims of size 1 and merges neighbours; row-major order of the elements is kept. */
export function mergeSpace(): void {
  space.rank = mergeRange(0, space.rank, 0);
  space.contiguous = space.rank === 0;
  if (space.rank === 1) {
    space.contiguous = true;
    for (let k = 0; k < space.operands; k++) {
      const s = space.strides[k * MAX_RANK]!;
      if (s !== 1 && s !== 0) space.contiguous = false;
    }
  }
}

/** Merges the first `batch` dims among themselves, before others are added; returns how many remain. */
export function mergeBatch(batch: number): number {
  return mergeRange(0, batch, 0);
}

/** As `mergeSpace`, without merging across the border between kept and reduced dims; returns the new `kept`. */
export function mergeReduceSpace(kept: number): number {
  const rank = space.rank;
  const border = mergeRange(0, kept, 0);
  space.rank = mergeRange(kept, rank, border);
  return border;
}
