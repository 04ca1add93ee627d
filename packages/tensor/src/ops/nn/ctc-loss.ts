import { float32, int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { arange } from '../creation/arange.js';
import { fillWith, fromBytes } from '../creation/creation.js';
import { indexed } from '../indexing/index-kernel.js';
import { isIndexType } from '../indexing/index-tensors.js';
import { catAlong } from '../movement/cat.js';
import { reshape } from '../movement/reshape.js';
import { sliceDim } from '../movement/slice.js';
import { stack } from '../movement/stack.js';
import { zerosOf } from '../movement/strided.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { cumsum } from '../reduction/cumsum.js';
import { mean } from '../reduction/mean.js';
import { sum } from '../reduction/sum.js';
import { constantPad } from './constant-pad.js';
import { ctcLikelihood } from './ctc-recursion.js';
import type { Reduction } from './functional/loss-options.js';
import { checkReduction } from './functional/loss-options.js';
import { Fused } from './fused.js';

const NAME = 'ctcLoss';

type Lengths = Tensor | number | readonly number[];

/** Labels beyond a target's length become blanks; they can't be reached from the end states anyway. */
const labelsOf = new Fused('ctcLabels', 1, ([label, position, length], [blank]) => [
  position!.lt(length!).where(label!, blank!.to(label!.dtype)),
]);
/** Places of the labels in concatenated targets, the first beyond a target's own instead of others. */
const placesOf = new Fused('ctcPlaces', 0, ([position, length, end]) => [
  position!.lt(length!).where(end!.sub(length!).add(position!), position!.mul(0)),
]);
const mayJump = new Fused('ctcMayJump', 0, ([state, twoBefore]) => [state!.ne(twoBefore!).to(state!.dtype)]);
const started = new Fused('ctcStart', 0, ([x]) => [x!.sub(Number.POSITIVE_INFINITY)]);
const finite = new Fused('ctcFinite', 0, ([loss]) => [loss!.eq(Number.POSITIVE_INFINITY).where(0, loss!)]);
const byLength = new Fused('ctcMean', 0, ([loss, length]) => [loss!.div(length!.to(loss!.dtype).max(1))]);

/** Lengths as numbers where they are known without reading a device's memory. */
const known = (lengths: Lengths, n: number): number[] | null =>
  lengths instanceof Tensor ? null : checkIntegers(NAME, 'lengths', lengths, n);

function lengthsOf(name: string, lengths: Lengths, n: number, most: number, like: Tensor): Tensor {
  if (!(lengths instanceof Tensor)) {
    const list = checkIntegers(NAME, name, lengths, n);
    for (const v of list) checkInteger(NAME, name, v, 0, most);
    return fromBytes(encode(list, int64), Object.freeze([n]), int64, like.device);
  }
  if (lengths.dtype.kind !== 'int') {
    throw new DTypeError(`${NAME}: ${name} must be integers, got ${lengths.dtype}`);
  }
  if (lengths.length !== n || lengths.ndim > 1) {
    throw new ShapeError(`${NAME}: ${name} must be [${n}], one a sequence, got ${showShape(lengths.shape)}`);
  }
  return reshape(to(lengths, int64), [n]);
}

/** Most labels of a target among concatenated ones: read where the device can block, else all of them. */
function longest(lengths: Lengths, n: number, total: number): number {
  const numbers = known(lengths, n) ?? readable(lengths as Tensor);
  return numbers === null ? total : Math.max(0, ...numbers);
}

function readable(lengths: Tensor): number[] | null {
  if (lengths.device.backend.downloadSync === undefined) return null;
  return Array.from(lengths.dataSync() as ArrayLike<number | bigint>, Number);
}

/** Labels as [N, S], blanks beyond each target's length. */
function labels(targets: Tensor, lengths: Lengths, lengthTensor: Tensor, n: number, blank: number): Tensor {
  const { device } = targets;
  const whole = to(targets, int64);
  const rows = unsqueeze(lengthTensor, 1);
  const padded = targets.ndim === 2;
  const size = padded ? targets.shape[1]! : longest(lengths, n, targets.length);
  const positions = unsqueeze(arange(size, { device }), 0);
  if (padded) return labelsOf.call([whole, positions, rows], [blank]);
  if (size === 0) return zerosOf(Object.freeze([n, 0]), int64, device);
  const ends = unsqueeze(cumsum(lengthTensor, 0), 1);
  const places = placesOf.call([positions, rows, ends]);
  const found = indexed(whole, [places], { dims: [0], place: 0 });
  return labelsOf.call([found, positions, rows], [blank]);
}

/** blank, label, blank, label, …, blank: [N, 2S + 1]. */
function withBlanks(labelRows: Tensor, n: number, blank: number): Tensor {
  const { shape, device } = labelRows;
  const blanks = (columns: number): Tensor => {
    const t = zerosOf(Object.freeze([n, columns]), int64, device);
    fillWith(t, blank);
    return t;
  };
  const pairs = reshape(stack([blanks(shape[1]!), labelRows], 2), [n, 2 * shape[1]!]);
  return catAlong([pairs, blanks(1)], 1);
}

export interface CtcLossOptions {
  /** Class that stands for no label (default 0). */
  blank?: number;
  /** `'none'`, `'mean'` (default: of losses divided by their target's length) or `'sum'`. */
  reduction?: Reduction;
  /** Let impossible alignments count as 0 instead of ∞ (default false). */
  zeroInfinity?: boolean;
}

/**
 * Connectionist temporal classification: −log of the probability that the labels appear in this order, at any times,
 * with blanks and repetitions between. Graves et al. (2006). The gradient is the true one by `logProbs`; PyTorch's
 * assumes that they come from a log-softmax, which gives the same gradient behind it.
 *
 * @param logProbs logarithms of probabilities, [T, N, C] or [T, C]
 * @param targets labels, [N, S], or all one after the other, [sum of targetLengths]
 * @param inputLengths time steps of each sequence, [N]: a tensor or an array of numbers
 * @param targetLengths labels of each sequence, [N]: a tensor or an array. With concatenated targets an array (or a
 *   device that can block) saves time and memory: else every sequence is given room for all labels
 * @param options.blank class that stands for no label (default 0)
 * @param options.reduction `'none'`, `'mean'` (default: of losses divided by their target's length) or `'sum'`
 * @param options.zeroInfinity let impossible alignments count as 0 (default false)
 */
export const ctcLoss: FunctionOp<
  (
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Lengths,
    targetLengths: Lengths,
    blank?: number | CtcLossOptions,
    options?: CtcLossOptions,
  ) => Tensor
> = defineOp(
  {
    name: NAME,
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    // PyTorch's gradient has p added (see above); it is taken off again.
    torch:
      "lambda lp, t, il, tl, blank=0, reduction='mean', zero_infinity=False: (lambda n, len_, w: (w if reduction == 'none' else w.sum() if reduction == 'sum' else (w / len_.clamp(min=1)).mean()))(None, torch.as_tensor(tl), torch.nn.functional.ctc_loss(lp, t, torch.as_tensor(il), torch.as_tensor(tl), blank, 'none', zero_infinity) - ((lp.exp() - lp.exp().detach()) * (torch.arange(lp.shape[0]).reshape([-1] + [1] * (lp.dim() - 1)) < torch.as_tensor(il).reshape([1, -1, 1][:lp.dim()])) * (torch.nn.functional.ctc_loss(lp, t, torch.as_tensor(il), torch.as_tensor(tl), blank, 'none').detach().reshape([1, -1, 1][:lp.dim()]).isfinite())).sum(dim=(0, -1)))",
    samples: (make) => {
      const logs = (shape: readonly number[]): Tensor => make.tensor(shape, { low: -3, high: -0.1 });
      return [
        [logs([6, 2, 4]), make.integers([2, 3], 1, 4), [6, 6], [3, 2]],
        [logs([6, 2, 4]), make.integers([2, 2], 1, 4), make.integers([2], 4, 7), make.integers([2], 0, 3)],
        [logs([5, 3, 4]), make.integers([6], 0, 3), [5, 5, 4], [2, 1, 3], { blank: 3, reduction: 'none' }],
        [logs([6, 4]), make.integers([2], 1, 4), [6], [2], { reduction: 'sum' }],
        [
          logs([3, 2, 4]),
          make.integers([2, 3], 1, 4),
          [2, 3],
          [3, 1],
          { zeroInfinity: true, reduction: 'sum' },
        ],
        [logs([4, 2, 3]), make.integers([2, 2], 1, 3), [4, 3], [0, 2], { reduction: 'none' }],
      ];
    },
    errors: (make) => [
      {
        args: [make.tensor([5, 2, 3]), make.integers([2, 2], 1, 3), [5, 6], [2, 2]],
        error: ArgumentError,
        message: 'ctcLoss: inputLengths must be an integer ≥ 0 and ≤ 5, got 6',
      },
      {
        args: [make.tensor([5, 2, 3]), make.integers([2, 2], 1, 3), [5, 5], [2, 3]],
        error: ArgumentError,
        message: 'ctcLoss: targetLengths must be an integer ≥ 0 and ≤ 2, got 3',
      },
      {
        args: [make.tensor([5, 2, 3]), make.integers([3, 2], 1, 3), [5, 5], [2, 2]],
        error: ShapeError,
        message: 'ctcLoss: targets must be [2, S] or 1-dim for logProbs [5, 2, 3], got [3, 2]',
      },
      {
        args: [make.tensor([5, 2, 3]), make.integers([2, 2], 1, 3), [5, 5], [2, 2], { blank: 3 }],
        error: ArgumentError,
        message: 'ctcLoss: blank must be an integer ≥ 0 and ≤ 2, got 3',
      },
      {
        args: [make.tensor([5, 2, 3]), make.tensor([2, 2], { dtype: 'float32' }), [5, 5], [2, 2]],
        error: DTypeError,
        message: 'ctcLoss: targets must be int64 or int32, got float32',
      },
      {
        args: [make.integers([5, 2, 3], 0, 1), make.integers([2, 2], 1, 3), [5, 5], [2, 2]],
        error: DTypeError,
        message: 'ctcLoss: has no rule for int64',
      },
    ],
  },
  composed(
    (
      given: Tensor,
      givenTargets: Tensor,
      inputLengths: Lengths,
      targetLengths: Lengths,
      blankOrOptions?: unknown,
      options?: unknown,
    ) => {
      const o = positionalOrNamed(NAME, 'blank', blankOrOptions, options, {
        blank: 0,
        reduction: 'mean',
        zeroInfinity: false,
      });
      const reduction = checkReduction(NAME, o.reduction);
      const zeroInfinity = checkBoolean(NAME, 'zeroInfinity', o.zeroInfinity);
      const { logProbs, targets } = operands(given, givenTargets);
      const [time, n, classes] = logProbs.shape as [number, number, number];
      const blank = checkInteger(NAME, 'blank', o.blank, 0, classes - 1);
      const most = targets.ndim === 2 ? targets.shape[1]! : targets.length;
      const inputs = lengthsOf('inputLengths', inputLengths, n, time, logProbs);
      const lengths = lengthsOf('targetLengths', targetLengths, n, most, logProbs);
      const states = withBlanks(labels(targets, targetLengths, lengths, n, blank), n, blank);
      const width = states.shape[1]!;
      const beginning = started.call([
        zerosOf(Object.freeze([n, width - 1]), logProbs.dtype, logProbs.device),
      ]);
      const loss = ctcLikelihood({
        logProbs,
        states,
        // A state equals the blank two before it, or differs from the label there.
        mayJump: mayJump.call([states, sliceDim(constantPad(states, [0, 2], [0, 0], blank), 1, 0, width)]),
        start: constantPad(beginning, [0, 1], [0, 0], 0),
        inputLengths: inputs,
        targetLengths: lengths,
      });
      const each = zeroInfinity ? finite.call([loss]) : loss;
      const result =
        reduction === 'none'
          ? reshape(each, given.ndim === 2 ? [] : [n])
          : reduction === 'sum'
            ? sum(each)
            : mean(byLength.call([each, lengths]));
      return result.dtype === given.dtype ? result : to(result, given.dtype);
    },
  ),
);

/** Checked, with a batch dimension; half types are computed in float32, since errors add up over time. */
function operands(given: Tensor, targets: Tensor): { logProbs: Tensor; targets: Tensor } {
  if (given.dtype.kind !== 'float') throw new DTypeError(`${NAME}: has no rule for ${given.dtype}`);
  if (!(targets instanceof Tensor)) throw new ArgumentError(`${NAME}: targets must be a tensor`);
  if (!isIndexType(targets.dtype)) {
    throw new DTypeError(`${NAME}: targets must be int64 or int32, got ${targets.dtype}`);
  }
  if (given.ndim !== 2 && given.ndim !== 3) {
    throw new ShapeError(`${NAME}: logProbs must be [T, N, C] or [T, C], got ${showShape(given.shape)}`);
  }
  const wide = given.dtype.bytes === 2 ? to(given, float32) : given;
  const logProbs = given.ndim === 2 ? unsqueeze(wide, 1) : wide;
  const n = logProbs.shape[1]!;
  if (targets.ndim !== 1 && (targets.ndim !== 2 || targets.shape[0] !== n)) {
    throw new ShapeError(
      `${NAME}: targets must be [${n}, S] or 1-dim for logProbs ${showShape(given.shape)}, got ${showShape(targets.shape)}`,
    );
  }
  return { logProbs, targets };
}
