import { ArgumentError, DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { writeInPlace } from '../indexing/index-tensors.js';
import type { DropoutOptions } from './dropout-kernel.js';
import {
  drawDropout,
  dropoutFactors,
  dropoutOptions,
  dropoutPrimitive,
  writeDropout,
} from './dropout-kernel.js';

const multiply = mul as unknown as { inplace: (target: Tensor, other: Tensor) => Tensor };

/** Both parts of a complex number are kept or dropped together. */
const ofComplex = composed((input: Tensor, p: number, inPlace: boolean): Tensor => {
  const factors = dropoutFactors(input.shape, p, input);
  return inPlace ? multiply.inplace(input, factors) : mul(input, factors);
});

/**
 * Zeroes elements at random and scales the others by 1 / (1 − p), so that the expected value stays. Srivastava et al.,
 * "Dropout" (2014). The same seed (`manualSeed`) gives the same mask on every device.
 *
 * @param p probability of an element to be zeroed (default 0.5)
 * @param options.training without it, the input is returned as it is (default true)
 * @param options.inplace write the result over the input (default false)
 */
export const dropout: FunctionOp<
  (input: Tensor, p?: number | DropoutOptions, options?: DropoutOptions) => Tensor
> = defineOp(
  {
    name: 'dropout',
    kind: 'kernel',
    method: false,
    torch: null,
    samples: (make) => [
      [make.tensor([3, 4]), 0.3],
      [make.tensor([5]), { p: 1 }],
      [make.tensor([2, 3]), { p: 0 }],
      [make.tensor([2, 3]), { training: false }],
      [make.tensor([0, 3])],
      [make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 1.5],
        error: ArgumentError,
        message: 'dropout: p must be between 0 and 1, got 1.5',
      },
      { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'dropout: has no rule for int64' },
    ],
  },
  (input: Tensor, p?: unknown, options?: unknown) => {
    const o = dropoutOptions('dropout', input, p, options);
    if (!o.training || o.p === 0) return input;
    if (input.dtype.kind === 'complex') return ofComplex(input, o.p, o.inplace);
    const attributes = drawDropout(o.p, input);
    if (!o.inplace) return dropoutPrimitive.call([input], attributes)[0]!;
    return writeInPlace(dropoutPrimitive, [input], attributes, ([t]) => writeDropout(t!, t!, attributes));
  },
);
