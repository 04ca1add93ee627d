import { type DTypeName, functional as F, setDefaultDevice, type Tensor, tensor } from '@cresset/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { backends, excess, golden } from './setup.js';

interface Numbers {
  shape: number[];
  values: number[];
  dtype: DTypeName;
}
interface Case {
  layer: string;
  args: unknown[];
  mode: 'train' | 'eval';
  options: Record<string, unknown>;
  state: Record<string, Numbers>;
  inputs: Numbers[];
  output: Numbers;
  weights: Numbers;
  'input gradients': (Numbers | null)[];
  gradients: Record<string, Numbers>;
  'state after': Record<string, Numbers>;
  evaluated?: Numbers;
}
const { cases } = golden<{ cases: Case[] }>('layers');

const make = (n: Numbers): Tensor => tensor(n.values, { shape: n.shape, dtype: n.dtype });

function build(c: Case): nn.Module {
  const options = Object.fromEntries(
    Object.entries(c.options).map(([k, v]) => [
      k,
      v !== null && typeof v === 'object' && 'tensor' in v ? make(v.tensor as Numbers) : v,
    ]),
  );
  const Class = (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[c.layer]!;
  const given = Object.keys(options).length > 0 ? [...c.args, options] : c.args;
  const m = new Class(...given);
  m.loadStateDict(Object.fromEntries(Object.entries(c.state).map(([k, v]) => [k, make(v)])));
  return c.mode === 'eval' ? m.eval() : m.train();
}

/** Terms of the longest sum in any of these layers. */
const TERMS = 60;

function expectClose(actual: Tensor, expected: Numbers, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape);
  expect(excess(actual.dataSync() as ArrayLike<number>, expected.values, TERMS), what).toBeLessThanOrEqual(0);
}

describe.each(backends.map((b) => b.name))('layers against PyTorch on %s', (device) => {
  beforeAll(() => setDefaultDevice(device));
  afterAll(() => setDefaultDevice('reference'));
  cases.forEach((c, i) => {
    it(`${i}: ${c.layer} ${JSON.stringify(c.args)} ${JSON.stringify(c.options)} ${c.mode}`, () => {
      const m = build(c);
      const inputs = c.inputs.map(make);
      inputs.forEach((x, k) => {
        if (c['input gradients'][k] !== null) x.requiresGrad_();
      });
      m.forward(...inputs.map((x) => x.detach()));
      const out = m.forward(...inputs) as Tensor;
      expectClose(out, c.output, 'output');
      if (out.requiresGrad) out.mul(make(c.weights)).sum().backward();
      inputs.forEach((x, k) => {
        const expected = c['input gradients'][k]!;
        if (expected === null) expect(x.grad, `gradient of input ${k}`).toBe(null);
        else expectClose(x.grad!, expected, `gradient of input ${k}`);
      });
      const found = m.namedParameters().filter(([, p]) => p.grad !== null);
      expect(found.map(([k]) => k).sort()).toEqual(Object.keys(c.gradients).sort());
      for (const [name, p] of found) expectClose(p.grad!, c.gradients[name]!, `gradient of ${name}`);
      for (const [name, b] of Object.entries(c['state after'])) expectClose(m.getBuffer(name), b, name);
      if (c.evaluated !== undefined)
        expectClose(m.eval().forward(...c.inputs.map(make)), c.evaluated, 'evaluated');
    });
  });
});

