import { type DTypeName, ones, setDefaultDevice, Tensor, tensor, zeros } from '@cresset/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { backends, excess, golden } from './setup.js';

interface Numbers {
  shape: number[];
  values: (number | boolean)[];
  dtype: DTypeName;
}
interface Case {
  layer: string;
  args: unknown[];
  options: Record<string, unknown>;
  call: Record<string, unknown>;
  inputs: (Numbers | number)[];
  state: Record<string, Numbers>;
  outputs: Numbers[];
  weights: Numbers[];
  'input gradients': Numbers[];
  gradients: Record<string, Numbers>;
  text: string;
}
const { cases } = golden<{ cases: Case[] }>('transformer');

/** JSON has no −∞; masks hold −1e30 in its place. */
const make = (n: Numbers): Tensor =>
  tensor(
    n.values.map((v) => (v === -1e30 ? Number.NEGATIVE_INFINITY : v)),
    { shape: n.shape, dtype: n.dtype },
  );
const flatten = (v: unknown): Tensor[] =>
  v instanceof Tensor ? [v] : Array.isArray(v) ? v.flatMap(flatten) : [];
const values = (o: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(o).map(([k, v]) => [
      k,
      v !== null && typeof v === 'object' && 'tensor' in v ? make(v.tensor as Numbers) : v,
    ]),
  );

/** Products in a sum, through a few layers. */
const TERMS = 400;

function expectClose(actual: Tensor, expected: Numbers, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape);
  expect(
    excess(actual.dataSync() as ArrayLike<number>, expected.values as number[], TERMS),
    what,
  ).toBeLessThanOrEqual(0);
}

function build({ layer, args, options }: Case): nn.Module {
  const classes = nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>;
  if (layer !== 'TransformerEncoder' && layer !== 'TransformerDecoder')
    return new classes[layer]!(...args, options);
  const [own, count] = args as [number[], number];
  const norm = new nn.LayerNorm(own[0]!);
  return new classes[layer]!(new classes[`${layer}Layer`]!(...own, options), count, { norm });
}

describe.each(backends.map((b) => b.name))('attention and transformers against PyTorch on %s', (device) => {
  beforeAll(() => setDefaultDevice(device));
  afterAll(() => setDefaultDevice('reference'));
  cases.forEach((c, i) => {
    it(`${i}: ${c.layer} ${JSON.stringify(c.options)} ${Object.keys(c.call).join(' ')}`, () => {
      const m = build(c);
      expect(m.toString()).toBe(c.text);
      expect(Object.keys(m.stateDict())).toEqual(Object.keys(c.state));
      m.loadStateDict(Object.fromEntries(Object.entries(c.state).map(([k, v]) => [k, make(v)])));
      const inputs: Tensor[] = [];
      for (const x of c.inputs) inputs.push(typeof x === 'number' ? inputs[x]! : make(x).requiresGrad_());
      const call = values(c.call);
      const out = flatten(m.forward(...inputs, call));
      expect(out.length).toBe(c.outputs.length);
      out.forEach((t, k) => {
        expectClose(t, c.outputs[k]!, `output ${k}`);
      });
      const losses = out.map((t, k) => t.mul(make(c.weights[k]!)).sum());
      losses.reduce((a, b) => a.add(b)).backward();
      const leaves = [...new Set(inputs)];
      leaves.forEach((x, k) => {
        expectClose(x.grad!, c['input gradients'][k]!, `gradient of input ${k}`);
      });
      for (const [name, p] of m.namedParameters()) {
        expectClose(p.grad!, c.gradients[name]!, `gradient of ${name}`);
      }
    });
  });
});

describe('transformers', () => {
  it('repeat clones with parameters of their own that start equal', () => {
    const layer = new nn.TransformerEncoderLayer(4, 2, 8);
    const encoder = new nn.TransformerEncoder(layer, 2);
    const [a, b] = encoder.layers;
    expect(a!.parameters()[0] === b!.parameters()[0]).toBe(false);
    expect(a!.parameters()[0]!.toArraySync()).toEqual(b!.parameters()[0]!.toArraySync());
    expect(encoder.parameters().length).toBe(2 * layer.parameters().length);
  });

  it('drop in training only', () => {
    const layer = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8, dropout: 0.5 });
    const x = ones([3, 1, 4]);
    expect(layer.forward(x).toArraySync()).not.toEqual(layer.forward(x).toArraySync());
    layer.eval();
    expect(layer.forward(x).toArraySync()).toEqual(layer.forward(x).toArraySync());
  });

  it('make causal masks', () => {
    const low = Number.NEGATIVE_INFINITY;
    expect(nn.Transformer.generateSquareSubsequentMask(3).toArraySync()).toEqual([
      [0, low, low],
      [0, 0, low],
      [0, 0, 0],
    ]);
  });

  it('refuse what does not fit', () => {
    expect(() => new nn.MultiheadAttention(4, 3)).toThrow('embedDim (4) must be divisible by numHeads (3)');
    expect(() => new nn.TransformerEncoderLayer(4, 2, { activation: 'tanh' as never })).toThrow(
      "activation must be 'relu', 'gelu' or a function, got 'tanh'",
    );
    const t = new nn.Transformer({ dModel: 4, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1 });
    expect(() => t.forward(zeros([3, 2, 4]), zeros([3, 1, 4]))).toThrow('one batch size');
    expect(() =>
      new nn.MultiheadAttention(4, 2).forward(zeros([3, 4]), zeros([3, 4]), zeros([3, 4]), {
        isCausal: true,
      }),
    ).toThrow('attnMask has to be given');
  });
});
