import { observe, type Tensor, tensor, zeros } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { excess, golden } from './setup.js';

const { clipGradNorm_, clipGradValue_, parametersToVector, vectorToParameters } = nn.utils;

interface Golden {
  grads: [number[][], number[]];
  cases: { maxNorm: number; normType: string; total: number; after: [number[][], number[]] }[];
}
const g = golden<Golden>('clipping');

function parameters(): nn.Parameter[] {
  return g.grads.map((values) => {
    const grad = tensor(values as number[]);
    const p = new nn.Parameter(zeros(grad.shape));
    p.grad = grad;
    return p;
  });
}

describe('clipping', () => {
  for (const c of g.cases) {
    it(`by norm ${c.normType} to ${c.maxNorm}, as in PyTorch, without reading back`, () => {
      const list = parameters();
      const grads = list.map((p) => p.grad!);
      const total: Tensor = clipGradNorm_(
        list,
        c.maxNorm,
        c.normType === 'inf' ? Number.POSITIVE_INFINITY : Number(c.normType),
      );
      expect(excess([total.itemSync()], [c.total], 10)).toBeLessThanOrEqual(0);
      list.forEach((p, i) => {
        expect(p.grad).toBe(grads[i]);
        expect(excess(p.grad!.dataSync(), c.after[i]!.flat(), 10)).toBeLessThanOrEqual(0);
      });
    });
  }

  it('by value', () => {
    const p = new nn.Parameter(zeros([3]));
    p.grad = tensor([-2, 0.25, 3]);
    clipGradValue_(p, 0.5);
    expect(p.grad.toArraySync()).toEqual([-0.5, 0.25, 0.5]);
  });

  it('leaves parameters without gradients alone, and releases what it makes', () => {
    const p = new nn.Parameter(zeros([3]));
    expect(clipGradNorm_([p], 1).itemSync()).toBe(0);
    clipGradValue_([p], 1);
    expect(p.grad).toBe(null);
    p.grad = tensor([3, 0, 4]);
    const made: Tensor[] = [];
    const watch = observe({
      called: (_n, _i, _a, outputs) => {
        made.push(...outputs);
      },
    });
    const total = clipGradNorm_(p, 1);
    watch.remove();
    expect(total.itemSync()).toBe(5);
    expect(made.filter((t) => !t.disposed && t !== total && t !== p.grad)).toEqual([]);
  });

  it('refuses bounds and orders that make no sense', () => {
    const p = new nn.Parameter(zeros([1]));
    expect(() => clipGradNorm_(p, -1)).toThrow('maxNorm must be a number ≥ 0, got -1');
    expect(() => clipGradNorm_(p, 1, 0)).toThrow('normType must be a number above 0, got 0');
    expect(() => clipGradNorm_(p, 1, { errorIfNonfinite: true } as never)).toThrow(
      "unknown option 'errorIfNonfinite'",
    );
    expect(() => clipGradValue_(p, Number.NaN)).toThrow('clipValue must be a number ≥ 0, got NaN');
    expect(() => clipGradValue_([3] as never, 1)).toThrow('parameters must be tensors, got 3');
  });
});

describe('parameters as one vector', () => {
  it('and back', () => {
    const layer = new nn.Linear(2, 2);
    const v = parametersToVector(layer.parameters());
    expect(v.shape).toEqual([6]);
    v.sum().backward();
    expect(layer.bias!.grad!.toArraySync()).toEqual([1, 1]);
    vectorToParameters(tensor([1, 2, 3, 4, 5, 6]), layer.parameters());
    expect(layer.weight.toArraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(layer.bias!.toArraySync()).toEqual([5, 6]);
    expect(() => vectorToParameters(zeros([5]), layer.parameters())).toThrow(
      'the parameters have 6 elements, the vector is [5]',
    );
  });
});

describe('containers', () => {
  it('ModuleList counts, inserts and iterates', () => {
    const [a, b, c] = [new nn.Tanh(), new nn.ReLU(), new nn.Linear(1, 1)];
    const list = new nn.ModuleList<nn.Module>([a, c]).insert(1, b);
    expect([...list]).toEqual([a, b, c]);
    expect(list.length).toBe(3);
    expect(list[1]).toBe(b);
    expect(list.at(-1)).toBe(c);
    expect(Object.keys(list.stateDict())).toEqual(['2.weight', '2.bias']);
    expect(() => list.append(3 as never)).toThrow('ModuleList: expected a Module, got 3');
  });

  it('ModuleDict keeps keys as they are', () => {
    const d = new nn.ModuleDict({ fcOne: new nn.Linear(1, 1) });
    d.set('2nd', new nn.Linear(1, 1)).update([['third', new nn.Linear(1, 1)]]);
    expect([...d.keys()]).toEqual(['fcOne', '2nd', 'third']);
    expect(d.size).toBe(3);
    expect(d.has('third') && d.delete('third')).toBe(true);
    expect(Object.keys(d.stateDict())).toEqual(['fcOne.weight', 'fcOne.bias', '2nd.weight', '2nd.bias']);
    expect([...d].length + [...d.values()].length + [...d.entries()].length).toBe(6);
    expect(d.get('fcOne')).toBeInstanceOf(nn.Linear);
    expect(() => d.set('a.b', new nn.Tanh() as never)).toThrow('without dots');
    expect(() => d.set('a', 3 as never)).toThrow("'a' must be a Module");
    d.clear();
    expect(d.size).toBe(0);
    expect(() => d.forward()).toThrow('ModuleDict: has no forward');
  });

  it('ParameterList and ParameterDict make parameters of tensors', () => {
    const list = new nn.ParameterList([zeros([2])]).append(zeros([3]));
    expect(list.length).toBe(2);
    expect(list[0]).toBeInstanceOf(nn.Parameter);
    expect(list.at(-1)!.shape).toEqual([3]);
    expect(list.namedParameters().map(([n]) => n)).toEqual(['0', '1']);
    expect(() => list.append(1 as never)).toThrow('ParameterList: expected a tensor, got 1');
    expect(() => list.forward()).toThrow('has no forward');
    const d = new nn.ParameterDict({ leftSide: zeros([1]) }).set('b', zeros([2]));
    expect([...d.keys()]).toEqual(['leftSide', 'b']);
    expect(Object.keys(d.stateDict())).toEqual(['leftSide', 'b']);
    expect(d.get('b')).toBeInstanceOf(nn.Parameter);
    expect(d.has('b') && d.delete('b') && d.size === 1).toBe(true);
    expect([...d].length + [...d.values()].length).toBe(2);
    expect(() => d.set('', zeros([1]))).toThrow('non-empty string');
    expect(() => d.set('x', 1 as never)).toThrow("'x' must be a tensor");
    expect(() => d.forward()).toThrow('has no forward');
  });

  it('Sequential slices, appends, and takes names', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1));
    expect(net.length).toBe(3);
    expect(net.at(-1)).toBe(net[2]);
    const head = net.slice(0, 2);
    expect(head.forward(zeros([1, 2])).shape).toEqual([1, 3]);
    expect(head[0]).toBe(net[0]);
    expect(net.append(new nn.Sigmoid()).length).toBe(4);
    net[1] = new nn.ReLU();
    expect([...net].map((m) => m.constructor.name)).toEqual(['Linear', 'ReLU', 'Linear', 'Sigmoid']);
    expect(() => new nn.Sequential({ forward: new nn.Tanh() })).toThrow(
      "has a method or property called 'forward'",
    );
    expect(() => new nn.Sequential(3 as never)).toThrow("Sequential: '0' must be a Module, got 3");
  });
});
