import { appendEpilogue, type Fusion, inlineWriter, sinkWriter } from './merge.js';
import { product } from './relate.js';
import type { Access, Slot, Unit } from './unit.js';
import { sameAccess, sameNumbers } from './unit.js';

/** Price up to which an element is rather computed twice than kept. */
const CHEAP = 8;

/**
 * Fuses queued units, by family only. Units stay in program order but for two moves, both safe: a unit joins the last
 * earlier one that it conflicts with (nothing in between cares), or goes into later ones (nothing in between may).
 *
 * 1. Maps whose only reader is a reduction become its prologue.
 * 2. Each map joins the last unit before it that it depends on: a map with several results, or a reduction's epilogue.
 * 3. From the end: maps whose results nobody else needs go into their readers, others join the first one after them.
 * 4. What nobody reads isn't written.
 */
export function plan(units: (Unit | null)[], f: Fusion): void {
  new Planner(units, f).run();
}

class Planner {
  constructor(
    private readonly units: (Unit | null)[],
    private readonly f: Fusion,
  ) {
    units.forEach((u, at) => this.attach(u!, at));
  }

  run(): void {
    const { units } = this;
    for (let at = units.length - 1; at >= 0; at--) this.sinkIntoReduction(at);
    for (let at = 0; at < units.length; at++) this.hoist(at);
    for (let at = units.length - 1; at >= 0; at--) this.sink(at);
    for (let at = units.length - 1; at >= 0; at--) this.prune(at);
  }

  /** Enters a unit in the lists of the buffers that it uses. */
  private attach(u: Unit, at: number): void {
    this.units[at] = u;
    for (const a of u.ins) insert(a.slot.uses, 2 * at);
    for (const a of u.outs) insert(a.slot.uses, 2 * at + 1);
  }

  private detach(at: number): void {
    const u = this.units[at]!;
    for (const a of u.ins) remove(a.slot.uses, 2 * at);
    for (const a of u.outs) remove(a.slot.uses, 2 * at + 1);
    this.units[at] = null;
  }

  private fusable(at: number): Unit | null {
    const u = this.units[at]!;
    return u !== null && u.body !== null ? u : null;
  }

  private mapAt(at: number): Unit | null {
    const u = this.fusable(at);
    return u !== null && u.body!.reduction === null ? u : null;
  }

  /** The last earlier unit that must run before this one, or −1. */
  private lastConflict(u: Unit, at: number): number {
    let last = -1;
    for (const { slot } of u.ins) {
      const { uses } = slot;
      for (let i = below(uses, 2 * at) - 1; i >= 0; i--) {
        const use = uses[i]!;
        if (use & 1) {
          last = Math.max(last, use >> 1);
          break;
        }
      }
    }
    for (const { slot } of u.outs) {
      const i = below(slot.uses, 2 * at) - 1;
      if (i >= 0) last = Math.max(last, slot.uses[i]! >> 1);
    }
    return last;
  }

