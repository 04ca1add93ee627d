import { parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface CosineAnnealingLROptions extends SchedulerOptions {
  /** Lowest rate (default 0). */
  etaMin?: number;
}

/**
 * Half a cosine from the initial rate to `etaMin` over `tMax` epochs (Loshchilov & Hutter, 2017, without restarts):
 * η = ηmin + (η₀ − ηmin)(1 + cos(πt/Tmax))/2, computed step by step so that it can be chained with others.
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Schedulable, tMax: number, options?: CosineAnnealingLROptions) {
    const o = parseOptions('CosineAnnealingLR', options, { etaMin: 0, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    this.tMax = checkCount('CosineAnnealingLR', 'tMax', tMax);
    this.etaMin = o.etaMin;
    this.start();
  }

  protected getLr(): number[] {
    const { tMax, etaMin, lastEpoch: t } = this;
    const present = this.present();
    if (this.isInitial) return present;
    if (this.stepCount === 1 && t > 0) return this.closedFormLr();
    // Where the cosine begins anew the quotient below would be 0/0.
    if ((t - 1 - tMax) % (2 * tMax) === 0) {
      return present.map((lr, i) => lr + ((this.baseLrs[i]! - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2);
    }
    const factor = (1 + Math.cos((Math.PI * t) / tMax)) / (1 + Math.cos((Math.PI * (t - 1)) / tMax));
    return present.map((lr) => factor * (lr - etaMin) + etaMin);
  }

  protected override closedFormLr(): number[] {
    const { tMax, etaMin, lastEpoch } = this;
    return this.baseLrs.map(
      (lr) => etaMin + ((lr - etaMin) * (1 + Math.cos((Math.PI * lastEpoch) / tMax))) / 2,
    );
  }
}
