import { inspect } from 'node:util';
import { noGrad } from '@cresset/autograd';
import { ArgumentError, DTypeError, IndexError, scope, type Tensor, tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { Inner, Net, stateOf } from './network.js';
import { excess, golden } from './setup.js';

interface Golden {
  state: Record<string, { shape: number[]; values: number[] }>;
  parameters: string[];
  buffers: string[];
  modules: string[];
  'modules with duplicates': string[];
  children: string[];
  input: number[][];
  output: number[][];
  gradients: Record<string, number[]>;
  'input gradient': number[][];
}
const g = golden<Golden>('modules');
const names = (list: readonly (readonly [string, unknown])[]): string[] => list.map(([n]) => n);

describe('Module', () => {
  it("names parameters, buffers and modules in PyTorch's order", () => {
    const net = new Net();
    expect(names(net.namedParameters())).toEqual(g.parameters);
    expect(names(net.namedBuffers())).toEqual(g.buffers);
    expect(names(net.namedModules())).toEqual(g.modules);
    expect(names(net.namedModules({ removeDuplicate: false }))).toEqual(g['modules with duplicates']);
    expect(names(net.namedChildren())).toEqual(g.children);
    expect(Object.keys(net.stateDict())).toEqual(Object.keys(g.state));
    expect(names(net.namedParameters({ recurse: false, prefix: 'a' }))).toEqual(['a.top_level']);
    expect(net.parameters({ recurse: false }).map((p) => p === net.topLevel)).toEqual([true]);
  });

  it('computes what PyTorch computes from a loaded state dict, forward and backward', () => {
    const net = new Net();
    expect(net.loadStateDict(stateOf(g.state))).toEqual({ missingKeys: [], unexpectedKeys: [] });
    const x = tensor(g.input, { requiresGrad: true });
    const out = net.forward(x);
    expect(excess(out.dataSync(), g.output.flat(), 8)).toBeLessThanOrEqual(0);
    out.mul(out).mean().backward();
    for (const [name, p] of net.namedParameters()) {
      expect(excess(p.grad!.dataSync(), g.gradients[name]!, 20), name).toBeLessThanOrEqual(0);
    }
    expect(excess(x.grad!.dataSync(), g['input gradient'].flat(), 8)).toBeLessThanOrEqual(0);
  });

  it('finds modules, parameters and buffers by name, in both spellings', () => {
    const net = new Net();
    expect(net.getSubmodule('inner.linear_one')).toBe(net.inner.linearOne);
    expect(net.getSubmodule('inner.linearOne')).toBe(net.inner.linearOne);
    expect(net.getSubmodule('')).toBe(net);
    expect(net.getParameter('tail.0.weight')).toBe((net.tail[0] as nn.Linear).weight);
    expect(net.getParameter('topLevel')).toBe(net.topLevel);
    expect(net.getBuffer('inner.step_count')).toBe(net.inner.stepCount);
    expect(() => net.getSubmodule('inner.nothing')).toThrow(IndexError);
    expect(() => net.getSubmodule('inner.nothing')).toThrow(
      "Inner has no child 'nothing' (children: linear_one)",
    );
    expect(() => net.getParameter('fc1.gain')).toThrow("Linear has no 'gain' (known: weight, bias)");
    expect(() => net.getBuffer('fc1.gain')).toThrow('known: none');
  });

  it('switches training and gradients everywhere', () => {
    const net = new Net();
    expect(net.eval()).toBe(net);
    expect(net.modules().every((m) => !m.training)).toBe(true);
    net.train();
    expect(net.modules().every((m) => m.training)).toBe(true);
    expect(() => net.train(1 as never)).toThrow('train: mode must be true or false, got 1');
    net.requiresGrad_(false);
    expect(net.parameters().some((p) => p.requiresGrad)).toBe(false);
  });

  it('applies a function to children before parents', () => {
    const seen: string[] = [];
    new Net().apply((m) => {
      seen.push(m.constructor.name);
    });
    expect(seen).toEqual(['Linear', 'Linear', 'Inner', 'Linear', 'Tanh', 'Linear', 'Sequential', 'Net']);
  });

  it('drops gradients, or fills them with zeros', () => {
    const layer = new nn.Linear(2, 1);
    layer
      .forward(tensor([[1, 2]]))
      .sum()
      .backward();
    layer.zeroGrad({ setToNone: false });
    expect(layer.weight.grad!.toArraySync()).toEqual([[0, 0]]);
    layer.zeroGrad();
    expect(layer.weight.grad).toBe(null);
    expect(() => layer.zeroGrad({ setToNull: true } as never)).toThrow("unknown option 'setToNull'");
  });

  it('refuses names that would be misread, and values of the wrong kind', () => {
    const m = new Inner();
    expect(() => m.registerBuffer('a.b', zeros([1]))).toThrow(ArgumentError);
    expect(() => m.registerBuffer('forward', zeros([1]))).toThrow(
      "Inner has a method or property called 'forward'",
    );
    expect(() => m.registerBuffer('b', 3 as never)).toThrow(
      "registerBuffer: 'b' must be a tensor or null, got 3",
    );
    expect(() => m.registerParameter('p', zeros([1]) as never)).toThrow(
      "'p' must be a Parameter or null, got a Tensor",
    );
    expect(() => m.registerModule('m', {} as never)).toThrow("'m' must be a Module");
    m.registerModule('late', new nn.Tanh());
    m.registerParameter('extra', new nn.Parameter(zeros([1])));
    expect(names(m.namedChildren())).toEqual(['linear_one', 'late']);
    expect(names(m.namedParameters())).toContain('extra');
  });
});

describe('Parameter', () => {
  it('is a leaf that requires a gradient and registers autograd by itself', () => {
    const data = tensor([1, 2]);
    const p = new nn.Parameter(data);
    expect(p.requiresGrad).toBe(true);
    expect(p.isLeaf).toBe(true);
    p.mul(p).sum().backward();
    expect(p.grad!.toArraySync()).toEqual([2, 4]);
    expect(new nn.Parameter(data, { requiresGrad: false }).requiresGrad).toBe(false);
  });

  it('shares the memory of its data', () => {
    const data = tensor([1, 2]);
    const p = new nn.Parameter(data);
    noGrad(() => p.add_(1));
    expect(data.toArraySync()).toEqual([2, 3]);
    data.dispose();
    expect(p.toArraySync()).toEqual([2, 3]);
  });

  it('outlives the scope it was made in', () => {
    const p = scope(() => {
      const layer = new nn.Linear(2, 2);
      return { layer };
    });
    expect(p.layer.weight.disposed).toBe(false);
    expect(p.layer.weight.numel()).toBe(4);
  });

  it("prints as PyTorch's", () => {
    const p = new nn.Parameter(tensor([1, 2.5]));
    expect(String(p)).toBe('Parameter containing:\ntensor([1.0000, 2.5000], requires_grad=True)');
    expect(inspect(p)).toBe(String(p));
  });

  it('refuses what is no tensor, and dtypes without gradients', () => {
    expect(() => new nn.Parameter([1] as never)).toThrow(
      'Parameter: data must be a tensor, got an array of 1',
    );
    expect(() => new nn.Parameter(tensor([1n]))).toThrow('only floating-point');
    expect(new nn.Parameter(tensor([1n]), { requiresGrad: false }).dtype.name).toBe('int64');
  });
});

describe('to', () => {
  it('casts in place: the same parameters, shared ones shared, counters untouched', () => {
    const net = new Net();
    const before = net.parameters();
    net.forward(tensor(g.input)).sum().backward();
    net.to('float64');
    expect(net.parameters().length).toBe(before.length);
    before.forEach((p, i) => {
      expect(net.parameters()[i]).toBe(p);
    });
    expect(net.shared.weight).toBe(net.fc1.weight);
    expect(net.fc1.weight.dtype.name).toBe('float64');
    expect(net.fc1.weight.grad!.dtype.name).toBe('float64');
    expect(net.inner.scratch.dtype.name).toBe('float64');
    expect(net.inner.stepCount.dtype.name).toBe('int64');
    expect(net.fc1.weight.requiresGrad).toBe(true);
    const x = tensor(g.input, { dtype: 'float64' });
    net.zeroGrad();
    net.forward(x).sum().backward();
    expect(net.fc1.weight.grad!.dtype.name).toBe('float64');
    expect(net.half().fc1.weight.dtype.name).toBe('float16');
    expect(net.bfloat16().fc1.weight.dtype.name).toBe('bfloat16');
    expect(net.float().fc1.weight.dtype.name).toBe('float32');
    expect(net.double().fc1.weight.dtype.name).toBe('float64');
  });

  it('takes devices, options, and both', async () => {
    const net = new nn.Linear(2, 1);
    const { weight } = net;
    expect(net.to('reference', 'float64').weight).toBe(weight);
    expect(weight.dtype.name).toBe('float64');
    expect(net.to({ device: 'reference', dtype: 'float32' }).device!.name).toBe('reference');
    expect((await net.toDevice('reference', 'float64')).weight.dtype.name).toBe('float64');
    expect(new nn.Tanh().device).toBe(null);
  });

  it('refuses integers, unknown devices and nothing at all', () => {
    const net = new nn.Linear(2, 1);
    expect(() => net.to('int64')).toThrow(DTypeError);
    expect(() => net.to('nowhere')).toThrow("device 'nowhere' is not registered");
    expect(() => net.to({})).toThrow('to: expected a device, a dtype or { device, dtype }');
    expect(() => net.to('float32', 'float64')).toThrow('two dtypes');
  });

  it('tells backward when a saved parameter has moved', () => {
    const p = new nn.Linear(2, 1);
    const x = tensor([[1, 2]], { requiresGrad: true });
    const y: Tensor = p.forward(x).sum();
    p.to('float64');
    expect(() => y.backward()).toThrow('was changed in place');
  });
});
