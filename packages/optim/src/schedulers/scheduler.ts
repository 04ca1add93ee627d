import { ArgumentError } from '@cresset/tensor';
import { describe, toSnakeCase } from '@cresset/tensor/toolkit';

/** A group as schedulers see it. */
export interface ScheduledGroup {
  lr: number;
  initialLr?: number;
  [option: string]: unknown;
}

/** What a scheduler needs of an optimizer. */
export interface Schedulable {
  readonly paramGroups: readonly ScheduledGroup[];
  readonly defaults: object;
  readonly steps: number;
}

export interface SchedulerOptions {
  /** Index of the last epoch, when training goes on from a checkpoint (default −1: from the start). */
  lastEpoch?: number;
}

/** A scheduler's numbers by PyTorch's names. */
export type SchedulerStateDict = Record<string, unknown>;

/** Names in state dicts that the mechanical rule doesn't give. */
const torchNames: Readonly<Record<string, string>> = {
  stepCount: '_step_count',
  lastLrs: '_last_lr',
  tMax: 'T_max',
  t0: 'T_0',
  tI: 'T_i',
  tMult: 'T_mult',
  tCur: 'T_cur',
};

const keyOf = (field: string): string => torchNames[field] ?? toSnakeCase(field);

/**
 * Base of the schedulers that set the learning rate by epoch: call `step()` after each epoch (or batch), after
 * `optimizer.step()`.
 *
 * To write one, give `getLr`, which computes the groups' new rates, and call `this.start()` at the end of the
 * constructor.
 */
export abstract class LRScheduler {
  lastEpoch: number;
  /** Rates that the groups started from. */
  baseLrs: number[];
  protected stepCount = 0;
  protected lastLrs: number[] = [];
  /** While the constructor sets the first rates. */
  #initial = false;

  constructor(
    readonly optimizer: Schedulable,
    lastEpoch = -1,
  ) {
    const name = this.constructor.name;
    if (optimizer === null || typeof optimizer !== 'object' || !Array.isArray(optimizer.paramGroups)) {
      throw new ArgumentError(`${name}: expected an optimizer, got ${describe(optimizer)}`);
    }
    if (!Number.isInteger(lastEpoch) || lastEpoch < -1) {
      throw new ArgumentError(`${name}: lastEpoch must be an integer ≥ −1, got ${describe(lastEpoch)}`);
    }
    optimizer.paramGroups.forEach((group, i) => {
      if (lastEpoch === -1) group.initialLr ??= group.lr;
      else if (group.initialLr === undefined) {
        throw new ArgumentError(
          `${name}: group ${i} has no initialLr, which lastEpoch = ${lastEpoch} needs; load the optimizer's state first`,
        );
      }
    });
    this.baseLrs = optimizer.paramGroups.map((g) => g.initialLr!);
    this.lastEpoch = lastEpoch;
  }

  /** New rate of each group, from `lastEpoch` and the present rates. */
  protected abstract getLr(): number[];

  /** The rates at `lastEpoch` without regard to the present ones, where there is such a formula. */
  protected closedFormLr?(): number[];

  /** Whether `getLr` runs in the constructor: a resumed schedule must not move on then. */
  protected get isInitial(): boolean {
    return this.#initial;
  }

  /** Sets the first rates. Called by SequentialLR once more, when it knows who begins. @internal */
  start(): void {
    this.stepCount = 0;
    this.#initial = true;
    try {
      this.step();
    } finally {
      this.#initial = false;
    }
  }

  /** The present rates of all groups. */
  protected present(): number[] {
    return this.optimizer.paramGroups.map((g) => g.lr);
  }

  /** Moves on by one epoch and sets the groups' rates. */
  step(): void {
    if (this.stepCount === 1 && this.optimizer.steps === 0) {
      console.warn(
        'cresset: scheduler.step() was called before optimizer.step(); the first learning rate of the schedule is skipped',
      );
    }
    this.stepCount++;
    this.update();
  }

  /** @internal */
  update(epoch?: number): void {
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    const rates = epoch !== undefined && this.closedFormLr !== undefined ? this.closedFormLr() : this.getLr();
    this.optimizer.paramGroups.forEach((g, i) => {
      g.lr = rates[i]!;
    });
    this.lastLrs = this.present();
  }

  /** The rates that the last step set, one a group. */
  getLastLr(): number[] {
    return [...this.lastLrs];
  }

  /** The scheduler's numbers; functions (LambdaLR) aren't among them. */
  stateDict(): SchedulerStateDict {
    const state: SchedulerStateDict = {};
    for (const [field, v] of Object.entries(this)) {
      if (field === 'optimizer' || typeof v === 'function') continue;
      state[keyOf(field)] = Array.isArray(v) ? [...v] : v;
    }
    return state;
  }

  /** Takes over what `stateDict` gave; entries that this scheduler doesn't have are left out. */
  loadStateDict(state: SchedulerStateDict): void {
    if (state === null || typeof state !== 'object') {
      throw new ArgumentError(`${this.constructor.name}: expected a state dict, got ${describe(state)}`);
    }
    const self = this as unknown as Record<string, unknown>;
    for (const field of Object.keys(this)) {
      const v = state[keyOf(field)];
      if (field === 'optimizer' || v === undefined) continue;
      self[field] = Array.isArray(v) ? [...v] : v;
    }
  }
}

/** @throws ArgumentError unless `v` is an integer ≥ 1 @internal */
export function checkCount(scheduler: string, name: string, v: unknown): number {
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1) {
    throw new ArgumentError(`${scheduler}: ${name} must be an integer ≥ 1, got ${describe(v)}`);
  }
  return v;
}
