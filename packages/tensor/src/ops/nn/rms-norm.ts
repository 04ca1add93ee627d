import type { DType } from '../../dtype.js';
import { ShapeError } from '../../errors.js';
import { partType } from '../../expr/complex.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { rsqrt } from '../pointwise/rsqrt.js';
import { mean } from '../reduction/mean.js';
import { checkNormalized } from './layer-norm.js';
import { rmsNormStats } from './rms-norm-primitive.js';

/** Smallest difference from 1, PyTorch's default of `eps`. */
const machineEpsilon = (t: DType): number => {
  const { name, bytes } = t.kind === 'complex' ? partType(t) : t;
  return name === 'bfloat16' ? 2 ** -7 : bytes === 2 ? 2 ** -10 : bytes === 4 ? 2 ** -23 : 2 ** -52;
};

export interface RmsNormOptions {
  /** Scale of each element, in the normalized shape (default: none). */
  weight?: Tensor | null;
  /** Added to the mean square (default: the machine epsilon of the dtype). */
  eps?: number | null;
}

/**
 * x / √(mean(x²) + eps) · weight over the last dimensions. Zhang and Sennrich, "Root Mean Square Layer Normalization"
 * (2019).
 *
 * @param input [*, …normalizedShape]
 * @param normalizedShape sizes of the last dimensions; a number for one
 * @param options.weight scale, in the normalized shape
 * @param options.eps added to the mean square (default: the machine epsilon of the dtype)
 */
export const rmsNorm: FunctionOp<
  (input: Tensor, normalizedShape: number | readonly number[], options?: RmsNormOptions) => Tensor
> = defineOp(
  {
    name: 'rmsNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.rms_norm',
    samples: (make) => [
      [make.tensor([3, 5]), [5], { weight: make.tensor([5]) }],
      [make.tensor([2, 3, 4]), [3, 4], { eps: 1e-3 }],
      [make.tensor([0, 4]), [4], { weight: make.tensor([4]) }],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), [2]], error: ShapeError, message: 'rmsNorm: input [2, 3] must end in' },
    ],
  },
  composed((input: Tensor, normalizedShape: unknown, options?: unknown) => {
    const o = parseOptions('rmsNorm', options, { weight: null as Tensor | null, eps: null as number | null });
    const dims = checkNormalized('rmsNorm', input, normalizedShape, { weight: o.weight }, true);
    const eps = o.eps === null ? machineEpsilon(input.dtype) : checkNumber('rmsNorm', 'eps', o.eps);
    if (input.dtype.kind !== 'complex') return rmsNormStats.call([input, o.weight], { dims, eps })[0]!;
    const axes = Array.from({ length: dims }, (_, i) => input.ndim - dims + i);
    const scaled = mul(input, rsqrt(add(mean(mul(input, input), axes, { keepdim: true }), eps)));
    return o.weight === null ? scaled : mul(scaled, o.weight);
  }),
);
