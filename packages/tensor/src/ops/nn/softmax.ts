import type { DType, DTypeLike } from '../../dtype.js';
import { toDType } from '../../dtype.js';
import { DTypeError, IndexError } from '../../errors.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { Fused, FusedReduction } from './fused.js';

/** Largest element, against overflow: softmax doesn't change when a number is taken from all logits. */
export const largest = new FusedReduction({ name: 'largest', inputs: 1, combine: 'max', body: ([x]) => x! });

const expSum = new FusedReduction({
  name: 'expSum',
  inputs: 2,
  wide: true,
  body: ([x, m]) => x!.sub(m!).exp(),
});
const normalized = new Fused('softmaxNormalize', 0, ([x, m, s]) => [x!.sub(m!).exp().div(s!)]);
const weighted = new FusedReduction({ name: 'softmaxDot', inputs: 2, body: ([g, y]) => g!.mul(y!) });
const difference = new Fused('softmaxDifference', 0, ([g, y, s]) => [g!.sub(s!).mul(y!)]);

export interface DimAttribute {
  /** −1 for 0-dim tensors, else non-negative. */
  readonly dim: number;
  readonly [name: string]: unknown;
}

export const dimsOf = (t: Tensor, dim: number): readonly number[] => (t.ndim === 0 ? [] : [dim]);

/** Gradient from that of the result and the result: (g − Σ g·y) · y. */
const backward: Primitive<DimAttribute> = new Primitive<DimAttribute>({
  kind: 'composite',
  name: 'softmaxBackward',
  infer: ([grad]) => [{ shape: grad!.shape, dtype: grad!.dtype }],
  body: ([grad, output], { dim }) => {
    const dot = weighted.call([grad!, output!], dimsOf(grad!, dim), { keepdim: true });
    return [difference.call([grad!, output!, dot])];
  },
});

const primitive: Primitive<DimAttribute> = new Primitive<DimAttribute>({
  kind: 'composite',
  name: 'softmax',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  body: ([input], { dim }) => {
    const dims = dimsOf(input!, dim);
    if (input!.length === 0) return [normalized.call([input!, input!, input!])];
    const max = largest.call([input!], dims, { keepdim: true });
    const sum = expSum.call([input!, max], dims, { keepdim: true });
    return [normalized.call([input!, max, sum])];
  },
  savesOutputs: [0],
  gradient: (c, [g]) => [backward.call([g!, c.output(0)], c.attributes as DimAttribute)[0]!],
});

export interface SoftmaxOptions {
  /** Dimension along which the results sum to 1. */
  dim?: number;
  /** Type to cast to before the op. */
  dtype?: DTypeLike | null;
}

/** Arguments of softmax and logSoftmax: dim is required, by position or by name. */
export function softmaxArguments(
  op: string,
  input: Tensor,
  dim: unknown,
  options: unknown,
): { input: Tensor; attributes: DimAttribute } {
  const o = positionalOrNamed(op, 'dim', dim, options, {
    dim: null as number | null,
    dtype: null as DTypeLike | null,
  });
  if (o.dim === null) throw new IndexError(`${op}: dim is missing: the dimension along which to normalize`);
  const target: DType = o.dtype === null ? input.dtype : toDType(o.dtype);
  if (target.kind !== 'float') {
    throw new DTypeError(`${op}: has no rule for ${target}; give { dtype: 'float32' } or cast the input`);
  }
  const cast = target === input.dtype ? input : to(input, target);
  return { input: cast, attributes: { dim: normalizeDim(op, o.dim, input.ndim) } };
}

/** Calls the primitive and lets go of the cast input. */
export function callSoftmax(
  primitive: Primitive<DimAttribute>,
  a: { readonly input: Tensor; readonly attributes: DimAttribute },
  given: Tensor,
): Tensor {
  const out = primitive.call([a.input], a.attributes)[0]!;
  if (a.input !== given) a.input.dispose();
  return out;
}

/**
 * exp(x) / Σ exp(x) along `dim`: positive numbers that sum to 1. Large logits don't overflow.
 *
 * @param dim dimension along which the results sum to 1
 * @param options.dtype type to cast to first
 */
export const softmax: Op<(input: Tensor, dim: number | SoftmaxOptions, options?: SoftmaxOptions) => Tensor> =
  defineOp(
    {
      name: 'softmax',
      kind: 'composite',
      dtypes: 'float',
      tolerance: 'transcendental',
      samples: (make) => [
        [make.tensor([3, 5]), 1],
        [make.tensor([2, 3, 4]), -2],
        [make.tensor([4], { low: -10000, high: 10000 }), 0],
        [make.tensor([]), 0],
        [make.tensor([0, 3]), 0],
        [make.tensor([2, 3]), 0, { dtype: 'float64' }],
      ],
      errors: (make) => [
        { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'softmax: dim 2 is out of range' },
        { args: [make.tensor([2, 3])], error: IndexError, message: 'softmax: dim is missing' },
        { args: [make.integers([3], 0, 5), 0], error: DTypeError, message: 'softmax: has no rule for int64' },
      ],
    },
    (input: Tensor, dim: unknown, options?: unknown) => {
      return callSoftmax(primitive, softmaxArguments('softmax', input, dim, options), input);
    },
  );
