import { type BufferHandle, InternalError } from '@cresset/tensor/backend';
import { WebGpuBuffer } from './runtime/buffer.js';
import type { Program } from './wgsl/frame.js';

/** A command of a batch, read. */
export interface Command {
  readonly dims: readonly number[];
  readonly offsets: readonly number[];
  /** strides[operand][dim] */
  readonly strides: readonly (readonly number[])[];
  readonly params: readonly number[];
  readonly buffers: readonly WebGpuBuffer[];
}

/** What an executable needs of the device while it runs. */
export interface Runner {
  /** Enough workgroups of the program for `count` invocations (or, of a workgroup each, `count` of those). */
  dispatch(
    program: Program,
    buffers: readonly WebGpuBuffer[],
    words: readonly number[],
    workgroups: number,
  ): void;
  /** Memory for the time of a command. */
  scratch(bytes: number): WebGpuBuffer;
  release(buffer: BufferHandle): void;
  /** Where kernels note that an index was out of range. */
  readonly status: WebGpuBuffer;
  /** Whether the adapter is a processor in disguise, on which barriers are dear. */
  readonly software: boolean;
  /** Most buffers of one kernel. */
  readonly maxBindings: number;
  /** Lanes of a subgroup, where all have the same number; else 0. */
  readonly subgroup: number;
  /** Whether workgroups combine values by subgroups, of whatever sizes. */
  readonly subgroups: boolean;
}

/** A prepared kernel. */
export interface Executable {
  readonly rank: number;
  readonly operands: number;
  readonly params: number;
  run(command: Command, runner: Runner): void;
}

export const commandLength = (e: Executable): number => 2 + e.rank + e.operands * (2 + e.rank) + e.params;

export function readCommand(
  e: Executable,
  words: Float64Array,
  at: number,
  buffers: readonly (BufferHandle | null)[],
  first: number,
): Command {
  const { rank } = e;
  if (words[at + 1] !== rank) {
    throw new InternalError(`webgpu: a kernel of rank ${rank} got a command of rank ${words[at + 1]}`);
  }
  const dims = Array.from(words.subarray(at + 2, at + 2 + rank));
  const offsets: number[] = [];
  const strides: number[][] = [];
  const operands: WebGpuBuffer[] = [];
  for (let k = 0; k < e.operands; k++) {
    const base = at + 2 + rank + k * (2 + rank);
    offsets.push(words[base + 1]);
    strides.push(Array.from(words.subarray(base + 2, base + 2 + rank)));
    const buffer = buffers[first + k];
    if (!(buffer instanceof WebGpuBuffer)) {
      throw new InternalError(
        `webgpu: a batch names a buffer that is not of this device (${String(buffer)})`,
      );
    }
    operands.push(buffer);
  }
  const start = at + 2 + rank + e.operands * (2 + rank);
  return {
    dims,
    offsets,
    strides,
    params: Array.from(words.subarray(start, start + e.params)),
    buffers: operands,
  };
}

/** The words of `Geometry`: a count, dims, offsets and strides. */
export function geometryWords(
  c: Command,
  count: number,
  operands: readonly number[] = c.offsets.map((_, k) => k),
): number[] {
  const words = [count, ...c.dims];
  for (const k of operands) words.push(c.offsets[k], ...c.strides[k]);
  return words;
}

/** The same command at a higher rank, with dims of size 1 in front. */
export function widened(c: Command, rank: number): Command {
  const missing = rank - c.dims.length;
  if (missing === 0) return c;
  const front = (value: number): number[] => new Array<number>(missing).fill(value);
  return {
    ...c,
    dims: [...front(1), ...c.dims],
    strides: c.strides.map((s) => [...front(0), ...s]),
  };
}

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
