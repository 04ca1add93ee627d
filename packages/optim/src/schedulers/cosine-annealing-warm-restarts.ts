import { ArgumentError } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface CosineAnnealingWarmRestartsOptions extends SchedulerOptions {
  /** Factor on the length of a period after each restart (default 1). */
  tMult?: number;
  /** Lowest rate (default 0). */
  etaMin?: number;
}

/** Half a cosine from the initial rate to `etaMin`, again and again (SGDR, Loshchilov & Hutter, 2017). */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;
  /** Length of the present period. */
  protected tI: number;
  /** Epochs since the last restart. */
  protected tCur: number;

  /** @param t0 length of the first period in epochs */
  constructor(optimizer: Schedulable, t0: number, options?: CosineAnnealingWarmRestartsOptions) {
    const name = 'CosineAnnealingWarmRestarts';
    const o = parseOptions(name, options, { tMult: 1, etaMin: 0, lastEpoch: -1 });
    super(optimizer, o.lastEpoch);
    this.t0 = checkCount(name, 't0', t0);
    this.tMult = checkCount(name, 'tMult', o.tMult);
    this.etaMin = o.etaMin;
    this.tI = t0;
    this.tCur = o.lastEpoch;
    this.start();
  }

  protected getLr(): number[] {
    const { etaMin } = this;
    const wave = 1 + Math.cos((Math.PI * this.tCur) / this.tI);
    return this.baseLrs.map((lr) => etaMin + ((lr - etaMin) * wave) / 2);
  }

  /** @param epoch an epoch to jump to, which may be a fraction: `scheduler.step(epoch + i / batches)` */
  override step(epoch?: number): void {
    if (epoch === undefined && this.lastEpoch >= 0) {
      this.tCur++;
      if (this.tCur >= this.tI) {
        this.tCur %= this.tI;
        this.tI *= this.tMult;
      }
      this.set(this.lastEpoch + 1);
    } else this.jump(epoch ?? 0);
  }

  /** @internal */
  override update(epoch?: number): void {
    this.step(epoch);
  }

  private jump(epoch: number): void {
    const { t0, tMult } = this;
    if (!(epoch >= 0))
      throw new ArgumentError(`CosineAnnealingWarmRestarts: epoch must be ≥ 0, got ${epoch}`);
    if (epoch < t0) {
      this.tI = t0;
      this.tCur = epoch;
    } else if (tMult === 1) this.tCur = epoch % t0;
    else {
      const n = Math.floor(Math.log((epoch / t0) * (tMult - 1) + 1) / Math.log(tMult));
      this.tCur = epoch - (t0 * (tMult ** n - 1)) / (tMult - 1);
      this.tI = t0 * tMult ** n;
    }
    this.set(epoch);
  }

  private set(epoch: number): void {
    this.lastEpoch = Math.floor(epoch);
    const rates = this.getLr();
    this.optimizer.paramGroups.forEach((g, i) => {
      g.lr = rates[i]!;
    });
    this.lastLrs = this.present();
  }
}
