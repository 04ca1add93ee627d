import type { Tensor, Update } from '@cresset/tensor';
import { defineUpdate } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { check, checkFlag } from './check.js';
import type { ParamGroup, ParamsInput } from './optimizer.js';
import { Optimizer } from './optimizer.js';
import { variants } from './variants.js';

export interface RMSpropOptions {
  /** Learning rate (default 1e-2). */
  lr?: number;
  /** Decay rate α of the squared gradients (default 0.99). */
  alpha?: number;
  /** Added to the denominator (default 1e-8). */
  eps?: number;
  /** L2 penalty λ (default 0). */
  weightDecay?: number;
  /** Momentum factor μ (default 0). */
  momentum?: number;
  /** Divide by the standard deviation instead of the root mean square (default false). */
  centered?: boolean;
  /** Climb instead of descend (default false). */
  maximize?: boolean;
}

const defaults: Required<RMSpropOptions> = {
  lr: 1e-2,
  alpha: 0.99,
  eps: 1e-8,
  weightDecay: 0,
  momentum: 0,
  centered: false,
  maximize: false,
};

const MOMENTUM = 1;
const DECAY = 2;
const CENTERED = 4;
const MAXIMIZE = 8;

type State = 'p' | 'square' | 'mean' | 'buf';
type Params = 'lr' | 'alpha' | 'fresh' | 'eps' | 'momentum' | 'weightDecay';
type RMSpropUpdate = Update<State, 'g', Params>;
const updateFor = variants((flags): RMSpropUpdate => {
  const state: State[] = ['p', 'square'];
  if (flags & CENTERED) state.push('mean');
  if (flags & MOMENTUM) state.push('buf');
  return defineUpdate(
    'rmsprop',
    { state, inputs: ['g'], params: ['lr', 'alpha', 'fresh', 'eps', 'momentum', 'weightDecay'] },
    (s) => {
      let g = flags & MAXIMIZE ? s.g.neg() : s.g;
      if (flags & DECAY) g = g.add(s.p.mul(s.weightDecay));
      const square = s.square.mul(s.alpha).add(g.mul(g).mul(s.fresh));
      const mean = flags & CENTERED ? s.mean.add(g.sub(s.mean).mul(s.fresh)) : square;
      const variance = flags & CENTERED ? square.sub(mean.mul(mean)) : square;
      const scaled = g.div(variance.sqrt().add(s.eps));
      const buf = flags & MOMENTUM ? s.buf.mul(s.momentum).add(scaled) : scaled;
      return { p: s.p.sub(buf.mul(s.lr)), square, mean, buf };
    },
  );
});

/**
 * RMSprop (Hinton's lecture 6e; centered as in Graves, 2013).
 *
 * v ← αv + (1 − α)g²;  p ← p − lr·g/(√v + ε), the fraction smoothed by the momentum if there is one.
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(params: ParamsInput<RMSpropOptions>, options?: RMSpropOptions) {
    super(params, parseOptions('RMSprop', options, defaults));
  }

  protected checkOptions(o: Required<RMSpropOptions>): void {
    check('RMSprop', 'alpha', o.alpha, 0);
    check('RMSprop', 'eps', o.eps, 0);
    check('RMSprop', 'momentum', o.momentum, 0);
    check('RMSprop', 'weightDecay', o.weightDecay, 0);
    checkFlag('RMSprop', 'centered', o.centered);
    checkFlag('RMSprop', 'maximize', o.maximize);
  }

  protected update(p: Tensor, g: Tensor, group: ParamGroup<RMSpropOptions>): void {
    const { lr, alpha, eps, momentum, weightDecay } = group;
    const state = this.stateOf(p);
    state.step = ((state.step as number | undefined) ?? 0) + 1;
    const tensors = [p, this.slot(state, 'squareAvg', p)];
    let flags = group.maximize ? MAXIMIZE : 0;
    if (weightDecay !== 0) flags |= DECAY;
    if (group.centered) {
      flags |= CENTERED;
      tensors.push(this.slot(state, 'gradAvg', p));
    }
    if (momentum > 0) {
      flags |= MOMENTUM;
      tensors.push(this.slot(state, 'momentumBuffer', p));
    }
    updateFor(flags).run(tensors, [g], [lr, alpha, 1 - alpha, eps, momentum, weightDecay]);
  }
}
