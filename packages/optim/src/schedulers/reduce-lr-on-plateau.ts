import { ArgumentError } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable } from './scheduler.js';
import { LRScheduler } from './scheduler.js';

export interface ReduceLROnPlateauOptions {
  /** Whether the metric should fall or rise (default 'min'). */
  mode?: 'min' | 'max';
  /** Factor, below 1 (default 0.1). */
  factor?: number;
  /** Epochs without improvement that are put up with (default 10). */
  patience?: number;
  /** What counts as an improvement (default 1e-4). */
  threshold?: number;
  /** Whether the threshold is a share of the best value or a difference (default 'rel'). */
  thresholdMode?: 'rel' | 'abs';
  /** Epochs after a reduction in which nothing is counted (default 0). */
  cooldown?: number;
  /** Lowest rate, by group if an array (default 0). */
  minLr?: number | readonly number[];
  /** Changes smaller than this aren't made (default 1e-8). */
  eps?: number;
}

const defaults: Required<ReduceLROnPlateauOptions> = {
  mode: 'min',
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: 'rel',
  cooldown: 0,
  minLr: 0,
  eps: 1e-8,
};

const NAME = 'ReduceLROnPlateau';

/** Multiplies the rate by `factor` when a metric has stopped improving. */
export class ReduceLROnPlateau extends LRScheduler {
  readonly mode: 'min' | 'max';
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly thresholdMode: 'rel' | 'abs';
  readonly cooldown: number;
  readonly eps: number;
  readonly minLrs: number[];
  best: number;
  protected cooldownCounter = 0;
  protected numBadEpochs = 0;

  constructor(optimizer: Schedulable, options?: ReduceLROnPlateauOptions) {
    super(optimizer);
    const o = parseOptions(NAME, options, defaults);
    if (!(o.factor < 1)) throw new ArgumentError(`${NAME}: factor must be below 1, got ${o.factor}`);
    if (o.mode !== 'min' && o.mode !== 'max') {
      throw new ArgumentError(`${NAME}: mode must be 'min' or 'max', got ${describe(o.mode)}`);
    }
    if (o.thresholdMode !== 'rel' && o.thresholdMode !== 'abs') {
      throw new ArgumentError(
        `${NAME}: thresholdMode must be 'rel' or 'abs', got ${describe(o.thresholdMode)}`,
      );
    }
    const groups = optimizer.paramGroups.length;
    this.minLrs = typeof o.minLr === 'number' ? new Array<number>(groups).fill(o.minLr) : [...o.minLr];
    if (this.minLrs.length !== groups) {
      throw new ArgumentError(
        `${NAME}: ${this.minLrs.length} values of minLr were given for ${groups} groups`,
      );
    }
    this.mode = o.mode;
    this.factor = o.factor;
    this.patience = o.patience;
    this.threshold = o.threshold;
    this.thresholdMode = o.thresholdMode;
    this.cooldown = o.cooldown;
    this.eps = o.eps;
    this.best = this.worst;
    this.lastEpoch = 0;
    this.lastLrs = this.present();
  }

  private get worst(): number {
    return this.mode === 'min' ? Infinity : -Infinity;
  }

  /** @param metric the value to watch, a number: `scheduler.step(await loss.item())` */
  override step(metric?: number): void {
    if (typeof metric !== 'number') {
      throw new ArgumentError(
        `${NAME}: step needs the metric as a number (await loss.item()), got ${describe(metric)}`,
      );
    }
    this.lastEpoch++;
    if (this.isBetter(metric)) {
      this.best = metric;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.reduce();
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLrs = this.present();
  }

  private isBetter(metric: number): boolean {
    const { best, threshold } = this;
    const sign = this.mode === 'min' ? -1 : 1;
    const bar = this.thresholdMode === 'rel' ? best * (1 + sign * threshold) : best + sign * threshold;
    return this.mode === 'min' ? metric < bar : metric > bar;
  }

  private reduce(): void {
    this.optimizer.paramGroups.forEach((g, i) => {
      const lr = Math.max(g.lr * this.factor, this.minLrs[i] ?? 0);
      if (g.lr - lr > this.eps) g.lr = lr;
    });
  }

  protected getLr(): number[] {
    return this.present();
  }
}
