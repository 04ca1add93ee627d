import type { Tensor, Update } from '@cresset/tensor';
import { defineUpdate } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { check, checkBetas, checkFlag } from './check.js';
import type { ParamGroup, ParamsInput } from './optimizer.js';
import { Optimizer } from './optimizer.js';
import { variants } from './variants.js';

export interface AdamOptions {
  /** Learning rate (default 1e-3). */
  lr?: number;
  /** Decay rates β₁, β₂ of the moments (default [0.9, 0.999]). */
  betas?: readonly [number, number];
  /** Added to the denominator (default 1e-8). */
  eps?: number;
  /** L2 penalty λ (default 0); in AdamW a decay apart from the gradient (default 1e-2). */
  weightDecay?: number;
  /** Use the largest second moment seen so far (Reddi et al., 2018; default false). */
  amsgrad?: boolean;
  /** Climb instead of descend (default false). */
  maximize?: boolean;
  /** Decay the weights themselves, as AdamW does, instead of adding λp to the gradient (default false). */
  decoupledWeightDecay?: boolean;
}

export const adamDefaults: Required<AdamOptions> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
  decoupledWeightDecay: false,
};

const AMSGRAD = 1;
const DECAY = 2;
const DECOUPLED = 4;
const MAXIMIZE = 8;

type State = 'p' | 'm' | 'v' | 'vMax';
type Params = 'fresh1' | 'beta2' | 'fresh2' | 'stepSize' | 'unbias2' | 'eps' | 'decay';
type AdamUpdate = Update<State, 'g', Params>;
const updateFor = variants((flags): AdamUpdate => {
  return defineUpdate(
    'adam',
    {
      state: (flags & AMSGRAD ? ['p', 'm', 'v', 'vMax'] : ['p', 'm', 'v']) as State[],
      inputs: ['g'],
      params: ['fresh1', 'beta2', 'fresh2', 'stepSize', 'unbias2', 'eps', 'decay'],
    },
    (s) => {
      let g = flags & MAXIMIZE ? s.g.neg() : s.g;
      let p = s.p;
      if (flags & DECOUPLED) p = p.mul(s.decay);
      else if (flags & DECAY) g = g.add(p.mul(s.decay));
      const m = s.m.add(g.sub(s.m).mul(s.fresh1));
      const v = s.v.mul(s.beta2).add(g.mul(g).mul(s.fresh2));
      const vMax = flags & AMSGRAD ? s.vMax.max(v) : v;
      const denominator = vMax.sqrt().mul(s.unbias2).add(s.eps);
      return { p: p.sub(m.div(denominator).mul(s.stepSize)), m, v, vMax };
    },
  );
});

/**
 * Adam (Kingma & Ba, 2015).
 *
 * m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  p ← p − lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
 */
export class Adam extends Optimizer<AdamOptions> {
  constructor(params: ParamsInput<AdamOptions>, options?: AdamOptions) {
    super(params, parseOptions('Adam', options, adamDefaults));
  }

  protected checkOptions(o: Required<AdamOptions>): void {
    const name = this.getName();
    checkBetas(name, o.betas);
    check(name, 'eps', o.eps, 0);
    check(name, 'weightDecay', o.weightDecay, 0);
    checkFlag(name, 'amsgrad', o.amsgrad);
    checkFlag(name, 'maximize', o.maximize);
    checkFlag(name, 'decoupledWeightDecay', o.decoupledWeightDecay);
  }

  protected update(p: Tensor, g: Tensor, group: ParamGroup<AdamOptions>): void {
    const { lr, weightDecay, amsgrad } = group;
    const [beta1, beta2] = group.betas;
    const state = this.stateOf(p);
    const step = ((state.step as number | undefined) ?? 0) + 1;
    state.step = step;
    const m = this.slot(state, 'expAvg', p);
    const v = this.slot(state, 'expAvgSq', p);
    let flags = group.maximize ? MAXIMIZE : 0;
    let decay = 0;
    if (weightDecay !== 0) {
      const decoupled = group.decoupledWeightDecay;
      flags |= decoupled ? DECOUPLED : DECAY;
      decay = decoupled ? 1 - lr * weightDecay : weightDecay;
    }
    const stepSize = lr / (1 - beta1 ** step);
    // A factor rather than a divisor: a division an element less.
    const unbias2 = 1 / Math.sqrt(1 - beta2 ** step);
    const params = [1 - beta1, beta2, 1 - beta2, stepSize, unbias2, group.eps, decay];
    if (amsgrad) {
      const vMax = this.slot(state, 'maxExpAvgSq', p);
      updateFor(flags | AMSGRAD).run([p, m, v, vMax], [g], params);
    } else updateFor(flags).run([p, m, v], [g], params);
  }
}
