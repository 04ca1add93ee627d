import { ArgumentError } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau.js';
import type { Schedulable, SchedulerOptions, SchedulerStateDict } from './scheduler.js';
import { LRScheduler } from './scheduler.js';

/** One scheduler after the other: the next one begins at each milestone, its epoch 0. */
export class SequentialLR extends LRScheduler {
  readonly milestones: number[];
  readonly #schedulers: readonly LRScheduler[];

  constructor(
    optimizer: Schedulable,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
    options?: SchedulerOptions,
  ) {
    const o = parseOptions('SequentialLR', options, { lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    if (schedulers.length === 0) throw new ArgumentError('SequentialLR: no scheduler was given');
    if (milestones.length !== schedulers.length - 1) {
      throw new ArgumentError(
        `SequentialLR: ${schedulers.length} schedulers need ${schedulers.length - 1} milestones, got ${milestones.length}`,
      );
    }
    schedulers.forEach((s, i) => {
      if (s instanceof ReduceLROnPlateau) {
        throw new ArgumentError(
          "SequentialLR: ReduceLROnPlateau needs a metric at each step and can't be among them",
        );
      }
      if (s.optimizer !== optimizer) {
        throw new ArgumentError(
          `SequentialLR: scheduler ${i} (${s.constructor.name}) belongs to another optimizer`,
        );
      }
    });
    this.#schedulers = [...schedulers];
    this.milestones = [...milestones];
    this.lastEpoch = o.lastEpoch + 1;
    // Their constructors have each set a first rate and counted an epoch.
    for (const g of optimizer.paramGroups) g.lr = g.initialLr!;
    this.undo();
    const first = this.#schedulers[this.turn(0)]!;
    first.start();
    this.lastLrs = first.getLastLr();
  }

  /** Whose turn it is at `epoch`. */
  private turn(epoch: number): number {
    return this.milestones.filter((m) => m <= epoch).length;
  }

  private undo(): void {
    for (const s of this.#schedulers) {
      if (s instanceof SequentialLR) s.undo();
      else s.lastEpoch--;
    }
  }

  override start(): void {
    this.#schedulers[this.turn(0)]!.start();
  }

  override step(): void {
    this.lastEpoch++;
    const at = this.turn(this.lastEpoch);
    const scheduler = this.#schedulers[at]!;
    if (at > 0 && this.milestones[at - 1] === this.lastEpoch) scheduler.update(0);
    else scheduler.step();
    this.lastLrs = scheduler.getLastLr();
  }

  protected getLr(): number[] {
    return this.present();
  }

  override stateDict(): SchedulerStateDict {
    return { ...super.stateDict(), _schedulers: this.#schedulers.map((s) => s.stateDict()) };
  }

  override loadStateDict(state: SchedulerStateDict): void {
    const { _schedulers: inner, ...rest } = state;
    if (!Array.isArray(inner) || inner.length !== this.#schedulers.length) {
      throw new ArgumentError(
        `SequentialLR: the state dict isn't one of ${this.#schedulers.length} schedulers`,
      );
    }
    super.loadStateDict(rest);
    this.#schedulers.forEach((s, i) => {
      s.loadStateDict(inner[i] as SchedulerStateDict);
    });
  }
}
