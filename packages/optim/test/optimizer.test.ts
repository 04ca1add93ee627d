import { autograd, noGrad } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { ArgumentError, GradientError, observe, ShapeError, type Tensor, tensor, use } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as optim from '../src/index.js';

const device = reference();
use(device, autograd());

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });

describe('parameter groups', () => {
  it('have options of their own over those of the optimizer', () => {
    const [a, b, c] = [leaf(1), leaf(1), leaf(1)];
    const o = new optim.SGD([{ params: [a] }, { params: b, lr: 0.5, momentum: 0.9 }], { lr: 0.1 });
    o.addParamGroup({ params: [c], lr: 2 });
    expect(o.paramGroups.map((g) => [g.lr, g.momentum])).toEqual([
      [0.1, 0],
      [0.5, 0.9],
      [2, 0],
    ]);
    for (const p of [a, b, c]) p.grad = tensor([0.5]);
    o.step();
    expect([a, b, c].map((p) => p.toArraySync())).toEqual([[Math.fround(0.95)], [0.75], [0]]);
  });

  it('follow a learning rate that is set in between, without a new kernel', () => {
    const p = leaf(1);
    const o = new optim.SGD([p], { lr: 0.5 });
    p.grad = tensor([1]);
    o.step();
    let prepared = 0;
    const prepare = device.prepare.bind(device);
    device.prepare = (spec) => {
      prepared++;
      return prepare(spec);
    };
    for (const lr of [0.25, 0.125]) {
      o.paramGroups[0]!.lr = lr;
      o.step();
    }
    device.prepare = prepare;
    expect(prepared).toBe(0);
    expect(p.toArraySync()).toEqual([0.125]);
  });

  it('leave parameters without a gradient alone', () => {
    const [a, b] = [leaf(1), leaf(1)];
    const o = new optim.Adam([a, b]);
    a.grad = tensor([1]);
    o.step();
    expect(b.toArraySync()).toEqual([1]);
    expect(o.state.has(b)).toBe(false);
  });
});

describe('a step', () => {
  it('is one kernel a parameter, and none of it is recorded', () => {
    const p = leaf(1, 2);
    const o = new optim.Adam([p], { amsgrad: true, weightDecay: 0.1 });
    p.grad = tensor([1, 1]);
    o.step();
    const calls: string[] = [];
    const watch = observe({ called: (name) => calls.push(name) });
    o.step();
    watch.remove();
    expect(calls).toEqual(['adam']);
    expect(p.requiresGrad && p.isLeaf).toBe(true);
  });

  it('lets a later backward notice that a saved parameter has changed', () => {
    const w = leaf(2);
    const x = leaf(3);
    const y = x.mul(w).sum();
    const o = new optim.SGD([w], { lr: 1 });
    w.grad = tensor([1]);
    o.step();
    expect(() => y.backward()).toThrow('was changed in place');
  });

  it('takes gradients and parameters of any layout, and half types', () => {
    const p = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const o = new optim.SGD([p], { lr: 1, momentum: 0.5 });
    p.grad = tensor([
      [1, 2],
      [3, 4],
    ]).t();
    o.step();
    o.step();
    expect(p.toArraySync()).toEqual([
      [-1.5, -5.5],
      [-2, -6],
    ]);
    const h = tensor([1, 2], { dtype: 'float16', requiresGrad: true });
    h.grad = tensor([0.5, 0.5], { dtype: 'float16' });
    const oh = new optim.Adam([h], { lr: 0.5 });
    oh.step();
    expect(h.toArraySync()).toEqual([0.5, 1.5]);
    expect((oh.state.get(h)!.expAvg as Tensor).dtype.name).toBe('float16');
  });

  it('calls a closure first, with gradients on, and returns its loss', () => {
    const p = leaf(1);
    const o = new optim.SGD([p], { lr: 0.25 });
    const loss = noGrad(() =>
      o.step(() => {
        o.zeroGrad();
        const l = p.mul(p).sum();
        l.backward();
        return l;
      }),
    );
    expect(loss.itemSync()).toBe(1);
    expect(p.toArraySync()).toEqual([0.5]);
    expect(() => o.step(async () => p)).toThrow('SGD: the closure must be synchronous');
  });

  it('drops gradients or fills them with zeros', () => {
    const p = leaf(1);
    const o = new optim.SGD([p]);
    p.grad = tensor([2]);
    o.zeroGrad({ setToNone: false });
    expect(p.grad!.toArraySync()).toEqual([0]);
    o.zeroGrad();
    expect(p.grad).toBe(null);
  });
});

