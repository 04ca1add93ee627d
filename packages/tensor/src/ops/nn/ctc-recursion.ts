import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import type { Tensor } from '../../tensor.js';
import { gatherAlong } from '../indexing/gather.js';
import { expand } from '../movement/expand.js';
import { sliceDim } from '../movement/slice.js';
import { unbind } from '../movement/unbind.js';
import { constantPad } from './constant-pad.js';
import type { FusedGradient } from './fused.js';
import { Fused } from './fused.js';

const LOWEST = Number.NEGATIVE_INFINITY;

/** eᵃ and so on for numbers that may all be −∞, scaled by the largest. */
function scaled(all: readonly Scalar[]): { parts: Scalar[]; sum: Scalar; shift: Scalar } {
  const largest = all.reduce((a, b) => a.max(b));
  const shift = largest.eq(LOWEST).where(0, largest);
  const parts = all.map((a) => a.sub(shift).exp());
  return { parts, sum: parts.reduce((a, b) => a.add(b)), shift };
}

const logSum = (all: readonly Scalar[]): Scalar => {
  const { sum, shift } = scaled(all);
  const none = sum.eq(0);
  return none.where(constant(LOWEST, sum.dtype), none.where(1, sum).log().add(shift));
};

/** The share of each number in its sum, 0 where all are −∞. */
const shares = (all: readonly Scalar[]): Scalar[] => {
  const { parts, sum } = scaled(all);
  const safe = sum.eq(0).where(1, sum);
  return parts.map((p) => p.div(safe));
};

/** States that lead to a state in one step: itself, the one before, and the one before that if it may be skipped. */
const reached = (x: readonly Scalar[]): Scalar[] => {
  const [stay, move, jump, , mayJump] = x;
  return [stay!, move!, mayJump!.ne(0).where(jump!, LOWEST)];
};

/** Whether time step t belongs to a sequence. */
const active = (x: readonly Scalar[], t: Scalar): Scalar => x[5]!.gt(t.to(x[5]!.dtype));

/** Operands: α(s), α(s − 1), α(s − 2), log p, whether s may be reached from s − 2, length of the input. */
const stepGradient: FusedGradient = (g, x, [t]) => {
  const on = active(x, t!);
  const [stay, move, jump] = shares(reached(x)).map((w) => g.mul(w));
  const may = x[4]!.ne(0);
  return [on.where(stay!, g), on.where(move!, 0), on.and(may).where(jump!, 0), on.where(g, 0), null, null];
};

const step = new Fused(
  'ctcStep',
  1,
  (x, [t]) => [active(x, t!).where(logSum(reached(x)).add(x[3]!), x[0]!)],
  stepGradient,
);

/** −log(e^α(last) + e^α(last − 1)); an empty target has only one last state. */
const finalPair = (x: readonly Scalar[]): Scalar[] => [
  x[0]!,
  x[2]!.eq(0).where(constant(LOWEST, x[1]!.dtype), x[1]!),
];

const finish = new Fused(
  'ctcLikelihood',
  0,
  (x) => [logSum(finalPair(x)).neg()],
  (g, x) => [...shares(finalPair(x)).map((w) => g.mul(w).neg()), null],
);

const lastStates = new Fused('ctcLastStates', 0, ([lengths]) => [
  lengths!.mul(2),
  lengths!.mul(2).sub(1).max(constant(0, lengths!.dtype)),
]);

export interface CtcOperands {
  /** log-probabilities [T, N, C]. */
  readonly logProbs: Tensor;
  /** States: blank, first label, blank, second label, … [N, L]; int64. */
  readonly states: Tensor;
  /** Whether a state may be reached from the last but one, [N, L]; int64. */
  readonly mayJump: Tensor;
  /** −∞ with a 0 in front, [N, L]: the beginning, before time. */
  readonly start: Tensor;
  /** [N], int64. */
  readonly inputLengths: Tensor;
  /** [N], int64. */
  readonly targetLengths: Tensor;
}

/**
 * −log p(target) for each sequence, [N]: the forward recursion over log α, in ordinary ops, one step of time after the
 * other. Graves et al., "Connectionist Temporal Classification" (2006), section 4.1.
 */
export function ctcLikelihood(c: CtcOperands): Tensor {
  const [time, n] = c.logProbs.shape as [number, number];
  const length = c.states.shape[1]!;
  const emitted = unbind(gatherAlong(c.logProbs, 2, expand(c.states, [time, n, length])), 0);
  const lengths = c.inputLengths.unsqueeze(1);
  let alpha = c.start;
  for (let t = 0; t < time; t++) {
    const from = constantPad(alpha, [0, 2], [0, 0], LOWEST);
    const operands = [
      alpha,
      sliceDim(from, 1, 1, length + 1),
      sliceDim(from, 1, 0, length),
      emitted[t]!,
      c.mayJump,
      lengths,
    ];
    alpha = step.call(operands, [t]);
  }
  const targetLengths = c.targetLengths.unsqueeze(1);
  const [last, before] = lastStates.all([targetLengths]);
  const ends = [last!, before!].map((at) => gatherAlong(alpha, 1, at));
  return finish.call([...ends, targetLengths]).reshape([n]);
}
