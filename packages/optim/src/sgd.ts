import type { Tensor, Update } from '@cresset/tensor';
import { ArgumentError, defineUpdate } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { check, checkFlag } from './check.js';
import type { ParamGroup, ParamsInput } from './optimizer.js';
import { Optimizer } from './optimizer.js';
import { variants } from './variants.js';

export interface SGDOptions {
  /** Learning rate (default 1e-3). */
  lr?: number;
  /** Momentum factor μ (default 0). */
  momentum?: number;
  /** Dampening τ of the momentum (default 0). */
  dampening?: number;
  /** L2 penalty λ (default 0). */
  weightDecay?: number;
  /** Nesterov's momentum (default false). */
  nesterov?: boolean;
  /** Climb instead of descend (default false). */
  maximize?: boolean;
}

const defaults: Required<SGDOptions> = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
};

const MOMENTUM = 1;
const DECAY = 2;
const NESTEROV = 4;
const MAXIMIZE = 8;

type SGDUpdate = Update<'p' | 'buf', 'g', 'lr' | 'momentum' | 'fresh' | 'weightDecay'>;
const updateFor = variants((flags): SGDUpdate => {
  return defineUpdate(
    'sgd',
    {
      state: (flags & MOMENTUM ? ['p', 'buf'] : ['p']) as ('p' | 'buf')[],
      inputs: ['g'],
      params: ['lr', 'momentum', 'fresh', 'weightDecay'],
    },
    ({ p, buf, g, lr, momentum, fresh, weightDecay }) => {
      let d = flags & MAXIMIZE ? g.neg() : g;
      if (flags & DECAY) d = d.add(p.mul(weightDecay));
      if ((flags & MOMENTUM) === 0) return { p: p.sub(d.mul(lr)), buf: p };
      const b = buf.mul(momentum).add(d.mul(fresh));
      if (flags & NESTEROV) d = d.add(b.mul(momentum));
      else d = b;
      return { p: p.sub(d.mul(lr)), buf: b };
    },
  );
});

/**
 * Stochastic gradient descent, with momentum if wanted.
 *
 * g ← ∇ + λp;  b ← μb + (1 − τ)g (b ← g at the first step);  p ← p − lr·b, with Nesterov p ← p − lr·(g + μb).
 *
 * As in PyTorch the learning rate multiplies the momentum buffer, unlike Sutskever et al. (2013).
 */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: ParamsInput<SGDOptions>, options?: SGDOptions) {
    super(params, parseOptions('SGD', options, defaults));
  }

  protected checkOptions(o: Required<SGDOptions>): void {
    check('SGD', 'momentum', o.momentum, 0);
    check('SGD', 'weightDecay', o.weightDecay, 0);
    check('SGD', 'dampening', o.dampening, -Infinity);
    checkFlag('SGD', 'nesterov', o.nesterov);
    checkFlag('SGD', 'maximize', o.maximize);
    if (o.nesterov && (o.momentum === 0 || o.dampening !== 0)) {
      throw new ArgumentError('SGD: nesterov needs a momentum and no dampening');
    }
  }

  protected update(p: Tensor, g: Tensor, group: ParamGroup<SGDOptions>): void {
    const { lr, momentum, weightDecay } = group;
    let flags = 0;
    if (weightDecay !== 0) flags |= DECAY;
    if (group.maximize) flags |= MAXIMIZE;
    if (momentum === 0) {
      updateFor(flags).run([p], [g], [lr, 0, 0, weightDecay]);
      return;
    }
    if (group.nesterov) flags |= NESTEROV;
    const state = this.stateOf(p);
    // The buffer starts as the gradient itself: from zeros, undampened.
    const fresh = state.momentumBuffer === undefined ? 1 : 1 - group.dampening;
    const buf = this.slot(state, 'momentumBuffer', p);
    updateFor(flags | MOMENTUM).run([p, buf], [g], [lr, momentum, fresh, weightDecay]);
  }
}
