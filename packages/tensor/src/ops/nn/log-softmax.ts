import { IndexError } from '../../errors.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { Fused, FusedReduction } from './fused.js';
import type { DimAttribute, SoftmaxOptions } from './softmax.js';
import { callSoftmax, dimsOf, largest, softmaxArguments } from './softmax.js';

const logSumExp = new FusedReduction({
  name: 'logSumExp',
  inputs: 2,
  wide: true,
  body: ([x, m]) => x!.sub(m!).exp(),
  epilogue: { params: 0, body: (sum) => sum.log() },
});
const shifted = new Fused('logSoftmaxShift', 0, ([x, m, s]) => [x!.sub(m!).sub(s!)]);
const total = new FusedReduction({ name: 'logSoftmaxSum', inputs: 1, wide: true, body: ([g]) => g! });
const difference = new Fused('logSoftmaxDifference', 0, ([g, y, s]) => [g!.sub(y!.exp().mul(s!))]);

/** Gradient from that of the result and the result: g − exp(y) · Σ g. */
const backward: Primitive<DimAttribute> = new Primitive<DimAttribute>({
  kind: 'composite',
  name: 'logSoftmaxBackward',
  infer: ([grad]) => [{ shape: grad!.shape, dtype: grad!.dtype }],
  body: ([grad, output], { dim }) => {
    const sum = total.call([grad!], dimsOf(grad!, dim), { keepdim: true });
    return [difference.call([grad!, output!, sum])];
  },
});

const primitive: Primitive<DimAttribute> = new Primitive<DimAttribute>({
  kind: 'composite',
  name: 'logSoftmax',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  body: ([input], { dim }) => {
    const dims = dimsOf(input!, dim);
    if (input!.length === 0) return [shifted.call([input!, input!, input!])];
    const max = largest.call([input!], dims, { keepdim: true });
    const sum = logSumExp.call([input!, max], dims, { keepdim: true });
    return [shifted.call([input!, max, sum])];
  },
  savesOutputs: [0],
  gradient: (c, [g]) => [backward.call([g!, c.output(0)], c.attributes as DimAttribute)[0]!],
});

/**
 * log(softmax(x)) along `dim`, in the form x − max − log Σ exp(x − max), which stays finite for large logits.
 *
 * @param dim dimension along which the exponentials sum to 1
 * @param options.dtype type to cast to first
 */
export const logSoftmax: Op<
  (input: Tensor, dim: number | SoftmaxOptions, options?: SoftmaxOptions) => Tensor
> = defineOp(
  {
    name: 'logSoftmax',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 5]), 1],
      [make.tensor([2, 3, 4]), { dim: 0 }],
      [make.tensor([4], { low: -10000, high: 10000 }), 0],
      [make.tensor([]), -1],
      [make.tensor([0, 3]), 1],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), -3], error: IndexError, message: 'logSoftmax: dim -3 is out of range' },
    ],
  },
  (input: Tensor, dim: unknown, options?: unknown) => {
    return callSoftmax(primitive, softmaxArguments('logSoftmax', input, dim, options), input);
  },
);
