import { parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface PolynomialLROptions extends SchedulerOptions {
  /** Epochs until the rate is 0 (default 5). */
  totalIters?: number;
  /** Degree (default 1). */
  power?: number;
}

/** η₀·(1 − t/totalIters)^power, then 0. */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Schedulable, options?: PolynomialLROptions) {
    const o = parseOptions('PolynomialLR', options, { totalIters: 5, power: 1, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    this.totalIters = checkCount('PolynomialLR', 'totalIters', o.totalIters);
    this.power = o.power;
    this.start();
  }

  protected getLr(): number[] {
    const { totalIters: n, lastEpoch: t } = this;
    const present = this.present();
    if (this.isInitial || t > n) return present;
    const factor = ((1 - t / n) / (1 - (t - 1) / n)) ** this.power;
    return present.map((lr) => lr * factor);
  }

  protected override closedFormLr(): number[] {
    const { totalIters: n, lastEpoch } = this;
    return this.baseLrs.map((lr) => lr * (1 - Math.min(n, lastEpoch) / n) ** this.power);
  }
}
