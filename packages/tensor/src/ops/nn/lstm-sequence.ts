import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { matmul } from '../linalg/matmul.js';
import { catAlong } from '../movement/cat.js';
import { split } from '../movement/split.js';
import { stack } from '../movement/stack.js';
import { transpose } from '../movement/transpose.js';
import { unbind } from '../movement/unbind.js';
import { Fused } from './fused.js';
import { lstmCell } from './recurrent.js';
import type { SequenceAttributes } from './sequence.js';
import { statesBefore, timesOf, weightGradient } from './sequence.js';

// The derivative of a sigmoid s is s − s², that of a tanh 1 − s².
const outputGradient = new Fused('lstmOutputGradient', 0, ([dh, dc, c, f, o]) => {
  const [t, open] = [c!.tanh(), o!.sigmoid()];
  const whole = dc!.add(dh!.mul(open).mul(t.mul(t).neg().add(1)));
  return [whole, whole.mul(f!.sigmoid()), dh!.mul(t).mul(open.sub(open.mul(open)))];
});
const gateGradients = new Fused('lstmGateGradients', 0, ([dc, i, f, g, before]) => {
  const [write, keep, candidate] = [i!.sigmoid(), f!.sigmoid(), g!.tanh()];
  return [
    dc!.mul(candidate).mul(write.sub(write.mul(write))),
    dc!.mul(before!).mul(keep.sub(keep.mul(keep))),
    dc!.mul(write).mul(candidate.mul(candidate).neg().add(1)),
  ];
});

/**
 * The gradients of gates, initial hidden and initial cell state. Inputs: gradients of hidden and (or null) cell states,
 * gates, cell states, initial cell state, weight, and the gradient that the gates themselves have in second order, or null.
 */
const backward: Primitive<SequenceAttributes> = new Primitive<SequenceAttributes>({
  kind: 'composite',
  name: 'lstmSequenceBackward',
  infer: ([, , gates, , c0]) => {
    const { dtype } = gates!;
    return [gates!.shape, c0!.shape, c0!.shape].map((shape) => ({ shape, dtype }));
  },
  body: ([gradH, gradC, gates, c, c0, weight, gradGates], { reverse }) => {
    const gh = unbind(gradH!, 0);
    const gc = gradC === null ? null : unbind(gradC!, 0);
    const own = gradGates === null ? null : unbind(gradGates!, 0);
    const all = unbind(gates!, 0);
    const cells = unbind(c!, 0);
    const times = timesOf(all.length, reverse);
    const gradients: Tensor[] = [];
    let dh: Tensor | null = null;
    let dc: Tensor = mul(c0!, 0);
    for (let k = times.length - 1; k >= 0; k--) {
      const t = times[k]!;
      const [i, f, g, o] = split(all[t]!, c0!.shape[1]!, 1) as [Tensor, Tensor, Tensor, Tensor];
      if (gc !== null) dc = add(dc, gc[t]!);
      const whole: Tensor = dh === null ? gh[t]! : add(gh[t]!, dh);
      const before = k === 0 ? c0! : cells[times[k - 1]!]!;
      const [dCell, dBefore, dOut] = outputGradient.all([whole, dc, cells[t]!, f, o]);
      const steps = catAlong([...gateGradients.all([dCell!, i, f, g, before]), dOut!], 1);
      gradients[t] = own === null ? steps : add(steps, own[t]!);
      dh = matmul(gradients[t]!, weight!);
      dc = dBefore!;
    }
    return [stack(gradients, 0), dh!, dc];
  },
});

/**
 * An LSTM over whole sequences, all products of weights that don't wait for a state outside of its loop.
 *
 * Inputs: projections of the inputs with all biases [T, N, 4H], initial hidden and cell states [N, H], weight of the state
 * [4H, H]. Outputs: hidden and cell states of all times [T, N, H], and the gates before their activation [T, N, 4H].
 */
export const lstmSequence: Primitive<SequenceAttributes> = new Primitive<SequenceAttributes>({
  kind: 'composite',
  name: 'lstmSequence',
  saves: [1, 2, 3],
  savesOutputs: [0, 1, 2],
  infer: ([gx, h0]) => {
    const { dtype } = gx!;
    const states = Object.freeze([gx!.shape[0]!, ...h0!.shape]);
    return [states, states, gx!.shape].map((shape) => ({ shape, dtype }));
  },
  body: ([gx, h0, c0, weight], { reverse }) => {
    const projected = unbind(gx!, 0);
    const turned = transpose(weight!, 0, 1);
    const [hs, cs, gates]: Tensor[][] = [[], [], []];
    let [h, c] = [h0!, c0!];
    for (const t of timesOf(projected.length, reverse)) {
      const step = lstmCell(projected[t]!, matmul(h, turned), c);
      ({ h, c } = step);
      hs![t] = h;
      cs![t] = c;
      gates![t] = step.gates;
    }
    return [stack(hs!, 0), stack(cs!, 0), stack(gates!, 0)];
  },
  gradient: (context, [gradH, gradC, gradGates]) => {
    const attributes = context.attributes as SequenceAttributes;
    const [h0, c0, weight] = [context.input(1), context.input(2), context.input(3)];
    const [h, c, gates] = [context.output(0), context.output(1), context.output(2)];
    const inputs = [gradH ?? mul(h, 0), gradC ?? null, gates, c, c0, weight, gradGates ?? null];
    const [dGates, dh0, dc0] = backward.call(inputs, attributes);
    const dWeight = context.needs(3)
      ? weightGradient(dGates!, statesBefore(h, h0, attributes.reverse))
      : null;
    return [dGates!, dh0!, dc0!, dWeight];
  },
});
