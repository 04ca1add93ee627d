import type { BufferHandle } from '@cresset/tensor/backend';
import { type DType, InternalError } from '@cresset/tensor/backend';
import { asReference, type ReferenceBuffer } from './buffer.js';

/** A prepared kernel. */
export interface Executable {
  readonly family: string;
  readonly rank: number;
  /** Dtype of each operand, outputs first. */
  readonly dtypes: readonly DType[];
  /** Number of parameter words. */
  readonly params: number;
  /** How many operands are written, and how many leading dims their elements depend on. */
  readonly outputs: number;
  readonly keptDims: number;
  /** Size of the last dim as this operand sees it, where that isn't the size of the iteration space. */
  lastSize?(words: Float64Array, at: number, operand: number): number;
  /** Smallest and largest distance that indices may add to the address of an operand, beyond its strides. */
  reach?(words: Float64Array, at: number, operand: number): readonly [number, number];
  /** Runs the command that starts at `at`; its operands are in `buffers` from `first`. */
  run(words: Float64Array, at: number, buffers: readonly ReferenceBuffer[], first: number): void;
}

/** Number of words of a command. */
export function commandLength(e: Executable): number {
  return 2 + e.rank + e.dtypes.length * (2 + e.rank) + e.params;
}

/**
 * Refuses a command that would touch memory outside its operands: typed arrays would read `undefined` there and drop
 * what is written, which nobody would notice.
 * @returns whether there is anything to do
 */
export function checkCommand(
  e: Executable,
  words: Float64Array,
  at: number,
  buffers: readonly (BufferHandle | null)[],
  first: number,
): boolean {
  if (words[at + 1] !== e.rank) {
    throw new InternalError(
      `reference: a ${e.family} kernel of rank ${e.rank} got a command of rank ${words[at + 1]}`,
    );
  }
  let total = 1;
  let kept = 1;
  for (let d = 0; d < e.rank; d++) {
    const size = words[at + 2 + d];
    if (!(size >= 0 && Number.isInteger(size))) {
      throw new InternalError(`reference: a ${e.family} kernel got size ${size} in dimension ${d}`);
    }
    total *= size;
    if (d < e.keptDims) kept *= size;
  }
  if (total === 0 && kept === 0) return false;
  // Over an empty reduction only the outputs are touched.
  const touched = total === 0 ? e.outputs : e.dtypes.length;
  for (let k = 0; k < touched; k++) {
    const buffer = asReference(buffers[first + k]);
    checkOperand(e, words, at, k, buffer, total === 0 ? e.keptDims : e.rank);
  }
  return true;
}

function checkOperand(
  e: Executable,
  words: Float64Array,
  at: number,
  k: number,
  buffer: ReferenceBuffer,
  dims: number,
): void {
  const base = at + 2 + e.rank + k * (2 + e.rank);
  let low = words[base + 1];
  let high = low;
  for (let d = 0; d < dims; d++) {
    let size = words[at + 2 + d];
    if (d === e.rank - 1 && e.lastSize !== undefined) size = e.lastSize(words, at, k);
    if (size === 0) return;
    const way = (size - 1) * words[base + 2 + d];
    if (way > 0) high += way;
    else low += way;
  }
  if (e.reach !== undefined) {
    const [below, above] = e.reach(words, at, k);
    low += below;
    high += above;
  }
  const room = Math.floor(buffer.byteLength / e.dtypes[k].bytes);
  if (!(low >= 0 && high < room)) {
    throw new InternalError(
      `reference: operand ${k} of a ${e.family} kernel reaches elements ${low} to ${high} of a buffer that has ${room}`,
    );
  }
  if (buffer.released) buffer.u8;
}

/** Sizes, offset and strides of a command, for families that aren't generated. */
export interface Layout {
  readonly dims: number[];
  readonly offsets: number[];
  readonly strides: number[][];
}

export function layoutOf(e: Executable, words: Float64Array, at: number): Layout {
  const rank = e.rank;
  const dims = Array.from(words.subarray(at + 2, at + 2 + rank));
  const offsets: number[] = [];
  const strides: number[][] = [];
  for (let k = 0; k < e.dtypes.length; k++) {
    const base = at + 2 + rank + k * (2 + rank);
    offsets.push(words[base + 1]);
    strides.push(Array.from(words.subarray(base + 2, base + 2 + rank)));
  }
  return { dims, offsets, strides };
}

/** Position of the first parameter word. */
export function paramsStart(e: Executable, at: number): number {
  return at + 2 + e.rank + e.dtypes.length * (2 + e.rank);
}

/**
 * Calls `visit` for every point of dims from…to-1 in row-major order with the operands' offsets there.
 * `offsets` is changed in place while it runs.
 */
export function walk(layout: Layout, from: number, to: number, offsets: number[], visit: () => void): void {
  if (from === to) {
    visit();
    return;
  }
  const { dims, strides } = layout;
  const size = dims[from];
  for (let i = 0; i < size; i++) {
    walk(layout, from + 1, to, offsets, visit);
    for (let k = 0; k < offsets.length; k++) offsets[k] += strides[k][from];
  }
  for (let k = 0; k < offsets.length; k++) offsets[k] -= size * strides[k][from];
}
