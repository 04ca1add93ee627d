import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp, Primitive } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { positionalOrNamed } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { conjugated } from '../../complex/conjugated.js';
import { matmul } from '../../linalg/matmul.js';
import { owned } from '../../movement/dense.js';
import { reshape } from '../../movement/reshape.js';
import { transpose } from '../../movement/transpose.js';
import { sum } from '../../reduction/sum.js';
import { Fused } from '../fused.js';

const addBias = new Fused('addBias', 0, ([x, bias]) => [x!.add(bias!)]);

/** All leading dimensions as one. */
const rows = (t: Tensor): Tensor =>
  t.ndim === 2 ? t : reshape(t, [numel(t.shape.slice(0, -1)), t.shape[t.ndim - 1]!]);

const primitive: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'composite',
  name: 'linear',
  saves: [0, 1],
  infer: ([input, weight, bias]) => {
    const x = input!.shape;
    const w = weight!.shape;
    const b = bias?.shape ?? null;
    if (w.length !== 2) throw new ShapeError(`linear: weight must be [out, in], got ${showShape(w)}`);
    if (x.length === 0) throw new ShapeError('linear: input must have at least one dimension');
    const k = x[x.length - 1]!;
    if (k !== w[1]) {
      throw new ShapeError(
        `linear: input ${showShape(x)} has ${k} features, but weight ${showShape(w)} expects ${w[1]}`,
      );
    }
    if (b !== null && !(b.length === 1 && b[0] === w[0])) {
      throw new ShapeError(`linear: bias must be [${w[0]}], got ${showShape(b)}`);
    }
    for (const t of [weight!, ...(bias ? [bias] : [])]) {
      if (t.dtype !== input!.dtype) {
        throw new DTypeError(
          `linear: input is ${input!.dtype}, but ${t === weight ? 'weight' : 'bias'} is ${t.dtype}; cast one with .to(…)`,
        );
      }
    }
    return [{ shape: Object.freeze([...x.slice(0, -1), w[0]!]), dtype: input!.dtype }];
  },
  body: ([input, weight, bias]) => {
    const product = matmul(rows(input!), transpose(weight!, 0, 1));
    if (bias) addBias.update(product, [bias]);
    if (input!.ndim === 2) return [product];
    return [owned(reshape(product, [...input!.shape.slice(0, -1), weight!.shape[0]!]))];
  },
  gradient: (c, [g]) => {
    const flat = rows(g!);
    return [
      c.needs(0) ? reshape(matmul(flat, conjugated(c.input(1))), c.shape(0)) : null,
      c.needs(1) ? matmul(transpose(flat, 0, 1), rows(conjugated(c.input(0)))) : null,
      c.needs(2) ? sum(flat, 0) : null,
    ];
  },
});

/** A weight [in] has one unit, whose dimension isn't kept. */
const ofOneUnit = composed((input: Tensor, weight: Tensor, bias: Tensor | null): Tensor => {
  const product = matmul(input, weight);
  return bias === null ? product : add(product, bias);
});

/**
 * x · weightᵀ + bias.
 *
 * @param input [*, in]
 * @param weight [out, in], or [in] for one unit
 * @param bias [out] or null
 * @returns [*, out]; [*] for one unit
 * @throws ShapeError when the features don't match
 */
export const linear: FunctionOp<
  (input: Tensor, weight: Tensor, bias?: Tensor | null | { bias?: Tensor | null }) => Tensor
> = defineOp(
  {
    name: 'linear',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.linear',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([5, 4]), make.tensor([5])],
      [make.tensor([2, 3, 4]), make.tensor([5, 4])],
      [make.tensor([4]), make.tensor([5, 4]), make.tensor([5])],
      [make.tensor([0, 4]), make.tensor([5, 4]), make.tensor([5])],
      [make.tensor([2, 3, 4]), make.tensor([1, 4]), make.tensor([1])],
      [make.tensor([2, 3]), make.tensor([3]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.tensor([5, 3])],
        error: ShapeError,
        message: 'linear: input [3, 4] has 4 features, but weight [5, 3] expects 3',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([5, 4]), make.tensor([4])],
        error: ShapeError,
        message: 'linear: bias must be [5], got [4]',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([5, 4], { dtype: 'float16' })],
        error: DTypeError,
        message: 'but weight is float16',
      },
    ],
  },
  (input: Tensor, weight: Tensor, bias?: unknown) => {
    const o = positionalOrNamed('linear', 'bias', bias, undefined, { bias: null as Tensor | null });
    if (weight.ndim === 1) return ofOneUnit(input, weight, o.bias);
    return primitive.call([input, weight, o.bias], {})[0]!;
  },
);
