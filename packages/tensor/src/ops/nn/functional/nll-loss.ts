import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { constant } from '../../../expr/scalar.js';
import { runGather } from '../../../kernel/families.js';
import { allocateTensor } from '../../../memory/make.js';
import { composed } from '../../../op/composed.js';
import { defineOp, Primitive } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, parseOptions } from '../../../op/options.js';
import type { Shape } from '../../../shape.js';
import { sameShape, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { gatherAlong, scatterToZeros } from '../../indexing/gather.js';
import { isIndexType } from '../../indexing/index-tensors.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { Fused, FusedReduction } from '../fused.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction } from './loss-options.js';

interface NllAttributes {
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly [name: string]: unknown;
}

const ignored = (target: Scalar, ignore: Scalar): Scalar => target.eq(ignore.to(target.dtype));

/** Ignored targets read class 0; other negative ones, which a gather would count from the end, leave the range. */
const checked = new Fused('nllTargets', 2, ([t], [ignore, classes]) => [
  ignored(t!, ignore!).where(constant(0, t!.dtype), t!.lt(0).where(classes!.to(t!.dtype), t!)),
]);

const body = (x: readonly Scalar[], ignore: Scalar): Scalar => {
  const [picked, target, weight] = x;
  const loss = weight === undefined ? picked!.neg() : picked!.mul(weight).neg();
  return ignored(target!, ignore).where(0, loss);
};
const weightBody = (x: readonly Scalar[], ignore: Scalar): Scalar => {
  const [picked, target, weight] = x;
  return ignored(target!, ignore).where(0, weight ?? constant(1, picked!.dtype));
};
const each = new Fused('nllLoss', 1, (x, [ignore]) => [body(x, ignore!)]);
const sums = [2, 3].map(
  (inputs) =>
    new FusedReduction({ name: 'nllLossSum', inputs, params: 1, body: (x, [ignore]) => body(x, ignore!) }),
);
const weights = [2, 3].map(
  (inputs) =>
    new FusedReduction({
      name: 'nllLossWeight',
      inputs,
      params: 1,
      body: (x, [ignore]) => weightBody(x, ignore!),
    }),
);
const quotient = new Fused('nllLossMean', 0, ([a, b]) => [a!.div(b!)]);
const spread = new Fused('nllLossSpread', 1, ([g, total, target, weight], [ignore]) => {
  const part = g!.div(total!).neg();
  return [ignored(target!, ignore!).where(0, weight === undefined ? part : part.mul(weight))];
});
const spreadSum = new Fused('nllLossSpread', 1, ([g, target, weight], [ignore]) => {
  const part = g!.neg();
  return [ignored(target!, ignore!).where(0, weight === undefined ? part : part.mul(weight))];
});

/** Weight of each target's class. */
function weightOf(weight: Tensor, classes: Tensor): Tensor {
  const out = allocateTensor(classes.shape, weight.dtype, weight.device);
  const where = { index: classes, size: weight.shape[0]!, step: weight.strides[0]! };
  runGather(
    out,
    weight,
    classes.shape.map(() => 0),
    [where],
  );
  return out;
}

const backward: Primitive<NllAttributes & { inputShape: Shape }> = new Primitive<
  NllAttributes & { inputShape: Shape }
>({
  kind: 'composite',
  name: 'nllLossBackward',
  infer: ([grad], { inputShape }) => [{ shape: inputShape, dtype: grad!.dtype }],
  body: ([grad, target, weight, total], { ignoreIndex, reduction, inputShape }) => {
    const classes = checked.call([target!], [ignoreIndex, inputShape[1]!]);
    const factors = weight ? [target!, weightOf(weight, classes)] : [target!];
    const part =
      reduction === 'mean'
        ? spread.call([grad!, total!, ...factors], [ignoreIndex])
        : spreadSum.call([grad!, ...factors], [ignoreIndex]);
    return [scatterToZeros(unsqueeze(part, 1), 1, unsqueeze(classes, 1), inputShape)];
  },
});

/**
 * Inputs: log-probabilities [N, C, *], classes [N, *], weights of the classes [C] or null. Outputs: the loss and the
 * total weight, by which a mean divides.
 */
export const nllPrimitive: Primitive<NllAttributes> = new Primitive<NllAttributes>({
  kind: 'composite',
  name: 'nllLoss',
  saves: [1, 2],
  savesOutputs: [1],
  infer: ([input, target], { reduction }) => [
    { shape: reduction === 'none' ? target!.shape : [], dtype: input!.dtype },
    { shape: [], dtype: input!.dtype },
  ],
  body: ([input, target, weight], { ignoreIndex, reduction }) => {
    const classes = checked.call([target!], [ignoreIndex, input!.shape[1]!]);
    const picked = reshape(gatherAlong(input!, 1, unsqueeze(classes, 1)), target!.shape);
    const operands = weight ? [picked, target!, weightOf(weight, classes)] : [picked, target!];
    const at = operands.length - 2;
    const all = target!.shape.map((_, i) => i);
    const total = weights[at]!.call(operands, all, { params: [ignoreIndex] });
    if (reduction === 'none') return [each.call(operands, [ignoreIndex]), total];
    const sum = sums[at]!.call(operands, all, { params: [ignoreIndex] });
    return [reduction === 'sum' ? sum : quotient.call([sum, total]), total];
  },
  gradient: (c, [g]) => {
    if (g === null) return [null, null, null];
    const attributes = { ...(c.attributes as NllAttributes), inputShape: c.shape(0) };
    return [backward.call([g!, c.input(1), c.optional(2), c.output(1)], attributes)[0]!, null, null];
  },
});

