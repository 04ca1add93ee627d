import { gru, lstm, randn, type Tensor } from '@cresset/tensor';
import { float32, InternalError, type Operand } from '@cresset/tensor/backend';
import { afterEach, describe, expect, it } from 'vitest';
import { getNumThreads, setNumThreads } from '../src/index.js';
import { backend, empty } from './harness.js';
import { isas, setIsa } from './isa.js';
import { expectClose, on, twins } from './twins.js';

const small = (...shape: number[]): Tensor => randn(shape, on).mul(0.3).detach().requiresGrad_();
const threads = getNumThreads();
afterEach(() => {
  setNumThreads(threads);
  setIsa(isas[isas.length - 1]!);
});

/** Parameters of a layer and direction. */
const weights = (gates: number, inputs: number, hidden: number): Tensor[] => [
  small(gates * hidden, inputs),
  small(gates * hidden, hidden),
  small(gates * hidden),
  small(gates * hidden),
];

const flat = (...parts: Tensor[]): Tensor =>
  parts.map((t, i) => t.mul(i + 1).sum()).reduce((a, b) => a.add(b));

describe('whole sequences agree with steps one by one', () => {
  it.each<[string, readonly string[], () => Tensor[], (...inputs: Tensor[]) => Tensor]>([
    [
      'lstm',
      ['lstmSequence', 'lstmSequenceBackward'],
      () => [small(5, 40, 7), small(1, 40, 19), small(1, 40, 19), ...weights(4, 7, 19)],
      (x, h, c, ...w) => lstm(x!, [h!, c!], w, true, 1, 0, false, false, false)[0],
    ],
    [
      'lstm, whose states are used too',
      ['lstmSequence', 'lstmSequenceBackward'],
      () => [small(4, 3, 7), small(2, 3, 5), small(2, 3, 5), ...weights(4, 7, 5), ...weights(4, 7, 5)],
      (x, h, c, ...w) => flat(...lstm(x!, [h!, c!], w, true, 1, 0, false, true, false)),
    ],
    [
      'gru',
      ['gruSequence', 'gruSequenceBackward'],
      () => [small(5, 40, 7), small(1, 40, 19), ...weights(3, 7, 19)],
      (x, h, ...w) => gru(x!, h!, w, true, 1, 0, false, false, false)[0],
    ],
    [
      'gru in two directions, without biases, of one step',
      ['gruSequence', 'gruSequenceBackward'],
      () => [small(1, 3, 4), small(2, 3, 5), small(15, 4), small(15, 5), small(15, 4), small(15, 5)],
      (x, h, ...w) => flat(...gru(x!, h!, w, false, 1, 0, false, true, false)),
    ],
  ])('%s', async (_, takes, inputs, call) => {
    for (const isa of isas) {
      setIsa(isa);
      for (const n of [1, 3]) {
        setNumThreads(n);
        const { fast, plain } = await twins(takes, inputs(), call);
        expectClose(fast, plain);
      }
    }
  });
});

describe('recurrent layers refuse operands that do not fit together', () => {
  const t = (...shape: number[]): Operand => empty(float32, shape);
  const [h0, h, gates] = [t(3, 4), t(2, 3, 4), t(2, 3, 16)];
  const [g3, w3, w4] = [t(2, 3, 12), t(12, 4), t(16, 4)];

  it.each<[string, string, (Operand | null)[], Operand[]]>([
    ['lstmSequence', 'a weight of other gates', [gates, h0, h0, w3], [h, h, gates]],
    ['lstmSequence', 'another initial state', [gates, t(2, 4), h0, w4], [h, h, gates]],
    ['lstmSequence', 'an absent cell state', [gates, h0, null, w4], [h, h, gates]],
    ['lstmSequence', 'states of another size', [gates, h0, h0, w4], [h, h0, gates]],
    ['lstmSequence', 'another rank', [t(6, 16), h0, h0, w4], [h, h, gates]],
    ['lstmSequence', 'no steps', [t(0, 3, 16), h0, h0, w4], [t(0, 3, 4), t(0, 3, 4), t(0, 3, 16)]],
    ['lstmSequenceBackward', 'a short gradient', [h0, null, gates, h, h0, w4, null], [gates, h0, h0]],
    ['lstmSequenceBackward', 'a gradient of the gates', [h, null, gates, h, h0, w4, gates], [gates, h0, h0]],
    ['lstmSequenceBackward', 'small results', [h, null, gates, h, h0, w4, null], [h, h0, h0]],
    ['gruSequence', 'a bias of another size', [g3, h0, w3, t(4)], [h, g3]],
    ['gruSequence', 'gates of another size', [g3, h0, w3, null], [h, h]],
    ['gruSequenceBackward', 'other projections', [h, g3, h, h, h0, w3, null], [g3, g3, h0]],
    ['gruSequenceBackward', 'small results', [h, g3, g3, h, h0, w3, null], [g3, g3, t(4)]],
  ])('%s: %s', (name, _, inputs, outputs) => {
    expect(() => backend.overrides[name]!.run(inputs, outputs, { reverse: false })).toThrow(InternalError);
  });
});
