import type { Tensor, Update } from '@cresset/tensor';
import { defineUpdate } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { check, checkFlag } from './check.js';
import type { ParamGroup, ParamsInput } from './optimizer.js';
import { Optimizer } from './optimizer.js';
import { variants } from './variants.js';

export interface AdagradOptions {
  /** Learning rate (default 1e-2). */
  lr?: number;
  /** Decay η of the learning rate: lr/(1 + (t − 1)·η) (default 0). */
  lrDecay?: number;
  /** L2 penalty λ (default 0). */
  weightDecay?: number;
  /** What the sum of squares starts from (default 0). */
  initialAccumulatorValue?: number;
  /** Added to the denominator (default 1e-10). */
  eps?: number;
  /** Climb instead of descend (default false). */
  maximize?: boolean;
}

const defaults: Required<AdagradOptions> = {
  lr: 1e-2,
  lrDecay: 0,
  weightDecay: 0,
  initialAccumulatorValue: 0,
  eps: 1e-10,
  maximize: false,
};

const DECAY = 1;
const MAXIMIZE = 2;

type AdagradUpdate = Update<'p' | 'sum', 'g', 'lr' | 'eps' | 'weightDecay'>;
const updateFor = variants((flags): AdagradUpdate => {
  return defineUpdate(
    'adagrad',
    { state: ['p', 'sum'], inputs: ['g'], params: ['lr', 'eps', 'weightDecay'] },
    (s) => {
      let g = flags & MAXIMIZE ? s.g.neg() : s.g;
      if (flags & DECAY) g = g.add(s.p.mul(s.weightDecay));
      const sum = s.sum.add(g.mul(g));
      return { p: s.p.sub(g.div(sum.sqrt().add(s.eps)).mul(s.lr)), sum };
    },
  );
});

/** Adagrad (Duchi et al., 2011): s ← s + g²;  p ← p − lr/(1 + (t − 1)η) · g/(√s + ε). */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(params: ParamsInput<AdagradOptions>, options?: AdagradOptions) {
    super(params, parseOptions('Adagrad', options, defaults));
  }

  protected checkOptions(o: Required<AdagradOptions>): void {
    check('Adagrad', 'lrDecay', o.lrDecay, 0);
    check('Adagrad', 'weightDecay', o.weightDecay, 0);
    check('Adagrad', 'initialAccumulatorValue', o.initialAccumulatorValue, 0);
    check('Adagrad', 'eps', o.eps, 0);
    checkFlag('Adagrad', 'maximize', o.maximize);
  }

  protected update(p: Tensor, g: Tensor, group: ParamGroup<AdagradOptions>): void {
    const state = this.stateOf(p);
    const step = ((state.step as number | undefined) ?? 0) + 1;
    state.step = step;
    const sum = this.slot(state, 'sum', p, group.initialAccumulatorValue);
    const flags = (group.weightDecay !== 0 ? DECAY : 0) | (group.maximize ? MAXIMIZE : 0);
    const lr = group.lr / (1 + (step - 1) * group.lrDecay);
    updateFor(flags).run([p, sum], [g], [lr, group.eps, group.weightDecay]);
  }
}
