import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { describe, parseOptions } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { catAlong } from '../movement/cat.js';
import { select } from '../movement/select.js';
import { sliceDim } from '../movement/slice.js';
import { splitSizes } from '../movement/split.js';
import { stack } from '../movement/stack.js';
import { transpose } from '../movement/transpose.js';
import { unbind } from '../movement/unbind.js';
import { dropout } from './dropout.js';
import { linear } from './functional/linear.js';
import { gruSequence } from './gru-sequence.js';
import { lstmSequence } from './lstm-sequence.js';
import { gruStep, lstmStep, rnnStep } from './recurrent.js';

export type RecurrentKind = 'lstm' | 'gru' | 'tanh' | 'relu';

const gatesOf: Record<RecurrentKind, number> = { lstm: 4, gru: 3, tanh: 1, relu: 1 };

interface Weights {
  readonly wIh: Tensor;
  readonly wHh: Tensor;
  readonly bIh: Tensor | null;
  readonly bHh: Tensor | null;
  /** Projection of the hidden state (LSTM only). */
  readonly wHr: Tensor | null;
}

/** Hidden state, and for an LSTM the cell state. */
type State = readonly Tensor[];

function next(kind: RecurrentKind, gx: Tensor, state: State, w: Weights): State {
  const [h, c] = state;
  if (kind === 'gru') return [gruStep(gx, h!, w.wHh, w.bHh)];
  if (kind !== 'lstm') return [rnnStep(gx, h!, w.wHh, w.bHh, kind)];
  const s = lstmStep(gx, h!, c!, w.wHh, w.bHh);
  return [w.wHr === null ? s.h : linear(s.h, w.wHr), s.c];
}

interface Run {
  readonly output: Tensor;
  readonly state: State;
}

/** An LSTM without projection or a GRU: all times in one call. */
function atOnce(kind: 'lstm' | 'gru', input: Tensor, start: State, w: Weights, reverse: boolean): Run {
  const [h0, c0] = start;
  const last = (states: Tensor): Tensor => select(states, 0, reverse ? 0 : input.shape[0]! - 1);
  if (kind === 'gru') {
    const [h] = gruSequence.call([linear(input, w.wIh, w.bIh), h0!, w.wHh, w.bHh], { reverse });
    return { output: h!, state: [last(h!)] };
  }
  // Both biases are added to the same gates, at any time.
  const bias = w.bIh === null || w.bHh === null ? w.bIh : add(w.bIh, w.bHh);
  const [h, c] = lstmSequence.call([linear(input, w.wIh, bias), h0!, c0!, w.wHh], { reverse });
  return { output: h!, state: [last(h!), last(c!)] };
}

/** [T, N, I] → [T, N, H], from the end when `reverse`. */
function alongTime(kind: RecurrentKind, input: Tensor, start: State, w: Weights, reverse: boolean): Run {
  if (kind === 'gru' || (kind === 'lstm' && w.wHr === null)) return atOnce(kind, input, start, w, reverse);
  // One product for all times: the input doesn't wait for the state.
  const projected = unbind(linear(input, w.wIh, w.bIh), 0);
  const time = input.shape[0]!;
  const outputs: Tensor[] = [];
  let state = start;
  for (let k = 0; k < time; k++) {
    const t = reverse ? time - 1 - k : k;
    state = next(kind, projected[t]!, state, w);
    outputs[t] = state[0]!;
  }
  return { output: stack(outputs, 0), state };
}

/** [sum of batchSizes, I] → [sum of batchSizes, H]: sequences of decreasing length, those of each time together. */
function alongPacked(
  kind: RecurrentKind,
  input: Tensor,
  batchSizes: readonly number[],
  start: State,
  w: Weights,
  reverse: boolean,
): Run {
  const projected = splitSizes(linear(input, w.wIh, w.bIh), [...batchSizes], 0);
  const outputs: Tensor[] = [];
  const finished: State[] = [];
  const rows = (s: State, from: number, to: number): State => s.map((t) => sliceDim(t, 0, from, to));
  let size = reverse ? batchSizes[batchSizes.length - 1]! : batchSizes[0]!;
  let state = rows(start, 0, size);
  for (let k = 0; k < batchSizes.length; k++) {
    const t = reverse ? batchSizes.length - 1 - k : k;
    const n = batchSizes[t]!;
    if (n < size) {
      finished.push(rows(state, n, size));
      state = rows(state, 0, n);
    } else if (n > size) {
      const more = rows(start, size, n);
      state = state.map((s, i) => catAlong([s, more[i]!], 0));
    }
    size = n;
    state = next(kind, projected[t]!, state, w);
    outputs[t] = state[0]!;
  }
  const all = [state, ...finished.reverse()];
  const whole = state.map((_, i) =>
    all.length === 1
      ? state[i]!
      : catAlong(
          all.map((s) => s[i]!),
          0,
        ),
  );
  return { output: catAlong(outputs, 0), state: whole };
}

export interface RecurrentOptions {
  /** The input is packed, [sum, in], with so many sequences at each time (default: it isn't). */
  batchSizes?: readonly number[] | null;
}

