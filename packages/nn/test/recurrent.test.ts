import { arange, type DTypeName, ones, setDefaultDevice, Tensor, tensor, zeros } from '@cresset/tensor';
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
  options: Record<string, unknown>;
  lengths: number[] | null;
  input: Numbers;
  states: Numbers[] | null;
  state: Record<string, Numbers>;
  outputs: Numbers[];
  weights: Numbers[];
  'input gradient': Numbers;
  gradients: Record<string, Numbers>;
  text: string;
}
const { cases } = golden<{ cases: Case[] }>('recurrent');
const { rnn } = nn.utils;

const make = (n: Numbers): Tensor => tensor(n.values, { shape: n.shape, dtype: n.dtype });
const flatten = (v: unknown): Tensor[] =>
  v instanceof Tensor ? [v] : Array.isArray(v) ? v.flatMap(flatten) : [];

/** Products in a sum, over a few steps of time. */
const TERMS = 200;

function expectClose(actual: Tensor, expected: Numbers, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape);
  expect(excess(actual.dataSync() as ArrayLike<number>, expected.values, TERMS), what).toBeLessThanOrEqual(0);
}

describe.each(backends.map((b) => b.name))('recurrent layers against PyTorch on %s', (device) => {
  beforeAll(() => setDefaultDevice(device));
  afterAll(() => setDefaultDevice('reference'));
  cases.forEach((c, i) => {
    it(`${i}: ${c.text} ${c.lengths === null ? '' : 'packed'}`, () => {
      const Class = (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[c.layer]!;
      const m = new Class(...c.args, c.options);
      expect(m.toString()).toBe(c.text);
      expect(Object.keys(m.stateDict())).toEqual(Object.keys(c.state));
      m.loadStateDict(Object.fromEntries(Object.entries(c.state).map(([k, v]) => [k, make(v)])));
      const x = make(c.input).requiresGrad_();
      const states = c.states?.map(make) ?? null;
      const hx = states === null ? null : states.length === 2 ? states : states[0]!;
      const batchFirst = c.options.batchFirst === true;
      let out: Tensor[];
      if (c.lengths === null) out = flatten(m.forward(x, hx));
      else {
        const packed = rnn.packPaddedSequence(x, c.lengths, { batchFirst, enforceSorted: false });
        const [y, hn] = m.forward(packed, hx) as [nn.utils.rnn.PackedSequence, unknown];
        const [padded, lengths] = rnn.padPackedSequence(y, { batchFirst, paddingValue: 0.5 });
        expect(lengths.toArraySync()).toEqual(c.lengths);
        out = [padded, ...flatten(hn)];
      }
      expect(out.length).toBe(c.outputs.length);
      out.forEach((t, k) => {
        expectClose(t, c.outputs[k]!, `output ${k}`);
      });
      const losses = out.map((t, k) => t.mul(make(c.weights[k]!)).sum());
      losses.reduce((a, b) => a.add(b)).backward();
      expectClose(x.grad!, c['input gradient'], 'gradient of the input');
      for (const [name, p] of m.namedParameters()) {
        expectClose(p.grad!, c.gradients[name]!, `gradient of ${name}`);
      }
    });
  });
});

describe('recurrent layers', () => {
  it('drop between layers in training, and only there', () => {
    const m = new nn.LSTM(2, 3, { numLayers: 2, dropout: 1 });
    const x = ones([2, 1, 2]);
    const [out] = m.forward(x);
    const [evaluated] = m.eval().forward(x);
    expect(out.toArraySync()).not.toEqual(evaluated.toArraySync());
    const one = new nn.GRU(2, 3, { dropout: 0.9 });
    expect(one.forward(x)[0].toArraySync()).toEqual(one.eval().forward(x)[0].toArraySync());
  });

  it('refuse what does not fit', () => {
    expect(() => new nn.LSTM(2, 3, { projSize: 3 })).toThrow(
      'projSize (3) must be smaller than hiddenSize (3)',
    );
    expect(() => new nn.RNN(2, 3, { nonlinearity: 'sigmoid' as never })).toThrow(
      "'tanh' or 'relu', got 'sigmoid'",
    );
    expect(() => new nn.GRU(2, 3).forward(zeros([2]))).toThrow('input must be [T, N, in], [T, in] or packed');
    expect(() => new nn.GRU(2, 3).forward(zeros([4, 1, 5]))).toThrow(
      'has 5 features, but the first weight is [9, 2]',
    );
    expect(() => new nn.LSTM(2, 3).forward(zeros([4, 1, 2]), [zeros([1, 2, 3]), zeros([1, 1, 3])])).toThrow(
      'the initial hidden state must be [1, 1, 3]',
    );
    expect(() => new nn.GRUCell(2, 3).forward(zeros([1, 1, 2]))).toThrow('input must be [N, in] or [in]');
  });
});

describe('sequences', () => {
  const sequences = [arange(1, 4), arange(4, 6), arange(6, 7)];

  it('are padded and unpadded', () => {
    const padded = rnn.padSequence(sequences, { batchFirst: true, paddingValue: -1 });
    expect(padded.toArraySync()).toEqual([
      [1, 2, 3],
      [4, 5, -1],
      [6, -1, -1],
    ]);
    expect(rnn.padSequence(sequences, { paddingSide: 'left' }).toArraySync()).toEqual([
      [1, 0, 0],
      [2, 4, 0],
      [3, 5, 6],
    ]);
    const back = rnn.unpadSequence(padded, [3, 2, 1], { batchFirst: true });
    expect(back.map((t) => t.toArraySync())).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  it('are packed and unpacked, in any order', () => {
    // torch.nn.utils.rnn.pack_sequence
    const packed = rnn.packSequence(sequences);
    expect(packed.data.toArraySync()).toEqual([1, 4, 6, 2, 5, 3]);
    expect(packed.batchSizes).toEqual([3, 2, 1]);
    const mixed = [sequences[1]!, sequences[2]!, sequences[0]!];
    expect(() => rnn.packSequence(mixed)).toThrow('lengths must decrease, got [2, 1, 3]');
    const sorted = rnn.packSequence(mixed, { enforceSorted: false });
    expect(sorted.data.toArraySync()).toEqual([1, 4, 6, 2, 5, 3]);
    expect(sorted.sortedIndices).toEqual([2, 0, 1]);
    expect(sorted.unsortedIndices).toEqual([1, 2, 0]);
    expect(rnn.unpackSequence(sorted).map((t) => t.toArraySync())).toEqual([[4, 5], [6], [1, 2, 3]]);
    const [padded] = rnn.padPackedSequence(sorted, { totalLength: 4 });
    expect(padded.shape).toEqual([4, 3]);
    expect(() => rnn.padPackedSequence(sorted, { totalLength: 2 })).toThrow('totalLength 2 is shorter');
  });

  it('of wrong lengths are refused', () => {
    expect(() => rnn.packPaddedSequence(zeros([3, 2]), [3])).toThrow('lengths must be 2 numbers');
    expect(() => rnn.packPaddedSequence(zeros([3, 2]), [4, 1])).toThrow('integers from 1 to 3, got 4');
    expect(() => rnn.packPaddedSequence(zeros([3]), [1])).toThrow('at least 2 dimensions, got [3]');
    expect(() => rnn.padSequence([])).toThrow('expected a list of tensors');
    expect(() => rnn.padSequence([zeros([2, 3]), zeros([2, 4])])).toThrow('differ in their length alone');
  });
});
