import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { matmul } from '../linalg/matmul.js';
import { catAlong } from '../movement/cat.js';
import { split } from '../movement/split.js';
import { stack } from '../movement/stack.js';
import { unbind } from '../movement/unbind.js';
import { sum } from '../reduction/sum.js';
import { linear } from './functional/linear.js';
import { Fused } from './fused.js';
import { gruCandidate, gruGate, gruUpdate } from './recurrent.js';
import type { SequenceAttributes } from './sequence.js';
import { statesBefore, timesOf, weightGradient } from './sequence.js';

const candidateGradients = new Fused('gruCandidateGradients', 0, ([dh, z, n, before]) => [
  dh!.mul(z!.neg().add(1)).mul(n!.mul(n!).neg().add(1)),
  dh!.mul(before!.sub(n!)).mul(z!.sub(z!.mul(z!))),
  dh!.mul(z!),
]);
const resetGradients = new Fused('gruResetGradients', 0, ([dn, r, hidden]) => [
  dn!.mul(hidden!).mul(r!.sub(r!.mul(r!))),
  dn!.mul(r!),
]);

/**
 * The gradients of the projections of inputs and states, and of the initial state. Inputs: gradient of the states,
 * projections of the inputs, those of the states, states, initial state, weight, and the gradient that the projections of
 * the states themselves have in second order, or null.
 */
const backward: Primitive<SequenceAttributes> = new Primitive<SequenceAttributes>({
  kind: 'composite',
  name: 'gruSequenceBackward',
  infer: ([, gx, , , h0]) => {
    const { dtype } = gx!;
    return [gx!.shape, gx!.shape, h0!.shape].map((shape) => ({ shape, dtype }));
  },
  body: ([grad, gx, gates, h, h0, weight, gradGates], { reverse }) => {
    const [gh, ofInputs, ofStates, states] = [grad!, gx!, gates!, h!].map((t) => unbind(t, 0)) as [
      Tensor[],
      Tensor[],
      Tensor[],
      Tensor[],
    ];
    const own = gradGates === null ? null : unbind(gradGates!, 0);
    const times = timesOf(states.length, reverse);
    const size = h0!.shape[1]!;
    const [dInputs, dStates]: Tensor[][] = [[], []];
    let dh: Tensor | null = null;
    for (let k = times.length - 1; k >= 0; k--) {
      const t = times[k]!;
      const [xr, xz, xn] = split(ofInputs[t]!, size, 1) as [Tensor, Tensor, Tensor];
      const [hr, hz, hn] = split(ofStates[t]!, size, 1) as [Tensor, Tensor, Tensor];
      const [r, z] = [gruGate(xr, hr), gruGate(xz, hz)];
      const n = gruCandidate(xn, r, hn);
      const whole: Tensor = dh === null ? gh[t]! : add(gh[t]!, dh);
      const before = k === 0 ? h0! : states[times[k - 1]!]!;
      const [dn, dz, around] = candidateGradients.all([whole, z, n, before]);
      const [dr, dhn] = resetGradients.all([dn!, r, hn]);
      dInputs![t] = catAlong([dr!, dz!, dn!], 1);
      const steps = catAlong([dr!, dz!, dhn!], 1);
      dStates![t] = own === null ? steps : add(steps, own[t]!);
      dh = add(around!, matmul(dStates![t]!, weight!));
    }
    return [stack(dInputs!, 0), stack(dStates!, 0), dh!];
  },
});

/**
 * A GRU over whole sequences, all products of weights that don't wait for a state outside of its loop.
 *
 * Inputs: projections of the inputs with their bias [T, N, 3H], initial state [N, H], weight [3H, H] and bias [3H] or null
 * of the state. Outputs: states of all times [T, N, H], and their projections [T, N, 3H].
 */
export const gruSequence: Primitive<SequenceAttributes> = new Primitive<SequenceAttributes>({
  kind: 'composite',
  name: 'gruSequence',
  saves: [0, 1, 2],
  savesOutputs: [0, 1],
  infer: ([gx, h0]) => {
    const { dtype } = gx!;
    return [
      { shape: Object.freeze([gx!.shape[0]!, ...h0!.shape]), dtype },
      { shape: gx!.shape, dtype },
    ];
  },
  body: ([gx, h0, weight, bias], { reverse }) => {
    const projected = unbind(gx!, 0);
    const [hs, gates]: Tensor[][] = [[], []];
    let h = h0!;
    for (const t of timesOf(projected.length, reverse)) {
      gates![t] = linear(h, weight!, bias);
      h = gruUpdate(projected[t]!, gates![t]!, h);
      hs![t] = h;
    }
    return [stack(hs!, 0), stack(gates!, 0)];
  },
  gradient: (context, [grad, gradGates]) => {
    const attributes = context.attributes as SequenceAttributes;
    const [gx, h0, weight] = [context.input(0), context.input(1), context.input(2)];
    const [h, gates] = [context.output(0), context.output(1)];
    const [dInputs, dStates, dh0] = backward.call(
      [grad ?? mul(h, 0), gx, gates, h, h0, weight, gradGates ?? null],
      attributes,
    );
    return [
      dInputs!,
      dh0!,
      context.needs(2) ? weightGradient(dStates!, statesBefore(h, h0, attributes.reverse)) : null,
      context.needs(3) ? sum(dStates!, [0, 1]) : null,
    ];
  },
});