export interface RecurrentArguments {
  readonly input: Tensor;
  readonly hx: State;
  readonly params: readonly Tensor[];
  readonly hasBiases: boolean;
  readonly numLayers: number;
  readonly dropout: number;
  readonly train: boolean;
  readonly bidirectional: boolean;
  readonly batchFirst: boolean;
}

/** The parameters of each layer and direction. @throws ArgumentError when their number isn't right */
function weightsOf(op: string, kind: RecurrentKind, a: RecurrentArguments): Weights[] {
  const runs = a.numLayers * (a.bidirectional ? 2 : 1);
  const plain = a.hasBiases ? 4 : 2;
  const each = a.params.length / runs;
  if (each !== plain && !(kind === 'lstm' && each === plain + 1)) {
    throw new ArgumentError(
      `${op}: ${runs} layers and directions ${a.hasBiases ? 'with' : 'without'} biases need ${runs * plain} parameters, got ${a.params.length}`,
    );
  }
  return Array.from({ length: runs }, (_, i) => {
    const [wIh, wHh, ...rest] = a.params.slice(i * each, (i + 1) * each) as [Tensor, Tensor, ...Tensor[]];
    return {
      wIh,
      wHh,
      bIh: a.hasBiases ? rest[0]! : null,
      bHh: a.hasBiases ? rest[1]! : null,
      wHr: each > plain ? rest[rest.length - 1]! : null,
    };
  });
}

function checkOperands(
  op: string,
  kind: RecurrentKind,
  input: Tensor,
  n: number,
  a: RecurrentArguments,
  weights: readonly Weights[],
): void {
  if (input.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  const [first] = weights as [Weights, ...Weights[]];
  const hidden = first.wHh.shape[0]! / gatesOf[kind];
  const shown = first.wHr === null ? hidden : first.wHr.shape[0]!;
  const features = input.shape[input.ndim - 1]!;
  if (first.wIh.ndim !== 2 || first.wIh.shape[1] !== features) {
    throw new ShapeError(
      `${op}: input ${showShape(input.shape)} has ${features} features, but the first weight is ${showShape(first.wIh.shape)}`,
    );
  }
  const sizes = kind === 'lstm' ? [shown, hidden] : [hidden];
  if (a.hx.length !== sizes.length) {
    throw new ArgumentError(`${op}: the initial state must be ${sizes.length} tensors, got ${a.hx.length}`);
  }
  sizes.forEach((size, i) => {
    const wanted = [weights.length, n, size];
    if (!sameShape(a.hx[i]!.shape, wanted)) {
      throw new ShapeError(
        `${op}: the initial ${i === 0 ? 'hidden' : 'cell'} state must be ${showShape(wanted)} for input ${showShape(a.input.shape)}, got ${showShape(a.hx[i]!.shape)}`,
      );
    }
  });
}

/** All layers and directions. Gives the output and the final states. */
export function runRecurrent(
  op: string,
  kind: RecurrentKind,
  a: RecurrentArguments,
  options: unknown,
): [Tensor, ...Tensor[]] {
  const { batchSizes } = parseOptions(op, options, { batchSizes: null as readonly number[] | null });
  if (!(a.input instanceof Tensor)) {
    throw new ArgumentError(`${op}: input must be a tensor, got ${describe(a.input)}`);
  }
  const packed = batchSizes !== null;
  const rank = packed ? 2 : 3;
  if (a.input.ndim !== rank) {
    throw new ShapeError(
      `${op}: input must be ${packed ? '[sum of batchSizes, in]' : '[T, N, in]'}, got ${showShape(a.input.shape)}`,
    );
  }
  const weights = weightsOf(op, kind, a);
  const swap = a.batchFirst && !packed;
  let x = swap ? transpose(a.input, 0, 1) : a.input;
  const n = packed ? batchSizes[0]! : x.shape[1]!;
  if (x.shape[0] === 0 || (packed && batchSizes.length === 0)) {
    throw new ShapeError(
      `${op}: a sequence needs at least one time step, got input ${showShape(a.input.shape)}`,
    );
  }
  checkOperands(op, kind, x, n, a, weights);
  const directions = a.bidirectional ? 2 : 1;
  const finals: State[] = [];
  for (let layer = 0; layer < a.numLayers; layer++) {
    const outputs: Tensor[] = [];
    for (let d = 0; d < directions; d++) {
      const i = layer * directions + d;
      const start = a.hx.map((t) => select(t, 0, i));
      const run = packed
        ? alongPacked(kind, x, batchSizes, start, weights[i]!, d === 1)
        : alongTime(kind, x, start, weights[i]!, d === 1);
      outputs.push(run.output);
      finals.push(run.state);
    }
    x = outputs.length === 1 ? outputs[0]! : catAlong(outputs, rank - 1);
    if (a.train && a.dropout > 0 && layer < a.numLayers - 1) x = dropout(x, a.dropout);
  }
  const states = a.hx.map((_, k) =>
    stack(
      finals.map((s) => s[k]!),
      0,
    ),
  );
  return [swap ? transpose(x, 0, 1) : x, ...states];
}
