import { ArgumentError } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Schedulable, ScheduledGroup, SchedulerOptions } from './scheduler.js';
import { checkCount, LRScheduler } from './scheduler.js';

export interface OneCycleLROptions extends SchedulerOptions {
  /** Steps in the cycle; or give `epochs` and `stepsPerEpoch`. */
  totalSteps?: number | null;
  epochs?: number | null;
  stepsPerEpoch?: number | null;
  /** Share of the cycle in which the rate rises (default 0.3). */
  pctStart?: number;
  /** Shape of the rise and the fall (default 'cos'). */
  annealStrategy?: 'cos' | 'linear';
  /** Move the momentum (or β₁) against the rate (default true). */
  cycleMomentum?: boolean;
  /** Lowest momentum, by group if an array (default 0.85). */
  baseMomentum?: number | readonly number[];
  /** Highest momentum, by group if an array (default 0.95). */
  maxMomentum?: number | readonly number[];
  /** The initial rate is maxLr / divFactor (default 25). */
  divFactor?: number;
  /** The last rate is the initial one / finalDivFactor (default 1e4). */
  finalDivFactor?: number;
  /** Fall as long as the rise, then to the last rate, instead of falling to it at once (default false). */
  threePhase?: boolean;
}

const defaults: Required<OneCycleLROptions> = {
  totalSteps: null,
  epochs: null,
  stepsPerEpoch: null,
  pctStart: 0.3,
  annealStrategy: 'cos',
  cycleMomentum: true,
  baseMomentum: 0.85,
  maxMomentum: 0.95,
  divFactor: 25,
  finalDivFactor: 1e4,
  threePhase: false,
  lastEpoch: -1,
};

type LrName = 'initialLr' | 'maxLr' | 'minLr';
type MomentumName = 'maxMomentum' | 'baseMomentum';
type Phase = readonly [
  end: number,
  from: LrName,
  to: LrName,
  momentumFrom: MomentumName,
  momentumTo: MomentumName,
];

const NAME = 'OneCycleLR';

/**
 * Up to `maxLr` and down again over all steps, the momentum the other way (Smith & Topin, 2019). Call `step()` after
 * every batch.
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  readonly cycleMomentum: boolean;
  protected readonly annealStrategy: 'cos' | 'linear';
  protected readonly useBeta1: boolean;
  readonly #phases: readonly Phase[];

  /** @param maxLr highest rate, by group if an array */
  constructor(optimizer: Schedulable, maxLr: number | readonly number[], options?: OneCycleLROptions) {
    const o = parseOptions(NAME, options, defaults);
    const groups = optimizer.paramGroups;
    const highest = byGroup('maxLr', maxLr, groups.length);
    if (o.lastEpoch === -1) {
      groups.forEach((g, i) => {
        g.initialLr = highest[i]! / o.divFactor;
        g.maxLr = highest[i]!;
        g.minLr = g.initialLr / o.finalDivFactor;
      });
    }
    super(optimizer, o.lastEpoch);
    if (o.totalSteps !== null) this.totalSteps = checkCount(NAME, 'totalSteps', o.totalSteps);
    else if (o.epochs !== null && o.stepsPerEpoch !== null) {
      this.totalSteps =
        checkCount(NAME, 'epochs', o.epochs) * checkCount(NAME, 'stepsPerEpoch', o.stepsPerEpoch);
    } else throw new ArgumentError(`${NAME}: give totalSteps, or epochs and stepsPerEpoch`);
    if (!(o.pctStart >= 0 && o.pctStart <= 1)) {
      throw new ArgumentError(`${NAME}: pctStart must be in [0, 1], got ${o.pctStart}`);
    }
    if (o.annealStrategy !== 'cos' && o.annealStrategy !== 'linear') {
      throw new ArgumentError(
        `${NAME}: annealStrategy must be 'cos' or 'linear', got ${describe(o.annealStrategy)}`,
      );
    }
    this.annealStrategy = o.annealStrategy;
    this.cycleMomentum = o.cycleMomentum;
    this.useBeta1 = 'betas' in optimizer.defaults;
    if (o.cycleMomentum) this.#startMomentum(o);
    const rise = o.pctStart * this.totalSteps - 1;
    const last = this.totalSteps - 1;
    this.#phases = o.threePhase
      ? [
          [rise, 'initialLr', 'maxLr', 'maxMomentum', 'baseMomentum'],
          [2 * o.pctStart * this.totalSteps - 2, 'maxLr', 'initialLr', 'baseMomentum', 'maxMomentum'],
          [last, 'initialLr', 'minLr', 'maxMomentum', 'maxMomentum'],
        ]
      : [
          [rise, 'initialLr', 'maxLr', 'maxMomentum', 'baseMomentum'],
          [last, 'maxLr', 'minLr', 'baseMomentum', 'maxMomentum'],
        ];
    this.start();
  }

  #startMomentum(o: Required<OneCycleLROptions>): void {
    const { paramGroups: groups, defaults: options } = this.optimizer;
    if (!('momentum' in options) && !this.useBeta1) {
      throw new ArgumentError(
        `${NAME}: this optimizer has neither momentum nor betas; pass { cycleMomentum: false }`,
      );
    }
    if (o.lastEpoch !== -1) return;
    const high = byGroup('maxMomentum', o.maxMomentum, groups.length);
    const low = byGroup('baseMomentum', o.baseMomentum, groups.length);
    groups.forEach((g, i) => {
      this.#setMomentum(g, high[i]!);
      g.maxMomentum = high[i]!;
      g.baseMomentum = low[i]!;
    });
  }

  #setMomentum(group: ScheduledGroup, value: number): void {
    if (this.useBeta1) group.betas = [value, (group.betas as readonly number[])[1]!];
    else group.momentum = value;
  }

  #anneal(from: number, to: number, share: number): number {
    if (this.annealStrategy === 'linear') return (to - from) * share + from;
    return to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
  }

  protected getLr(): number[] {
    const step = this.lastEpoch;
    if (step > this.totalSteps) {
      throw new ArgumentError(`${NAME}: step ${step} is beyond the ${this.totalSteps} steps of the cycle`);
    }
    const phases = this.#phases;
    const at = phases.findIndex(([end], i) => step <= end || i === phases.length - 1);
    const [end, from, to, momentumFrom, momentumTo] = phases[at]!;
    const begin = at === 0 ? 0 : phases[at - 1]![0];
    const share = (step - begin) / (end - begin);
    return this.optimizer.paramGroups.map((g) => {
      if (this.cycleMomentum) {
        this.#setMomentum(g, this.#anneal(g[momentumFrom] as number, g[momentumTo] as number, share));
      }
      return this.#anneal(g[from] as number, g[to] as number, share);
    });
  }
}

function byGroup(name: string, v: number | readonly number[], groups: number): readonly number[] {
  if (typeof v === 'number') return new Array<number>(groups).fill(v);
  if (!Array.isArray(v) || v.length !== groups) {
    throw new ArgumentError(`${NAME}: ${name} must be a number or ${groups} of them, got ${describe(v)}`);
  }
  return v;
}
