import type { Limits } from '../backend/contract.js';
import { MAX_OPERANDS, mergeReduceSpace, mergeSpace, space } from '../kernel/coalesce.js';
import { MAX_RANK } from '../shape.js';
import type { Bodies, Body } from './body.js';
import { type Relation, readerStrides, relate, writerOffsetIn, writerStridesIn } from './relate.js';
import { type Access, type Slot, sameAccess, sameNumbers, type Unit } from './unit.js';

/** Instructions of a fused kernel: long enough for any formula, short enough for compilers and registers. */
const MAX_SIZE = 160;
const MAX_PARAMS = 64;

/** What merging needs to know of the device. */
export interface Fusion {
  readonly bodies: Bodies;
  readonly limits: Limits;
}

/** Puts a unit's space and strides into the scratch space of `coalesce.ts`. */
export function openUnit(u: Unit): void {
  const { dims, strides } = space;
  const rank = u.dims.length;
  space.rank = rank;
  space.operands = u.outs.length + u.ins.length;
  for (let d = 0; d < rank; d++) dims[d] = u.dims[d]!;
  let at = 0;
  for (const list of [u.outs, u.ins]) {
    for (const a of list) {
      for (let d = 0; d < rank; d++) strides[at + d] = a.strides[d]!;
      at += MAX_RANK;
    }
  }
}

/** A value that isn't rounded, or stored in parts, on its way through memory. */
const isExact = (a: Access): boolean =>
  a.dtype.kind !== 'complex' && !(a.dtype.kind === 'float' && a.dtype.bytes === 2);

/** As few dims as possible, so that equal spaces look equal. */
function coalesced(u: Unit): Unit {
  if (u.dims.length <= 1) return u;
  openUnit(u);
  let kept: number;
  if (u.body!.reduction === null) {
    mergeSpace();
    kept = space.rank;
  } else kept = mergeReduceSpace(u.kept);
  if (space.rank === u.dims.length) return u;
  const dims = Array.from(space.dims.subarray(0, space.rank));
  let k = 0;
  const read = (a: Access): Access => {
    const at = k++ * MAX_RANK;
    return { ...a, strides: Array.from(space.strides.subarray(at, at + space.rank)) };
  };
  return { ...u, dims, kept, outs: u.outs.map(read), ins: u.ins.map(read) };
}

/** Both in one space: that of the reader. */
interface Aligned {
  readonly reader: Unit;
  readonly outs: readonly Access[];
  readonly ins: readonly Access[];
}

function align(writer: Unit, reader: Unit, r: Relation | null): Aligned | null {
  // Null: the spaces are equal as they are.
  if (r === null) return { reader, outs: writer.outs, ins: writer.ins };
  if (r.dims.length > MAX_RANK) return null;
  const moved = (a: Access): Access => ({
    ...a,
    offset: writerOffsetIn(r, a.offset, a.strides),
    strides: writerStridesIn(r, a.strides),
  });
  let split = reader;
  if (r.dims.length !== reader.dims.length) {
    const own = (a: Access): Access => ({ ...a, strides: readerStrides(r, a.strides) });
    split = {
      ...reader,
      dims: r.dims,
      kept: r.source.filter((j) => j < reader.kept).length,
      outs: reader.outs.map(own),
      ins: reader.ins.map(own),
    };
  }
  return { reader: split, outs: writer.outs.map(moved), ins: writer.ins.map(moved) };
}

/**
 * Finds how the reader's space runs over the writer's.
 * @returns null where the spaces are equal as they are, undefined where they don't match
 */
function relationOf(writer: Unit, reader: Unit): Relation | null | undefined {
  let reads = false;
  for (const i of reader.ins) {
    for (const o of writer.outs) {
      if (i.slot !== o.slot) continue;
      reads = true;
      if (i.dtype !== o.dtype || !isExact(o)) return undefined;
      const r = relation(writer, o, reader, i);
      if (r !== undefined) return r;
    }
  }
  if (reads) return undefined;
  // Nothing is read: the two write the same memory, or one writes what the other reads.
  if (sameNumbers(writer.dims, reader.dims)) return null;
  for (const o of reader.outs) {
    for (const list of [writer.outs, writer.ins]) {
      for (const a of list) if (a.slot === o.slot) return relation(writer, a, reader, o);
    }
  }
  return undefined;
}

