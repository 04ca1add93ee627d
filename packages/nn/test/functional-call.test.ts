import { func } from '@cresset/autograd';
import { ArgumentError, allclose, ones, randn, type Tensor, tensor, zerosLike } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import './setup.js';

class Tied extends nn.Module {
  first = new nn.Linear(3, 3, { bias: false });
  second = new nn.Linear(3, 3, { bias: false });

  constructor() {
    super();
    this.second.weight = this.first.weight;
  }

  forward(x: Tensor): Tensor {
    return this.second.forward(this.first.forward(x));
  }
}

const state = (m: nn.Module): Record<string, Tensor> => Object.fromEntries(m.namedParameters());

describe('functionalCall', () => {
  it('gives the gradients that backward gives, and leaves the module alone', async () => {
    const net = new nn.Sequential(new nn.Linear(3, 4), new nn.Tanh(), new nn.Linear(4, 1));
    const x = randn([5, 3]);
    const before = net.parameters();
    const loss = (p: nn.State): Tensor => (nn.functionalCall(net, p, [x]) as Tensor).pow(2).sum();
    const gradients = func.grad(loss)(state(net)) as Record<string, Tensor>;
    net.forward(x).pow(2).sum().backward();
    expect(net.parameters().map((p, i) => p === before[i])).toEqual(before.map(() => true));
    for (const [name, p] of net.namedParameters()) {
      expect(await allclose(gradients[name]!, p.grad!)).toBe(true);
    }
  });

  it('keeps what the state leaves out, and puts everything back when forward throws', async () => {
    const layer = new nn.Linear(2, 2);
    const { weight, bias } = layer;
    const zero = zerosLike(bias!).detach();
    const x = ones([1, 2]);
    const expected = layer.forward(x).sub(bias!);
    const given = nn.functionalCall(layer, { bias: zero }, x) as Tensor;
    expect(await allclose(given, expected, { atol: 1e-6 })).toBe(true);
    expect(() => nn.functionalCall(layer, { weight: ones([3, 3]) }, [x])).toThrow();
    expect(layer.weight).toBe(weight);
    expect(layer.bias).toBe(bias);
  });

  it('replaces a shared tensor under all its names', async () => {
    const net = new Tied();
    const twice = tensor([
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ]);
    const x = ones([1, 3]);
    const y = nn.functionalCall(net, { 'first.weight': twice }, [x]) as Tensor;
    expect(await y.toArray()).toEqual([[4, 4, 4]]);
    const other = zerosLike(twice);
    expect(() => nn.functionalCall(net, { 'first.weight': twice, 'second.weight': other }, [x])).toThrow(
      "'first.weight' and 'second.weight' are one tensor",
    );
  });

  it('refuses unknown names and, when strict, missing ones', () => {
    const layer = new nn.Linear(2, 2);
    const x = ones([1, 2]);
    expect(() => nn.functionalCall(layer, { wait: x }, [x])).toThrow(
      "no parameter or buffer 'wait' (it has weight, bias)",
    );
    expect(() => nn.functionalCall(layer, { bias: ones([2]) }, [x], { strict: true })).toThrow(
      "the state has no 'weight'",
    );
  });
});

describe('stackModuleState', () => {
  it('stacks by name', async () => {
    const models = [new nn.BatchNorm1d(3), new nn.BatchNorm1d(3)];
    const [parameters, buffers] = nn.stackModuleState(models);
    expect(Object.keys(parameters)).toEqual(['weight', 'bias']);
    expect(parameters.weight!.shape).toEqual([2, 3]);
    expect(parameters.weight!.requiresGrad).toBe(true);
    expect(Object.keys(buffers)).toEqual(['running_mean', 'running_var', 'num_batches_tracked']);
    expect(await buffers.running_var!.toArray()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it('refuses none', () => {
    expect(() => nn.stackModuleState([])).toThrow(ArgumentError);
  });
});
