import type { BufferHandle } from '../backend/contract.js';
import type { KernelSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import type { Body } from './body.js';
import { isInjective } from './relate.js';

/** A kernel of the deferred device: what commands refer to until the flush. */
export interface Entry {
  readonly spec: KernelSpec;
  readonly executable: number;
  readonly rank: number;
  /** Dtypes of the operands, outputs first. */
  readonly dtypes: readonly DType[];
  readonly outputs: number;
  readonly params: number;
  /** The output is read too (scatter). */
  readonly updates: boolean;
  /** Maps and reductions. */
  readonly body: Body | null;
}

export const commandLength = (e: Entry): number => 2 + e.rank + e.dtypes.length * (2 + e.rank) + e.params;

/** A buffer that queued commands use. */
export class Slot {
  /** Released by the program: after the flush nobody reads it. */
  dead = false;
  /**
   * Who uses it, in program order: twice the position of a unit, plus one where it writes. A unit that does both has
   * both numbers.
   */
  readonly uses: number[] = [];

  /** @param index slots are numbered in the order of their first use */
  constructor(
    readonly handle: BufferHandle,
    readonly index: number,
  ) {}
}

/** A command as it was recorded. */
export interface Command {
  readonly entry: Entry;
  readonly words: Float64Array;
  readonly slots: readonly Slot[];
}

/** An override's call, run when its turn comes. */
export interface Call {
  readonly run: () => void;
  readonly reads: readonly Slot[];
  readonly writes: readonly Slot[];
}

/** A strided window on a buffer, over the dims of a unit. */
export interface Access {
  readonly slot: Slot;
  readonly dtype: DType;
  readonly offset: number;
  readonly strides: readonly number[];
}

export const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** The same elements at the same positions of one space. */
export const sameAccess = (a: Access, b: Access): boolean =>
  a.slot === b.slot && a.offset === b.offset && a.dtype === b.dtype && sameNumbers(a.strides, b.strides);

/** What becomes one kernel: a command, or several fused ones. */
export interface Unit {
  /** Null where nothing can be fused: other families, overrides, empty spaces. */
  readonly body: Body | null;
  readonly dims: readonly number[];
  /** How many of the dims a reduction keeps; all of a map. */
  readonly kept: number;
  readonly outs: readonly Access[];
  readonly ins: readonly Access[];
  /**
   * Parameters of a map or a prologue, and of an epilogue: not their values, but where these are queued, as
   * `position of the command · wordOf + position of the word`.
   */
  readonly params: readonly number[];
  readonly tail: readonly number[];
  /** Exactly one of the two, while the unit stands for what was recorded. */
  readonly command: Command | null;
  readonly call: Call | null;
}

const none: readonly never[] = [];

export function unitOfCall(call: Call): Unit {
  return {
    body: null,
    dims: none,
    kept: 0,
    outs: call.writes.map((slot) => opaque(slot)),
    ins: call.reads.map((slot) => opaque(slot)),
    params: none,
    tail: none,
    command: null,
    call,
  };
}

const opaque = (slot: Slot, dtype?: DType): Access => ({
  slot,
  dtype: dtype as DType,
  offset: Number.NaN,
  strides: none,
});

/** More than a command has words. */
export const wordOf = 4096;

/** Reads the words of a command, except its parameters. */
export function unitOf(command: Command, position: number): Unit {
  const { entry, words, slots } = command;
  const { rank, dtypes, outputs } = entry;
  let { body } = entry;
  // Dims of size 1 say nothing; without them equal spaces look equal.
  const dims: number[] = [];
  const from: number[] = [];
  let kept = 0;
  const border = entry.spec.family === 'reduce' ? entry.spec.kept : rank;
  for (let d = 0; d < rank; d++) {
    const n = words[2 + d]!;
    if (n === 0) body = null;
    if (n === 1) continue;
    dims.push(n);
    from.push(d);
    if (d < border) kept++;
  }
  const accesses: Access[] = [];
  let at = 2 + rank;
  for (let k = 0; k < dtypes.length; k++) {
    const strides = new Array<number>(dims.length);
    for (let i = 0; i < dims.length; i++) strides[i] = words[at + 2 + from[i]!]!;
    accesses.push({ slot: slots[k]!, dtype: dtypes[k]!, offset: words[at + 1]!, strides });
    at += 2 + rank;
  }
  const outs = accesses.slice(0, outputs);
  const ins = accesses.slice(outputs);
  if (entry.updates) ins.push(outs[0]!);
  if (body !== null) for (const o of outs) if (!isInjective(dims, o.strides, kept)) body = null;
  const first = body === null ? 0 : body.params;
  const params: number[] = [];
  const tail: number[] = [];
  for (let i = 0; i < entry.params; i++) (i < first ? params : tail).push(position * wordOf + at + i);
  return { body, dims, kept, outs, ins, params, tail, command, call: null };
}
