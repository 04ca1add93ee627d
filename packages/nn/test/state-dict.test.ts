import { ArgumentError, Tensor, tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { Net, stateOf } from './network.js';
import { golden } from './setup.js';

const g = golden<{ state: Record<string, { shape: number[]; values: number[] }> }>('modules');

describe('stateDict', () => {
  it('shares memory with the module and stands outside of graphs', () => {
    const layer = new nn.Linear(2, 1);
    const state = layer.stateDict();
    expect(state.weight!.requiresGrad).toBe(false);
    state.weight!.fill_(3);
    expect(layer.weight.toArraySync()).toEqual([[3, 3]]);
    expect(Object.keys(layer.stateDict({ prefix: 'a.' }))).toEqual(['a.weight', 'a.bias']);
  });

  it('leaves out what is not persistent, and takes reassigned buffers', () => {
    const net = new Net();
    net.inner.stepCount = tensor([7n]).reshape([]);
    const state = net.stateDict();
    expect(Object.keys(state).some((k) => k.includes('scratch'))).toBe(false);
    expect(state['inner.step_count']!.itemSync()).toBe(7);
  });

  it('refuses two fields of one name', () => {
    class Twice extends nn.Module {
      myGain = new nn.Parameter(zeros([1]));
      my_gain = new nn.Parameter(zeros([1]));
      forward(): void {}
    }
    expect(() => new Twice().stateDict()).toThrow("two fields of the module are both called 'my_gain'");
  });
});

describe('loadStateDict', () => {
  it('copies into the same memory, and loads what it saved', () => {
    const net = new Net();
    const { buffer } = net.fc1.weight;
    net.loadStateDict(stateOf(g.state));
    expect(net.fc1.weight.buffer).toBe(buffer);
    const other = new Net();
    other.loadStateDict(new Map(Object.entries(net.stateDict())));
    for (const [name, t] of Object.entries(other.stateDict())) {
      expect([...t.dataSync()].map(Number), name).toEqual(
        g.state[name]!.values.map((v) => (t.dtype.name === 'int64' ? v : Math.fround(v))),
      );
    }
  });

  it('lets a key that is written as the field win', () => {
    const inner = new Net().inner;
    const state = { ...inner.stateDict(), scaleFactor: tensor([1, 2, 3, 4]) };
    expect(inner.loadStateDict(state, { strict: false }).unexpectedKeys).toEqual(['scale_factor']);
    expect(inner.scaleFactor.toArraySync()).toEqual([1, 2, 3, 4]);
  });

  it('casts to the dtype of the module', () => {
    const layer = new nn.Linear(1, 1);
    layer.loadStateDict({ weight: tensor([[0.1]], { dtype: 'float64' }), bias: tensor([2n]) });
    expect(layer.weight.dtype.name).toBe('float32');
    expect(layer.bias!.toArraySync()).toEqual([2]);
  });

  it('reports everything that does not fit at once, and changes nothing', () => {
    const net = new Net();
    const state: nn.StateDict = { ...new Net().stateDict() };
    const before = [...net.tail.stateDict()['0.weight']!.dataSync()];
    delete state['inner.linear_one.bias'];
    delete state.top_level;
    state['fc1.weight'] = zeros([3, 3]);
    state['inner.step_count'] = zeros([1]);
    state.stray = zeros([1]);
    let error: unknown;
    try {
      net.loadStateDict(state);
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(nn.StateDictError);
    const e = error as nn.StateDictError;
    expect(e.code).toBe('STATE_DICT');
    expect(e.missingKeys).toEqual(['top_level', 'inner.linear_one.bias']);
    expect(e.unexpectedKeys).toEqual(['stray']);
    expect(e.mismatched.map((m) => m.key)).toEqual(['fc1.weight', 'inner.step_count']);
    expect(e.message).toBe(
      [
        "loadStateDict: the state dict doesn't fit Net:",
        "  missing keys: 'top_level', 'inner.linear_one.bias'",
        "  unexpected keys: 'stray'",
        "  'fc1.weight' is [3, 3] in the state dict and [3, 2] in the module",
        "  'inner.step_count' is [1] in the state dict and [] in the module",
      ].join('\n'),
    );
    expect([...net.tail.stateDict()['0.weight']!.dataSync()]).toEqual(before);
  });

  it('not strictly, loads what fits and tells what does not; shapes must fit all the same', () => {
    const layer = new nn.Linear(1, 1);
    const result = layer.loadStateDict({ weight: tensor([[5]]), other: zeros([1]) }, { strict: false });
    expect(result).toEqual({ missingKeys: ['bias'], unexpectedKeys: ['other'] });
    expect(layer.weight.toArraySync()).toEqual([[5]]);
    expect(() => layer.loadStateDict({ weight: zeros([2]) }, { strict: false })).toThrow(
      "'weight' is [2] in the state dict and [1, 1] in the module",
    );
  });

  it('refuses what is no state dict', () => {
    const layer = new nn.Linear(1, 1);
    expect(() => layer.loadStateDict(null as never)).toThrow(ArgumentError);
    expect(() => layer.loadStateDict({ weight: [1] } as never)).toThrow(
      "'weight' must be a tensor, got an array of 1",
    );
    expect(() => layer.loadStateDict({}, { strikt: true } as never)).toThrow("unknown option 'strikt'");
    const gone = zeros([1, 1]);
    gone.dispose();
    expect(() => layer.loadStateDict({ weight: gone })).toThrow('was disposed');
    expect(layer.weight).toBeInstanceOf(Tensor);
  });
});
