import { ArgumentError } from '@cresset/tensor';
import { describe, positionalOrNamed } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { LRScheduler } from './scheduler.js';

export interface MultiStepLROptions extends SchedulerOptions {
  /** Factor (default 0.1). */
  gamma?: number;
}

/** Multiplies the rate by `gamma` at each milestone (twice where one is given twice). */
export class MultiStepLR extends LRScheduler {
  readonly milestones: number[];
  readonly gamma: number;

  constructor(
    optimizer: Schedulable,
    milestones: readonly number[],
    gamma?: number | MultiStepLROptions,
    options?: MultiStepLROptions,
  ) {
    const o = positionalOrNamed('MultiStepLR', 'gamma', gamma, options, { gamma: 0.1, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    if (!Array.isArray(milestones) || !milestones.every((m) => Number.isInteger(m))) {
      throw new ArgumentError(
        `MultiStepLR: milestones must be an array of integers, got ${describe(milestones)}`,
      );
    }
    this.milestones = [...milestones].sort((a, b) => a - b);
    this.gamma = o.gamma;
    this.start();
  }

  protected getLr(): number[] {
    const times = this.milestones.filter((m) => m === this.lastEpoch).length;
    return this.present().map((lr) => (times === 0 ? lr : lr * this.gamma ** times));
  }

  protected override closedFormLr(): number[] {
    const times = this.milestones.filter((m) => m <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * this.gamma ** times);
  }
}