describe('state dicts', () => {
  it("have PyTorch's layout", () => {
    const [a, b] = [leaf(1), leaf(1)];
    const o = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.5 }], {
      lr: 0.1,
      momentum: 0.9,
      weightDecay: 0.01,
    });
    b.grad = tensor([1]);
    o.step();
    const dict = o.stateDict();
    expect(dict.param_groups).toEqual([
      {
        lr: 0.1,
        momentum: 0.9,
        dampening: 0,
        weight_decay: 0.01,
        nesterov: false,
        maximize: false,
        params: [0],
      },
      {
        lr: 0.5,
        momentum: 0.9,
        dampening: 0,
        weight_decay: 0.01,
        nesterov: false,
        maximize: false,
        params: [1],
      },
    ]);
    expect(Object.keys(dict.state)).toEqual(['1']);
    expect(Object.keys(dict.state[1]!)).toEqual(['momentum_buffer']);
  });

  it('load into the buffers that are there, in the dtype of the parameter', () => {
    const p = leaf(1, 2);
    const o = new optim.Adam([p], { lr: 0.1 });
    p.grad = tensor([1, 1]);
    o.step();
    const before = (o.state.get(p)!.expAvg as Tensor).buffer;
    const dict = o.stateDict();
    o.step();
    o.loadStateDict({
      ...dict,
      state: { 0: { step: 7, exp_avg: tensor([1, 2], { dtype: 'float64' }), exp_avg_sq: tensor([3, 4]) } },
    });
    const s = o.state.get(p)!;
    expect(s.step).toBe(7);
    expect((s.expAvg as Tensor).buffer).toBe(before);
    expect((s.expAvg as Tensor).toArraySync()).toEqual([1, 2]);
    expect((s.expAvg as Tensor).dtype.name).toBe('float32');
  });

  it('are refused when they belong to something else', () => {
    const o = new optim.Adam([leaf(1)]);
    const dict = o.stateDict();
    expect(() => o.loadStateDict({} as never)).toThrow("has the entries 'state' and 'param_groups'");
    expect(() => o.loadStateDict({ state: {}, param_groups: [] })).toThrow(
      'has 0 parameter groups, the optimizer 1',
    );
    expect(() => o.loadStateDict({ state: {}, param_groups: [{ params: [0, 1] }] })).toThrow(
      'group 0 has 2 parameters in the state dict and 1 in the optimizer',
    );
    expect(() => o.loadStateDict({ ...dict, state: { 0: { exp_avg: tensor([1, 2]) } } })).toThrow(ShapeError);
    expect(() => o.loadStateDict({ ...dict, state: { 0: { exp_avg: 'x' } } })).toThrow(
      'must be a tensor or a number',
    );
  });
});

describe('optimizers refuse', () => {
  it('what is no list of parameters', () => {
    expect(() => new optim.SGD(leaf(1) as never)).toThrow('parameters must be an array');
    expect(() => new optim.SGD([])).toThrow('SGD: the list of parameters is empty');
    expect(() => new optim.SGD([3] as never)).toThrow('parameters must be tensors, got 3');
    const p = leaf(1);
    expect(() => new optim.SGD([p, p])).toThrow('a parameter of shape [1] appears more than once');
    expect(() => new optim.SGD([p.mul(2)])).toThrow(GradientError);
    expect(() => new optim.SGD([{ params: [p] }, p] as never)).toThrow('a group must be { params, … }');
  });

  it('unknown options and values out of range', () => {
    const p = leaf(1);
    expect(() => new optim.SGD([p], { momentun: 0.9 } as never)).toThrow(
      "SGD: unknown option 'momentun'; known options: lr, momentum, dampening, weightDecay, nesterov, maximize",
    );
    expect(() => new optim.SGD([{ params: [p], learningRate: 1 }] as never)).toThrow(
      "unknown option 'learningRate'",
    );
    expect(() => new optim.SGD([p], { lr: -1 })).toThrow('SGD: lr must be a number ≥ 0, got -1');
    expect(() => new optim.SGD([p], { nesterov: true })).toThrow(
      'nesterov needs a momentum and no dampening',
    );
    expect(() => new optim.Adam([p], { betas: [0.9, 1] })).toThrow(
      'Adam: betas[1] must be a number in [0, 1), got 1',
    );
    expect(() => new optim.Adam([p], { betas: 0.9 as never })).toThrow('betas must be a pair');
    expect(() => new optim.AdamW([p], { eps: -1 })).toThrow('AdamW: eps must be a number ≥ 0');
    expect(() => new optim.AdamW([p], { amsgrad: 1 as never })).toThrow(
      'amsgrad must be true or false, got 1',
    );
    expect(() => new optim.RMSprop([p], { alpha: 'x' as never })).toThrow(ArgumentError);
    expect(() => new optim.Adagrad([p], { lrDecay: -1 })).toThrow('Adagrad: lrDecay must be a number ≥ 0');
  });
});

describe('printing', () => {
  it("shows the groups as PyTorch's optimizers do", () => {
    const o = new optim.Adam([leaf(1)], { betas: [0.9, 0.99] });
    expect(o.toString()).toBe(
      [
        'Adam (',
        'Parameter Group 0',
        '    amsgrad: False',
        '    betas: (0.9, 0.99)',
        '    decoupled_weight_decay: False',
        '    eps: 1e-08',
        '    lr: 0.001',
        '    maximize: False',
        '    weight_decay: 0',
        ')',
      ].join('\n'),
    );
  });
});
