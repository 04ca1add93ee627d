import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkIntegers, checkNumber, parseOptions } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { layerNormStats } from './layer-norm-primitive.js';

export interface LayerNormOptions {
  /** Scale of each element, in the normalized shape (default: none). */
  weight?: Tensor | null;
  /** Shift of each element, in the normalized shape (default: none). */
  bias?: Tensor | null;
  /** Added to the variance (default 1e-5). */
  eps?: number;
}

/** Checks that the input ends in `normalizedShape`, and so do weight and bias; gives the number of its dims. */
export function checkNormalized(
  op: string,
  input: Tensor,
  normalizedShape: unknown,
  operands: Readonly<Record<string, Tensor | null>>,
  complex = false,
): number {
  const shape =
    typeof normalizedShape === 'number'
      ? checkIntegers(op, 'normalizedShape', [normalizedShape])
      : checkIntegers(op, 'normalizedShape', normalizedShape);
  if (input.dtype.kind !== 'float' && !(complex && input.dtype.kind === 'complex'))
    throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  const dims = shape.length;
  if (dims === 0 || dims > input.ndim || !sameShape(input.shape.slice(input.ndim - dims), shape)) {
    throw new ShapeError(
      `${op}: input ${showShape(input.shape)} must end in the normalized shape ${showShape(shape)}`,
    );
  }
  for (const [name, t] of Object.entries(operands)) {
    if (t === null) continue;
    if (!sameShape(t.shape, shape)) {
      throw new ShapeError(`${op}: ${name} must be ${showShape(shape)}, got ${showShape(t.shape)}`);
    }
    if (t.dtype !== input.dtype)
      throw new DTypeError(`${op}: input is ${input.dtype}, but ${name} is ${t.dtype}`);
  }
  return dims;
}

/**
 * Normalizes over the last dimensions: (x − mean) / √(variance + eps) · weight + bias, with the biased variance. Ba,
 * Kiros and Hinton, "Layer Normalization" (2016).
 *
 * @param input [*, …normalizedShape]
 * @param normalizedShape sizes of the last dimensions; a number for one
 * @param options.weight scale, in the normalized shape
 * @param options.bias shift, in the normalized shape
 * @param options.eps added to the variance (default 1e-5)
 * @throws ShapeError when the input doesn't end in the normalized shape
 */
export const layerNorm: FunctionOp<
  (input: Tensor, normalizedShape: number | readonly number[], options?: LayerNormOptions) => Tensor
> = defineOp(
  {
    name: 'layerNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.layer_norm',
    samples: (make) => [
      [make.tensor([3, 5]), [5], { weight: make.tensor([5]), bias: make.tensor([5]) }],
      [make.tensor([2, 3, 4]), [3, 4]],
      [make.tensor([2, 3, 4]), [4], { weight: make.tensor([4]), eps: 1e-3 }],
      [make.tensor([0, 4]), [4], { weight: make.tensor([4]) }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [2]],
        error: ShapeError,
        message: 'layerNorm: input [2, 3] must end in the normalized shape [2]',
      },
      {
        args: [make.tensor([2, 3]), [3], { weight: make.tensor([2]) }],
        error: ShapeError,
        message: 'layerNorm: weight must be [3], got [2]',
      },
    ],
  },
  composed((input: Tensor, normalizedShape: unknown, options?: unknown) => {
    const o = parseOptions('layerNorm', options, {
      weight: null as Tensor | null,
      bias: null as Tensor | null,
      eps: 1e-5,
    });
    const dims = checkNormalized('layerNorm', input, normalizedShape, { weight: o.weight, bias: o.bias });
    const eps = checkNumber('layerNorm', 'eps', o.eps);
    return layerNormStats.call([input, o.weight, o.bias], { dims, eps })[0]!;
  }),
);
