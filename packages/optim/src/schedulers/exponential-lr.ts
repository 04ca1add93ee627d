import { checkNumber, parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { LRScheduler } from './scheduler.js';

/** Multiplies the rate by `gamma` every epoch. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Schedulable, gamma: number, options?: SchedulerOptions) {
    super(optimizer, parseOptions('ExponentialLR', options, { lastEpoch: -1 }).lastEpoch);
    this.gamma = checkNumber('ExponentialLR', 'gamma', gamma);
    this.start();
  }

  protected getLr(): number[] {
    return this.present().map((lr) => (this.isInitial ? lr : lr * this.gamma));
  }

  protected override closedFormLr(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}