  /** The first later unit that must run after this one, or −1. */
  private firstConflict(u: Unit, at: number): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { slot } of u.ins) first = Math.min(first, nextWrite(slot, at));
    for (const { slot } of u.outs) {
      const i = below(slot.uses, 2 * at + 2);
      if (i < slot.uses.length) first = Math.min(first, slot.uses[i]! >> 1);
    }
    return first === Number.POSITIVE_INFINITY ? -1 : first;
  }

  /** Who reads the results of a unit; null if some of them must be in memory whoever reads them. */
  private readersOf(u: Unit, at: number): number[] | null {
    const readers = new Set<number>();
    for (const o of u.outs) if (!this.addReaders(u, at, o, readers)) return null;
    return [...readers];
  }

  /** Collects the readers of one result; false if it must be in memory at the end. */
  private addReaders(u: Unit, at: number, o: Access, readers: Set<number>): boolean {
    const { uses, dead } = o.slot;
    for (let i = below(uses, 2 * at + 2); i < uses.length; i++) {
      const by = uses[i]! >> 1;
      if ((uses[i]! & 1) === 0) readers.add(by);
      else return this.overwrites(this.units[by]!, u, o);
    }
    return dead;
  }

  /** Whether `later` writes all elements of the result `o` of `u`, and no others. */
  private overwrites(later: Unit, u: Unit, o: Access): boolean {
    return (
      later.body !== null &&
      later.body.reduction === null &&
      sameNumbers(later.dims, u.dims) &&
      later.outs.some((w) => sameAccess(w, o)) &&
      later.outs.every((w) => w.slot !== o.slot || sameAccess(w, o))
    );
  }

  /** Whether nothing between the two units writes what the first one reads. */
  private mayMoveTo(u: Unit, at: number, to: number): boolean {
    for (const { slot } of u.ins) if (nextWrite(slot, at) < to) return false;
    return true;
  }

  private sinkIntoReduction(at: number): void {
    const u = this.mapAt(at);
    if (u === null) return;
    const readers = this.readersOf(u, at);
    if (readers?.length !== 1) return;
    const [to] = readers;
    const reduction = this.fusable(to!);
    if (reduction === null || reduction.body!.reduction === null) return;
    this.sinkInto(u, at, readers);
  }

  /** Computes a map where it is read, if all readers can and it pays. */
  private sinkInto(u: Unit, at: number, readers: readonly number[]): boolean {
    if (!this.pays(u, readers)) return false;
    const merged: Unit[] = [];
    for (const to of readers) {
      const reader = this.fusable(to);
      if (reader === null || !this.mayMoveTo(u, at, to)) return false;
      const m = sinkWriter(u, reader, this.f);
      if (m === null) return false;
      merged.push(m);
    }
    this.detach(at);
    readers.forEach((to, k) => {
      this.detach(to);
      this.attach(merged[k]!, to);
    });
    return true;
  }

  private pays(u: Unit, readers: readonly number[]): boolean {
    const size = product(u.dims);
    const wide = readers.some((to) => product(this.units[to]!.dims) > size);
    if (readers.length === 1 && !wide) return true;
    if (u.body!.cost > CHEAP) return false;
    // Elements moved: each reader reads the inputs instead of the result.
    const full = u.ins.filter((i) => i.strides.every((s) => s !== 0)).length;
    const k = readers.length;
    return k * full <= full + 1 + k;
  }

  private hoist(at: number): void {
    const u = this.mapAt(at);
    if (u === null) return;
    const to = this.lastConflict(u, at);
    const earlier = to < 0 ? null : this.fusable(to);
    if (earlier === null) return;
    const merged =
      earlier.body!.reduction === null
        ? inlineWriter(earlier, u, true, this.f)
        : appendEpilogue(earlier, u, this.f);
    if (merged === null) return;
    this.detach(at);
    this.detach(to);
    this.attach(merged, to);
  }

  private sink(at: number): void {
    const u = this.fusable(at);
    if (u === null) return;
    const readers = this.readersOf(u, at);
    if (readers !== null && readers.length === 0) {
      // Nobody reads what only the queue could see.
      this.detach(at);
      return;
    }
    if (u.body!.reduction !== null) return;
    if (readers !== null && this.sinkInto(u, at, readers)) return;
    const to = this.firstConflict(u, at);
    const later = to < 0 ? null : this.mapAt(to);
    if (later === null) return;
    const merged = inlineWriter(u, later, true, this.f);
    if (merged === null) return;
    this.detach(at);
    this.detach(to);
    this.attach(merged, to);
  }

  /** Drops results that nobody reads. */
  private prune(at: number): void {
    const u = this.fusable(at);
    if (u === null) return;
    let kept = 0;
    u.outs.forEach((o, k) => {
      const readers = new Set<number>();
      if (!this.addReaders(u, at, o, readers) || readers.size > 0) kept |= 1 << k;
    });
    if (kept === 0) {
      this.detach(at);
      return;
    }
    // A command as it was recorded stays what it is: its kernel is there already.
    if (u.command !== null || kept === 2 ** u.outs.length - 1) return;
    const { body, inputs } = this.f.bodies.prune(u.body!, kept);
    this.detach(at);
    this.attach(
      { ...u, body, outs: u.outs.filter((_, k) => kept & (1 << k)), ins: inputs.map((i) => u.ins[i]!) },
      at,
    );
  }
}

/** Position of the first later unit that writes the buffer. */
function nextWrite({ uses }: Slot, at: number): number {
  for (let i = below(uses, 2 * at + 2); i < uses.length; i++) if (uses[i]! & 1) return uses[i]! >> 1;
  return Number.POSITIVE_INFINITY;
}

/** How many numbers of an ascending list are less than `n`. */
function below(list: readonly number[], n: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < n) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(list: number[], n: number): void {
  if (list.length === 0 || list[list.length - 1]! < n) {
    list.push(n);
    return;
  }
  const i = below(list, n);
  if (list[i] !== n) list.splice(i, 0, n);
}

function remove(list: number[], n: number): void {
  const i = below(list, n);
  if (list[i] === n) list.splice(i, 1);
}