describe('layers refuse', () => {
  it('unknown options, and list the known ones', () => {
    expect(() => new nn.Linear(1, 1, { bia: true } as never)).toThrow(
      "Linear: unknown option 'bia'; known options: bias, device, dtype",
    );
    expect(() => new nn.Conv2d(1, 1, 3, { paddng: 1 } as never)).toThrow("unknown option 'paddng'");
    expect(() => new nn.Dropout({ q: 1 } as never)).toThrow("unknown option 'q'");
    expect(() => new nn.ReLU({ inPlace: true } as never)).toThrow(
      "unknown option 'inPlace'; known options: inplace",
    );
    expect(() => new nn.CrossEntropyLoss({ smoothing: 1 } as never)).toThrow("unknown option 'smoothing'");
  });

  it('sizes that make no layer', () => {
    expect(() => new nn.Linear(-1, 1)).toThrow('Linear: inFeatures must be an integer ≥ 0');
    expect(() => new nn.Conv2d(3, 4, 3, { groups: 2 })).toThrow(
      'Conv2d: inChannels (3) must be divisible by groups (2)',
    );
    expect(() => new nn.Conv2d(1, 1, [3, 3, 3])).toThrow(
      'Conv2d: kernelSize must be an integer ≥ 1 or 2 of them',
    );
    expect(() => new nn.Conv2d(1, 1, 3, { stride: 0 })).toThrow('stride must be an integer ≥ 1');
    expect(() => new nn.Conv2d(1, 1, 3, { padding: 'same', stride: 2 })).toThrow(
      "padding 'same' needs a stride of 1",
    );
    expect(() => new nn.Conv2d(1, 1, 3, { paddingMode: 'mirror' as never })).toThrow(
      'paddingMode must be one of zeros',
    );
    expect(() => new nn.Conv1d(1, 1, 3, 1.5)).toThrow('Conv1d: stride must be');
    expect(() => new nn.MaxPool2d(0)).toThrow('MaxPool2d: kernelSize must be');
    expect(() => new nn.AdaptiveAvgPool2d([1])).toThrow('AdaptiveAvgPool2d: outputSize must be');
    expect(() => new nn.GroupNorm(3, 4)).toThrow('numChannels (4) must be divisible by numGroups (3)');
    expect(() => new nn.LayerNorm([])).toThrow('LayerNorm: normalizedShape must be');
    expect(() => new nn.Dropout(1.5)).toThrow('Dropout: p must be a number from 0 to 1, got 1.5');
    expect(() => new nn.Embedding(4, 2, { paddingIdx: 4 })).toThrow(
      'paddingIdx 4 is out of range for 4 rows',
    );
    expect(() => new nn.Softmax({} as never)).toThrow('Softmax: dim must be an integer, got null');
    expect(() => new nn.MSELoss({ reduction: 'avg' as never })).toThrow(
      "reduction must be 'none', 'mean' or 'sum'",
    );
    expect(() => new nn.KLDivLoss({ reduction: 'avg' as never })).toThrow('batchmean');
    expect(() => new nn.Unflatten(1, 3 as never)).toThrow('unflattenedSize must be an array');
  });

  it('inputs of the wrong shape', () => {
    expect(() => new nn.BatchNorm2d(3).forward(tensor([[1]]))).toThrow(
      'BatchNorm2d: input must be [N, C, H, W], got [1, 1]',
    );
    expect(() => new nn.Linear(3, 2).forward(tensor([[1, 2]]))).toThrow('input [1, 2] has 2 features');
    expect(() => new nn.Bilinear(1, 1, 1).forward(tensor([1, 2]), tensor([1]))).toThrow(
      'bilinear: weight [1, 1, 1] must be',
    );
    expect(() => new nn.Softmax2d().forward(tensor([1]))).toThrow('Softmax2d: input must be');
    expect(() => new nn.ModuleList().forward()).toThrow('has no forward');
    expect(() => new nn.Embedding(3, 2).forward(tensor([0.5]))).toThrow();
  });
});

describe('layers in training', () => {
  it('dropout drops in training only, and keeps the mean', () => {
    const m = new nn.Dropout(0.25);
    const x = tensor(new Float32Array(4000).fill(1));
    const y = m.forward(x).dataSync() as Float32Array;
    const kept = y.filter((v) => v !== 0);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBeCloseTo(1 / 0.75, 6);
    expect(Math.abs(kept.length / 4000 - 0.75)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000));
    expect(m.eval().forward(x).toArraySync()).toEqual(x.toArraySync());
  });

  it('an embedding of given vectors is frozen unless told otherwise', () => {
    const vectors = tensor([
      [1, 2],
      [3, 4],
    ]);
    const m = nn.Embedding.fromPretrained(vectors);
    expect(m.weight.requiresGrad).toBe(false);
    expect(m.forward(tensor([1n])).toArraySync()).toEqual([[3, 4]]);
    expect(nn.Embedding.fromPretrained(vectors, { freeze: false }).weight.requiresGrad).toBe(true);
  });

  it('a batch norm forgets its statistics when told to', () => {
    const m = new nn.BatchNorm1d(2);
    m.forward(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    const { buffer } = m.runningMean!;
    expect(m.numBatchesTracked!.itemSync()).toBe(1);
    m.resetRunningStats();
    expect([m.runningMean, m.runningVar].map((t) => t!.toArraySync())).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(m.numBatchesTracked!.itemSync()).toBe(0);
    expect(m.runningMean!.buffer).toBe(buffer);
  });

  it('functional is the ops of the core', () => {
    expect(nn.functional.relu).toBe(F.relu);
    expect(nn.F).toBe(nn.functional);
  });
});
