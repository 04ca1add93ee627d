import type { BufferHandle } from '../backend/contract.js';
import type { KernelSpec } from '../backend/spec.js';
import type { Device } from '../device.js';
import { InternalError } from '../errors.js';
import { checkSupport } from '../op/unsupported.js';
import { MAX_RANK } from '../shape.js';
import { space } from './coalesce.js';

/** A kernel without its layout; variants by rank (and what else a family's layout has) become specs when first needed. */
export class Kernel {
  /** executables[device.index][variant] */
  private readonly executables: number[][] = [];

  constructor(private readonly specOf: (variant: number) => KernelSpec) {}

  executable(device: Device, variant: number): number {
    const known = this.executables[device.index]?.[variant];
    if (known !== undefined) return known;
    const spec = this.specOf(variant);
    checkSupport(device, spec);
    const id = device.backend.prepare(spec);
    (this.executables[device.index] ??= [])[variant] = id;
    return id;
  }
}

/** What a command needs to know of an operand. A Tensor is one. */
export interface CommandOperand {
  readonly buffer: BufferHandle;
  readonly offset: number;
}

/**
 * Writes the command for the open iteration space and runs it.
 * @param operands in the order in which their strides were added: outputs first
 */
export function runCommand(
  device: Device,
  executable: number,
  operands: readonly CommandOperand[],
  params: readonly number[] | null,
): void {
  const backend = device.backend;
  const batch = backend.batch;
  const words = batch.words;
  const rank = space.rank;
  const needed = 2 + rank + operands.length * (2 + rank) + (params === null ? 0 : params.length);
  if (needed > words.length) throw new InternalError(`a command of ${needed} words exceeds the batch`);
  let at = 0;
  words[at++] = executable;
  words[at++] = rank;
  for (let i = 0; i < rank; i++) words[at++] = space.dims[i]!;
  for (let k = 0; k < operands.length; k++) {
    const o = operands[k]!;
    const buffer = o.buffer;
    words[at++] = buffer.id;
    words[at++] = o.offset;
    const s = k * MAX_RANK;
    for (let i = 0; i < rank; i++) words[at++] = space.strides[s + i]!;
    batch.buffers[k] = buffer;
  }
  if (params !== null) for (let i = 0; i < params.length; i++) words[at++] = params[i]!;
  finish(device, at, operands.length);
}

/** A contiguous elementwise command of up to three operands, without the detour over the iteration space. */
export function runContiguous(
  device: Device,
  executable: number,
  length: number,
  out: CommandOperand,
  a: CommandOperand,
  b: CommandOperand | null,
): void {
  const batch = device.backend.batch;
  const words = batch.words;
  words[0] = executable;
  words[1] = 1;
  words[2] = length;
  words[3] = out.buffer.id;
  words[4] = out.offset;
  words[5] = 1;
  words[6] = a.buffer.id;
  words[7] = a.offset;
  words[8] = 1;
  batch.buffers[0] = out.buffer;
  batch.buffers[1] = a.buffer;
  if (b === null) {
    finish(device, 9, 2);
    return;
  }
  words[9] = b.buffer.id;
  words[10] = b.offset;
  words[11] = 1;
  batch.buffers[2] = b.buffer;
  finish(device, 12, 3);
}

/** A contiguous elementwise command of one operand and one run-time scalar. */
export function runContiguousScalar(
  device: Device,
  executable: number,
  length: number,
  out: CommandOperand,
  a: CommandOperand,
  scalar: number,
): void {
  const batch = device.backend.batch;
  const words = batch.words;
  words[0] = executable;
  words[1] = 1;
  words[2] = length;
  words[3] = out.buffer.id;
  words[4] = out.offset;
  words[5] = 1;
  words[6] = a.buffer.id;
  words[7] = a.offset;
  words[8] = 1;
  words[9] = scalar;
  batch.buffers[0] = out.buffer;
  batch.buffers[1] = a.buffer;
  finish(device, 10, 2);
}

/** A contiguous elementwise command of any number of operands, outputs first. */
export function runDense(
  device: Device,
  executable: number,
  length: number,
  operands: readonly CommandOperand[],
  params: readonly number[],
): void {
  const batch = device.backend.batch;
  const words = batch.words;
  words[0] = executable;
  words[1] = 1;
  words[2] = length;
  let at = 3;
  for (let k = 0; k < operands.length; k++) {
    const { buffer, offset } = operands[k]!;
    words[at] = buffer.id;
    words[at + 1] = offset;
    words[at + 2] = 1;
    at += 3;
    batch.buffers[k] = buffer;
  }
  for (let i = 0; i < params.length; i++) words[at++] = params[i]!;
  finish(device, at, operands.length);
}

function finish(device: Device, length: number, operands: number): void {
  const batch = device.backend.batch;
  batch.length = length;
  batch.operands = operands;
  batch.count = 1;
  try {
    device.backend.submit(batch);
  } finally {
    // The batch must not keep buffers alive.
    for (let i = 0; i < operands; i++) batch.buffers[i] = null;
    batch.length = 0;
    batch.operands = 0;
    batch.count = 0;
  }
}
