import { mergeReduceSpace, mergeSpace, space } from '../kernel/coalesce.js';
import { mapVariant, reduceVariant } from '../kernel/specs.js';
import { MAX_RANK } from '../shape.js';
import type { Body } from './body.js';
import { type Fusion, openUnit } from './merge.js';
import { plan } from './plan.js';
import { type Call, type Command, type Slot, type Unit, unitOf, unitOfCall, wordOf } from './unit.js';

/** A fused kernel's command, but for buffers and parameters. */
export interface Fused {
  readonly body: Body;
  readonly variant: number;
  /** Up to the parameters; places of buffer ids are to be filled. */
  readonly words: Float64Array;
  /** Which slot each operand is, and where its id belongs. */
  readonly slots: readonly number[];
  readonly places: readonly number[];
  /** Where the parameters are among the queued commands: see `wordOf`. */
  readonly params: readonly number[];
}

export interface Step {
  /** Position of the command or call that runs as it was queued; −1 for a fused kernel. */
  readonly queued: number;
  readonly fused: Fused | null;
  /** Dead slots that nothing uses after this step. */
  readonly leaving: readonly number[];
}

/** What a flush gives to the device. */
export interface Program {
  /** Equal signatures give equal programs. */
  readonly signature: Float64Array;
  readonly steps: readonly Step[];
  /** Dead slots that nothing uses any more. */
  readonly unused: readonly number[];
}

/** Most programs that are remembered; a training loop has one or two. */
const MAX_PROGRAMS = 128;

/**
 * Programs by the signature of what was queued: kernels, layouts, which operands are the same buffer, which of them are
 * dead. A loop that does the same again isn't planned again.
 */
export class Programs {
  private readonly known = new Map<number, Program>();
  /** Programs made since the start. */
  made = 0;

  constructor(private readonly fusion: Fusion) {}

  /** @param signature is kept only in copies */
  of(log: readonly (Command | Call)[], slots: readonly Slot[], signature: Float64Array): Program {
    let hash = 0;
    for (let i = 0; i < signature.length; i++) hash = (Math.imul(hash, 31) + signature[i]!) | 0;
    const known = this.known.get(hash);
    if (known !== undefined && equal(known.signature, signature)) return known;
    const program = this.make(log, slots, signature.slice());
    if (this.known.size >= MAX_PROGRAMS) this.known.delete(this.known.keys().next().value!);
    this.known.set(hash, program);
    return program;
  }

  private make(log: readonly (Command | Call)[], slots: readonly Slot[], signature: Float64Array): Program {
    this.made++;
    const units: (Unit | null)[] = log.map((c, at) => ('entry' in c ? unitOf(c, at) : unitOfCall(c)));
    plan(units, this.fusion);
    // Dead buffers go back as soon as the last command that uses them was given, so that later ones can have them.
    const unused: number[] = [];
    const leaving: number[][] = [];
    for (const { dead, uses, index } of slots) {
      if (!dead) continue;
      if (uses.length === 0) unused.push(index);
      else (leaving[uses[uses.length - 1]! >> 1] ??= []).push(index);
    }
    const steps: Step[] = [];
    units.forEach((u, at) => {
      if (u === null) return;
      const recorded = u.command !== null || u.call !== null;
      steps.push({
        queued: recorded ? at : -1,
        fused: recorded ? null : fusedOf(u),
        leaving: leaving[at] ?? [],
      });
    });
    return { signature, steps, unused };
  }
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function fusedOf(u: Unit): Fused {
  const body = u.body!;
  openUnit(u);
  let variant: number;
  if (body.reduction === null) {
    mergeSpace();
    variant = mapVariant(space.rank, space.contiguous);
  } else {
    // Merging changes the rank, so it comes first.
    const kept = mergeReduceSpace(u.kept);
    variant = reduceVariant(space.rank, kept);
  }
  const { rank } = space;
  const accesses = [...u.outs, ...u.ins];
  const words = [0, rank, ...space.dims.subarray(0, rank)];
  const places: number[] = [];
  accesses.forEach(({ offset }, k) => {
    const at = k * MAX_RANK;
    places.push(words.length);
    words.push(0, offset, ...space.strides.subarray(at, at + rank));
  });
  return {
    body,
    variant,
    words: Float64Array.from(words),
    slots: accesses.map((a) => a.slot.index),
    places,
    params: [...u.params, ...u.tail],
  };
}

/** The value of a parameter word. */
export function paramOf(log: readonly (Command | Call)[], code: number): number {
  return (log[Math.floor(code / wordOf)] as Command).words[code % wordOf]!;
}
