import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { tensor, use } from '@cresset/tensor';
import { describe, expect, it, vi } from 'vitest';
import * as optim from '../src/index.js';
import { camelOptions, golden } from './golden.js';

use(reference(), autograd());

interface Sequence {
  rates: number[][];
  momenta: number[];
}
interface Case extends Sequence {
  scheduler: keyof typeof optim.lrScheduler;
  optimizer?: string;
  args: unknown[];
  options: Record<string, unknown>;
}
const data = golden<{
  cases: Case[];
  metric: number[];
  plateau: (Sequence & { options: Record<string, unknown> })[];
  sequential: Sequence;
  lambdas: Sequence;
  chained: Sequence;
}>('schedulers');

function optimizer(kind = 'SGD'): optim.SGD | optim.Adam {
  const [a, b] = [tensor([0], { requiresGrad: true }), tensor([0], { requiresGrad: true })];
  const groups = [{ params: [a] }, { params: [b], lr: 0.3 }];
  return kind === 'Adam'
    ? new optim.Adam(groups, { lr: 0.1 })
    : new optim.SGD(groups, { lr: 0.1, momentum: 0.9 });
}

function record(o: optim.SGD | optim.Adam, step: (t: number) => void, expected: Sequence): void {
  const groups: readonly Record<string, unknown>[] = o.paramGroups;
  const momentum = (): number => (groups[0]!.momentum ?? (groups[0]!.betas as number[])[0]) as number;
  expected.rates.forEach((rates, t) => {
    if (t > 0) {
      o.step();
      step(t - 1);
    }
    rates.forEach((r, i) => {
      expect(groups[i]!.lr, `step ${t}, group ${i}`).toBeCloseTo(r, 12);
    });
    expect(momentum(), `step ${t}`).toBeCloseTo(expected.momenta[t]!, 12);
  });
}

describe('schedulers against PyTorch', () => {
  for (const c of data.cases) {
    it(`${c.scheduler} ${JSON.stringify(c.args)} ${JSON.stringify(c.options)} ${c.optimizer ?? ''}`, () => {
      const o = optimizer(c.optimizer);
      const Class = optim.lrScheduler[c.scheduler] as unknown as new (
        ...args: unknown[]
      ) => optim.LRScheduler;
      const s = new Class(o, ...c.args, camelOptions(c.options));
      record(o, () => s.step(), c);
      expect(s.getLastLr()).toEqual(o.paramGroups.map((g) => g.lr));
    });

    it(`${c.scheduler} ${JSON.stringify(c.options)} ${c.optimizer ?? ''} goes on from a state dict`, () => {
      const o = optimizer(c.optimizer);
      const Class = optim.lrScheduler[c.scheduler] as unknown as new (
        ...args: unknown[]
      ) => optim.LRScheduler;
      const s = new Class(o, ...c.args, camelOptions(c.options));
      for (let t = 0; t < 7; t++) {
        o.step();
        s.step();
      }
      const [saved, savedOptimizer] = JSON.parse(JSON.stringify([s.stateDict(), o.stateDict()]));
      const o2 = optimizer(c.optimizer);
      const s2 = new Class(o2, ...c.args, camelOptions(c.options));
      s2.loadStateDict(saved);
      o2.loadStateDict(savedOptimizer);
      o2.step();
      s2.step();
      expect(s2.lastEpoch).toBe(8);
      o2.paramGroups.forEach((g, i) => {
        expect(g.lr).toBeCloseTo(c.rates[8]![i]!, 12);
      });
    });
  }

  for (const c of data.plateau) {
    it(`ReduceLROnPlateau ${JSON.stringify(c.options)}`, () => {
      const o = optimizer();
      const s = new optim.ReduceLROnPlateau(o, camelOptions(c.options));
      record(o, (t) => s.step(data.metric[t]!), c);
    });
  }

  it('SequentialLR', () => {
    const o = optimizer();
    const parts = [
      new optim.LinearLR(o, { startFactor: 0.2, totalIters: 4 }),
      new optim.CosineAnnealingLR(o, 10),
      new optim.ExponentialLR(o, 0.7),
    ];
    const s = new optim.SequentialLR(o, parts, [4, 12]);
    record(o, () => s.step(), data.sequential);
  });

  it('LambdaLR with a function a group', () => {
    const o = optimizer();
    const s = new optim.LambdaLR(o, [(e) => 0.95 ** e, (e) => 1 / (1 + e)]);
    record(o, () => s.step(), data.lambdas);
    expect(s.stateDict()).toMatchObject({
      last_epoch: 20,
      _step_count: 21,
      base_lrs: [0.1, 0.3],
      lr_lambdas: [null, null],
    });
  });

  it('two schedulers chained on one optimizer', () => {
    const o = optimizer();
    const [a, b] = [new optim.ExponentialLR(o, 0.9), new optim.StepLR(o, 4)];
    record(
      o,
      () => {
        a.step();
        b.step();
      },
      data.chained,
    );
  });
});

describe('schedulers refuse', () => {
  it('options they do not know, and values out of range', () => {
    const o = optimizer();
    expect(() => new optim.StepLR(o, 3, { gama: 0.1 } as never)).toThrow(
      "StepLR: unknown option 'gama'; known options: gamma",
    );
    expect(() => new optim.StepLR(o, 0)).toThrow('StepLR: stepSize must be an integer ≥ 1, got 0');
    expect(() => new optim.MultiStepLR(o, 3 as never)).toThrow('milestones must be an array');
    expect(() => new optim.LinearLR(o, { startFactor: 0 })).toThrow('startFactor must be in (0, 1]');
    expect(() => new optim.LambdaLR(o, [() => 1])).toThrow('1 functions were given for 2 parameter groups');
    expect(() => new optim.OneCycleLR(o, 1)).toThrow('give totalSteps, or epochs and stepsPerEpoch');
    expect(() => new optim.ReduceLROnPlateau(o, { factor: 2 })).toThrow('factor must be below 1');
    expect(() => new optim.ReduceLROnPlateau(o).step(tensor(1) as never)).toThrow('await loss.item()');
    expect(() => new optim.StepLR({} as never, 1)).toThrow('StepLR: expected an optimizer');
  });

  it('a cycle that is over', () => {
    const o = optimizer();
    const s = new optim.OneCycleLR(o, 1, { totalSteps: 2 });
    o.step();
    s.step();
    s.step();
    expect(() => s.step()).toThrow('step 3 is beyond the 2 steps of the cycle');
  });

  it('to be resumed without the initial rates', () => {
    expect(() => new optim.StepLR(optimizer(), 2, { lastEpoch: 3 })).toThrow('group 0 has no initialLr');
  });

  it('and warn when they step before the optimizer', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    new optim.StepLR(optimizer(), 2).step();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('before optimizer.step()'));
    warn.mockRestore();
  });
});
