import { ArgumentError } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface LinearLROptions extends SchedulerOptions {
  /** Factor at the first epoch, in (0, 1] (default 1/3). */
  startFactor?: number;
  /** Factor from `totalIters` on, in [0, 1] (default 1). */
  endFactor?: number;
  /** Epochs from the one to the other (default 5). */
  totalIters?: number;
}

/** A straight line between two factors on the initial rate: a warm-up. */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Schedulable, options?: LinearLROptions) {
    const defaults = { startFactor: 1 / 3, endFactor: 1, totalIters: 5, lastEpoch: -1 };
    const o = parseOptions('LinearLR', options, defaults);
    super(optimizer, o.lastEpoch);
    if (!(o.startFactor > 0 && o.startFactor <= 1)) {
      throw new ArgumentError(`LinearLR: startFactor must be in (0, 1], got ${o.startFactor}`);
    }
    if (!(o.endFactor >= 0 && o.endFactor <= 1)) {
      throw new ArgumentError(`LinearLR: endFactor must be in [0, 1], got ${o.endFactor}`);
    }
    this.startFactor = o.startFactor;
    this.endFactor = o.endFactor;
    this.totalIters = checkCount('LinearLR', 'totalIters', o.totalIters);
    this.start();
  }

  protected getLr(): number[] {
    const { startFactor: from, endFactor: to, totalIters: n, lastEpoch: t } = this;
    const present = this.present();
    if (t === 0) return present.map((lr) => lr * from);
    if (this.isInitial || t > n) return present;
    return present.map((lr) => lr * (1 + (to - from) / (n * from + (t - 1) * (to - from))));
  }

  protected override closedFormLr(): number[] {
    const { startFactor: from, endFactor: to, totalIters: n, lastEpoch } = this;
    return this.baseLrs.map((lr) => lr * (from + ((to - from) * Math.min(n, lastEpoch)) / n));
  }
}
