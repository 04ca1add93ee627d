import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { dot } from './dot.js';

/**
 * Σ input · other of two vectors, of complex ones with the conjugate of the input.
 *
 * @param input [n]
 * @param other [n]
 */
export const vdot: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'vdot',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [[make.tensor([4]), make.tensor([4])]],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([4])],
        error: ShapeError,
        message: 'dot: expects two vectors of one length, got [3] and [4]',
      },
    ],
  },
  (input: Tensor, other: Tensor) => dot(input.dtype.kind === 'complex' ? conjugate(input) : input, other),
);

function conjugate(t: Tensor): Tensor {
  const { conj } = t as unknown as { conj(): Tensor };
  return conj.call(t);
}
