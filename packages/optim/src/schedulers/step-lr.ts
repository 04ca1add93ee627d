import { positionalOrNamed } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface StepLROptions extends SchedulerOptions {
  /** Factor (default 0.1). */
  gamma?: number;
}

/** Multiplies the rate by `gamma` every `stepSize` epochs. */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(
    optimizer: Schedulable,
    stepSize: number,
    gamma?: number | StepLROptions,
    options?: StepLROptions,
  ) {
    const o = positionalOrNamed('StepLR', 'gamma', gamma, options, { gamma: 0.1, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    this.stepSize = checkCount('StepLR', 'stepSize', stepSize);
    this.gamma = o.gamma;
    this.start();
  }

  protected getLr(): number[] {
    const due = this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;
    return this.present().map((lr) => (due ? lr * this.gamma : lr));
  }

  protected override closedFormLr(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}
