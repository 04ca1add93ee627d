import { ArgumentError } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions, SchedulerStateDict } from './scheduler.js';
import { LRScheduler } from './scheduler.js';

/** Factor on the initial rate, by epoch. */
export type LrLambda = (epoch: number) => number;

/** The initial rate times what a function says, which may differ by group. */
export class LambdaLR extends LRScheduler {
  readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: Schedulable, lrLambda: LrLambda | readonly LrLambda[], options?: SchedulerOptions) {
    super(optimizer, parseOptions('LambdaLR', options, { lastEpoch: -1 }).lastEpoch);
    const groups = optimizer.paramGroups.length;
    const list = typeof lrLambda === 'function' ? new Array<LrLambda>(groups).fill(lrLambda) : [...lrLambda];
    if (list.length !== groups) {
      throw new ArgumentError(`LambdaLR: ${list.length} functions were given for ${groups} parameter groups`);
    }
    for (const f of list) {
      if (typeof f !== 'function')
        throw new ArgumentError(`LambdaLR: lrLambda must be a function, got ${describe(f)}`);
    }
    this.lrLambdas = list;
    this.start();
  }

  protected getLr(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }

  /** Without the functions, for which PyTorch's layout has nulls. */
  override stateDict(): SchedulerStateDict {
    return { ...super.stateDict(), lr_lambdas: this.lrLambdas.map(() => null) };
  }

  override loadStateDict(state: SchedulerStateDict): void {
    const { lr_lambdas: _, ...rest } = state;
    super.loadStateDict(rest);
  }
}
