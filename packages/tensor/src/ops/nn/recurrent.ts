import { DTypeError, ShapeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { splitSizes } from '../movement/split.js';
import { linear } from './functional/linear.js';
import { Fused } from './fused.js';

/**
 * The arithmetic of one step of a recurrent network, from the two projections. Each is split into kernels that read and
 * write few buffers, because WebGPU allows eight to a kernel, and gradients need more than values.
 */

/** All parts at once: their gradients are put together by one copy. */
const parts = (gates: Tensor, of: number): Tensor[] =>
  splitSizes(gates, new Array<number>(of).fill(gates.shape[1]! / of), 1);

const summed = new Fused('gateSum', 0, ([a, b]) => [a!.add(b!)]);
const cell = new Fused('lstmCellState', 0, ([i, f, g, c]) => [
  f!.sigmoid().mul(c!).add(i!.sigmoid().mul(g!.tanh())),
]);
const exposed = new Fused('lstmHidden', 0, ([o, c]) => [o!.sigmoid().mul(c!.tanh())]);

/** From the projections of input and state, [N, 4H], and the cell state: the next states, and the gates before activation. */
export function lstmCell(gx: Tensor, gh: Tensor, c: Tensor): { h: Tensor; c: Tensor; gates: Tensor } {
  const gates = summed.call([gx, gh]);
  const [i, f, g, o] = parts(gates, 4);
  const next = cell.call([i!, f!, g!, c]);
  return { h: exposed.call([o!, next]), c: next, gates };
}

/** Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with forget gates. `gx`: x · W_ihᵀ + b_ih, [N, 4H]. */
export function lstmStep(
  gx: Tensor,
  h: Tensor,
  c: Tensor,
  wHh: Tensor,
  bHh: Tensor | null,
): { h: Tensor; c: Tensor } {
  return lstmCell(gx, linear(h, wHh, bHh), c);
}

const gate = new Fused('gruGate', 0, ([a, b]) => [a!.add(b!).sigmoid()]);
const candidate = new Fused('gruCandidate', 0, ([x, r, h]) => [x!.add(r!.mul(h!)).tanh()]);
const mixed = new Fused('gruHidden', 0, ([n, z, h]) => [n!.add(z!.mul(h!.sub(n!)))]);

export const gruGate = (x: Tensor, h: Tensor): Tensor => gate.call([x, h]);
export const gruCandidate = (x: Tensor, r: Tensor, h: Tensor): Tensor => candidate.call([x, r, h]);

/** The next state, from the projections of input and state, [N, 3H], and the state. */
export function gruUpdate(gx: Tensor, gh: Tensor, h: Tensor): Tensor {
  const [xr, xz, xn] = parts(gx, 3);
  const [hr, hz, hn] = parts(gh, 3);
  const r = gruGate(xr!, hr!);
  const z = gruGate(xz!, hz!);
  return mixed.call([gruCandidate(xn!, r, hn!), z, h]);
}

/** Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014). `gx`: x · W_ihᵀ + b_ih, [N, 3H]. */
export const gruStep = (gx: Tensor, h: Tensor, wHh: Tensor, bHh: Tensor | null): Tensor =>
  gruUpdate(gx, linear(h, wHh, bHh), h);

const activations: Record<'tanh' | 'relu', (x: Scalar) => Scalar> = {
  tanh: (x) => x.tanh(),
  relu: (x) => x.gt(0).where(x, 0),
};
const plain = {
  tanh: new Fused('rnnTanh', 0, ([a, b]) => [activations.tanh(a!.add(b!))]),
  relu: new Fused('rnnRelu', 0, ([a, b]) => [activations.relu(a!.add(b!))]),
};

/** Elman, "Finding Structure in Time" (1990). `gx`: x · W_ihᵀ + b_ih, [N, H]. */
export function rnnStep(
  gx: Tensor,
  h: Tensor,
  wHh: Tensor,
  bHh: Tensor | null,
  nonlinearity: 'tanh' | 'relu',
): Tensor {
  return plain[nonlinearity].call([gx, linear(h, wHh, bHh)]);
}

/** Checks the operands of a cell with `gates` gates; gives the projection of its input. */
export function cellProjection(
  op: string,
  gates: number,
  input: Tensor,
  states: Readonly<Record<string, Tensor>>,
  wIh: Tensor,
  wHh: Tensor,
  bIh: Tensor | null,
): Tensor {
  if (input.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  if (input.ndim !== 2) throw new ShapeError(`${op}: input must be [N, in], got ${showShape(input.shape)}`);
  const hidden = wHh.ndim === 2 ? wHh.shape[1]! : 0;
  if (wHh.ndim !== 2 || wHh.shape[0] !== gates * hidden) {
    const rows = gates === 1 ? 'hidden' : `${gates} · hidden`;
    throw new ShapeError(`${op}: wHh must be [${rows}, hidden], got ${showShape(wHh.shape)}`);
  }
  const wanted = [gates * hidden, input.shape[1]!];
  if (!sameShape(wIh.shape, wanted)) {
    throw new ShapeError(
      `${op}: wIh must be ${showShape(wanted)} for input ${showShape(input.shape)} and wHh ${showShape(wHh.shape)}, got ${showShape(wIh.shape)}`,
    );
  }
  for (const [name, t] of Object.entries(states)) {
    const shape = [input.shape[0]!, hidden];
    if (!sameShape(t.shape, shape)) {
      throw new ShapeError(`${op}: ${name} must be ${showShape(shape)}, got ${showShape(t.shape)}`);
    }
  }
  return linear(input, wIh, bIh);
}

export interface CellBiases {
  /** Bias of the input's projection (default: none). */
  bIh?: Tensor | null;
  /** Bias of the state's projection (default: none). */
  bHh?: Tensor | null;
}