function relation(writer: Unit, from: Access, reader: Unit, to: Access): Relation | null | undefined {
  if (
    from.offset === to.offset &&
    sameNumbers(writer.dims, reader.dims) &&
    sameNumbers(from.strides, to.strides)
  ) {
    return null;
  }
  return relate(reader.dims, to.strides, to.offset, writer.dims, from.strides, from.offset) ?? undefined;
}

/** Every write meets only accesses of the same element at the same position: loads of an element precede its stores. */
function isSafe(outs: readonly Access[], ins: readonly Access[]): boolean {
  for (let k = 0; k < outs.length; k++) {
    const o = outs[k]!;
    for (let j = k + 1; j < outs.length; j++) {
      if (outs[j]!.slot === o.slot && !neverMeet(outs[j]!, o)) return false;
    }
    for (const i of ins) if (i.slot === o.slot && !sameAccess(i, o) && !neverMeet(i, o)) return false;
  }
  return true;
}

/** Whether no element is in both windows, as with the real and the imaginary parts of one tensor. */
function neverMeet(a: Access, b: Access): boolean {
  if (a.dtype !== b.dtype) return false;
  let step = 0;
  for (const s of a.strides) step = gcd(step, Math.abs(s));
  for (const s of b.strides) step = gcd(step, Math.abs(s));
  const apart = Math.abs(a.offset - b.offset);
  return step === 0 ? apart !== 0 : apart % step !== 0;
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function fits(outs: readonly Access[], ins: readonly Access[], limits: Limits): boolean {
  if (outs.length + ins.length > MAX_OPERANDS) return false;
  const slots = new Set<Slot>();
  for (const a of outs) slots.add(a.slot);
  for (const a of ins) slots.add(a.slot);
  return slots.size <= limits.maxBindings;
}

const tooLong = (a: Body, b: Body): boolean => a.size + b.size > MAX_SIZE || a.params + b.params > MAX_PARAMS;

/**
 * The map `writer` and a later `reader` as one kernel in the reader's space, or null.
 *
 * @param keep whether the writer's results are written too; then its elements must be visited once each
 */
export function inlineWriter(writer: Unit, reader: Unit, keep: boolean, f: Fusion): Unit | null {
  if (tooLong(writer.body!, reader.body!)) return null;
  const r = relationOf(writer, reader);
  if (r === undefined) return null;
  if (r !== null && keep && !r.bijective) return null;
  if (r !== null && writer.body!.usesIndex && !r.ordered) return null;
  const a = align(writer, reader, r);
  if (a === null) return null;

  const ins = a.ins.slice();
  const sources: number[] = [];
  let replaced = 0;
  const strict = keep || isInPlace(writer);
  for (const i of a.reader.ins) {
    const k = a.outs.findIndex((o) => sameAccess(o, i));
    if (k >= 0) {
      if (!isExact(i)) return null;
      sources.push(~k);
      replaced++;
      continue;
    }
    // Another window on what the writer writes: the next round of `sinkWriter` may see to it.
    // All that the writer writes counts, not only what the reader sees of it.
    if (strict && writer.outs.some((o) => o.slot === i.slot && !neverMeet(o, i))) return null;
    const known = ins.findIndex((j) => sameAccess(j, i));
    sources.push(known >= 0 ? known : ins.push(i) - 1);
  }
  if (!keep && replaced === 0) return null;

  let kept = 0;
  const outs: Access[] = [];
  if (keep) {
    a.outs.forEach((o, k) => {
      // What the reader overwrites needn't be written.
      if (a.reader.outs.some((w) => sameAccess(w, o))) return;
      kept |= 1 << k;
      outs.push(o);
    });
  }
  outs.push(...a.reader.outs);
  if (!fits(outs, ins, f.limits)) return null;
  if (reader.body!.reduction === null) {
    if (!isSafe(outs, ins)) return null;
  } else if (outs.some((o) => ins.some((i) => i.slot === o.slot))) return null;
  return coalesced({
    body: f.bodies.inline(writer.body!, reader.body!, sources, kept),
    dims: a.reader.dims,
    kept: a.reader.kept,
    outs,
    ins,
    params: [...writer.params, ...reader.params],
    tail: reader.tail,
    command: null,
    call: null,
  });
}

/** Reads memory that it writes: what a reader finds there and what the writer found are different values. */
const isInPlace = (u: Unit): boolean => u.outs.some((o) => u.ins.some((i) => i.slot === o.slot));

/** A map that goes away into one of its readers, which may read it through several windows. */
export function sinkWriter(writer: Unit, reader: Unit, f: Fusion): Unit | null {
  let merged = inlineWriter(writer, reader, false, f);
  if (isInPlace(writer)) return merged;
  for (let round = 1; merged !== null; round++) {
    const { ins } = merged;
    if (!writer.outs.some((o) => ins.some((i) => i.slot === o.slot))) return merged;
    merged = round === 3 ? null : inlineWriter(writer, merged, false, f);
  }
  return null;
}

/** The reduction `writer` with a map of its results, in one kernel, or null. */
export function appendEpilogue(writer: Unit, reader: Unit, f: Fusion): Unit | null {
  const { dims, kept } = writer;
  if (reader.ins.length === 0 || writer.body!.usesIndex || reader.body!.usesIndex) return null;
  if (writer.outs.length + reader.outs.length > 8 || tooLong(writer.body!, reader.body!)) return null;
  if (writer.tail.length + reader.params.length > MAX_PARAMS) return null;
  const [first] = reader.ins;
  const link = writer.outs.find((o) => o.slot === first!.slot);
  if (link === undefined || link.dtype !== first!.dtype || !isExact(link)) return null;
  // Of the reduction only the kept dims take part; those that it reduces follow as they are.
  const front = (a: Access): Access => ({ ...a, strides: a.strides.slice(0, kept) });
  const rows: Unit = {
    ...writer,
    dims: dims.slice(0, kept),
    outs: writer.outs.map(front),
    ins: writer.ins.map(front),
  };
  const r = relation(rows, front(link), reader, first!);
  if (r === undefined || (r !== null && !r.bijective)) return null;
  const a = align(rows, reader, r);
  if (a === null || a.reader.dims.length + dims.length - kept > MAX_RANK) return null;
  const sources: number[] = [];
  for (const i of a.reader.ins) {
    const k = a.outs.findIndex((o) => sameAccess(o, i));
    if (k < 0 || !isExact(i)) return null;
    sources.push(k);
  }
  let bits = 0;
  const outs: Access[] = [];
  const zeros = new Array<number>(dims.length - kept).fill(0);
  const back = (o: Access): Access => ({ ...o, strides: [...o.strides, ...zeros] });
  a.outs.forEach((o, k) => {
    if (a.reader.outs.some((w) => sameAccess(w, o))) return;
    bits |= 1 << k;
    outs.push(back(o));
  });
  for (const o of a.reader.outs) outs.push(back(o));
  const ins = a.ins.map((i, k) => ({
    ...i,
    strides: [...i.strides, ...writer.ins[k]!.strides.slice(kept)],
  }));
  if (!fits(outs, ins, f.limits) || !isSafe(outs, none)) return null;
  if (outs.some((o) => ins.some((i) => i.slot === o.slot))) return null;
  return coalesced({
    body: f.bodies.epilogue(writer.body!, reader.body!, sources, bits),
    dims: [...a.reader.dims, ...dims.slice(kept)],
    kept: a.reader.dims.length,
    outs,
    ins,
    params: writer.params,
    tail: [...writer.tail, ...reader.params],
    command: null,
    call: null,
  });
}

const none: readonly Access[] = [];
