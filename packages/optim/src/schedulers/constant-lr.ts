import { ArgumentError } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface ConstantLROptions extends SchedulerOptions {
  /** Factor, in [0, 1] (default 1/3). */
  factor?: number;
  /** Epochs that it lasts (default 5). */
  totalIters?: number;
}

/** The initial rate times `factor` for `totalIters` epochs, then the initial rate. */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Schedulable, options?: ConstantLROptions) {
    const o = parseOptions('ConstantLR', options, { factor: 1 / 3, totalIters: 5, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    if (!(o.factor >= 0 && o.factor <= 1)) {
      throw new ArgumentError(`ConstantLR: factor must be in [0, 1], got ${o.factor}`);
    }
    this.factor = o.factor;
    this.totalIters = checkCount('ConstantLR', 'totalIters', o.totalIters);
    this.start();
  }

  protected getLr(): number[] {
    const present = this.present();
    if (this.lastEpoch === 0) return present.map((lr) => lr * this.factor);
    return this.lastEpoch === this.totalIters ? present.map((lr) => lr * (1 / this.factor)) : present;
  }

  protected override closedFormLr(): number[] {
    return this.baseLrs.map((lr) => (this.lastEpoch >= this.totalIters ? lr : lr * this.factor));
  }
}