export interface NllLossOptions {
  /** Weight of each class, [C] (default: all 1). */
  weight?: Tensor | null;
  /** Target value that contributes nothing (default −100). */
  ignoreIndex?: number;
  /** `'none'`, `'mean'` (default; divided by the total weight of the targets) or `'sum'`. */
  reduction?: Reduction;
}

/** Checks class targets; gives operands with a batch dimension. */
export function classOperands(
  op: string,
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
): { input: Tensor; target: Tensor } {
  checkFloating(op, { input });
  if (!(target instanceof Tensor)) throw new ArgumentError(`${op}: target must be a tensor`);
  if (!isIndexType(target.dtype)) {
    throw new DTypeError(`${op}: class targets must be int64 or int32, got ${target.dtype}`);
  }
  if (input.ndim === 0) throw new ShapeError(`${op}: input must be [C] or [N, C, …], got a 0-dim tensor`);
  const wanted = input.ndim === 1 ? [] : [input.shape[0]!, ...input.shape.slice(2)];
  if (!sameShape(target.shape, wanted)) {
    throw new ShapeError(
      `${op}: target must be ${showShape(wanted)} for input ${showShape(input.shape)}, got ${showShape(target.shape)}`,
    );
  }
  checkClassWeight(op, input, weight);
  if (input.ndim > 1) return { input, target };
  return { input: unsqueeze(input, 0), target: unsqueeze(target, 0) };
}

export function checkClassWeight(op: string, input: Tensor, weight: Tensor | null): void {
  if (weight === null) return;
  const classes = input.shape[input.ndim === 1 ? 0 : 1]!;
  if (!sameShape(weight.shape, [classes])) {
    throw new ShapeError(`${op}: weight must be [${classes}], one a class, got ${showShape(weight.shape)}`);
  }
  if (weight.dtype !== input.dtype)
    throw new DTypeError(`${op}: input is ${input.dtype}, but weight is ${weight.dtype}`);
}

/**
 * Negative log-likelihood: −weight[t] · input[t] for the class t of each element.
 *
 * @param input log-probabilities, [N, C], [N, C, d1, …] or [C]
 * @param target classes, int64 or int32, [N], [N, d1, …] or []
 * @param options.weight weight of each class, [C]
 * @param options.ignoreIndex target value that contributes nothing (default −100)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 * @throws IndexError for a class out of range, where the device can check
 */
export const nllLoss: FunctionOp<(input: Tensor, target: Tensor, options?: NllLossOptions) => Tensor> =
  defineOp(
    {
      name: 'nllLoss',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.nll_loss',
      samples: (make) => [
        [make.tensor([4, 3]), make.integers([4], 0, 3)],
        [make.tensor([4, 3]), make.integers([4], 0, 3), { ignoreIndex: 1, reduction: 'sum' }],
        [make.tensor([2, 3, 4]), make.integers([2, 4], 0, 3), { reduction: 'none' }],
        [make.tensor([3]), make.integers([], 0, 3)],
      ],
      errors: (make) => [
        {
          args: [make.tensor([4, 3]), make.integers([3], 0, 3)],
          error: ShapeError,
          message: 'nllLoss: target must be [4] for input [4, 3], got [3]',
        },
        { args: [make.tensor([4, 3]), make.integers([4], 3, 4)], error: IndexError, message: 'out of range' },
        {
          args: [make.tensor([4, 3]), make.integers([4], -2, -1)],
          error: IndexError,
          message: 'out of range',
        },
        {
          args: [make.tensor([4, 3]), make.integers([4], 0, 3), { reduction: 'avg' }],
          error: ArgumentError,
          message: "nllLoss: reduction must be one of 'none', 'mean', 'sum', got 'avg'",
        },
      ],
    },
    composed((input: Tensor, target: Tensor, options?: unknown) => {
      const o = parseOptions('nllLoss', options, {
        weight: null as Tensor | null,
        ignoreIndex: -100,
        reduction: 'mean',
      });
      const reduction = checkReduction('nllLoss', o.reduction);
      const ignoreIndex = checkInteger('nllLoss', 'ignoreIndex', o.ignoreIndex);
      const operands = classOperands('nllLoss', input, target, o.weight);
      const loss = nllPrimitive.call([operands.input, operands.target, o.weight], {
        ignoreIndex,
        reduction,
      })[0]!;
      return input.ndim === 1 && reduction === 'none' ? reshape(loss, []) : loss;
    }),
  );
