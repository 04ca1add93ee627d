import { innerScope } from '../../memory/scope.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { all } from '../reduction/all.js';
import { type CloseOptions, isclose } from './isclose.js';

/**
 * Whether all elements are close: |input − other| ≤ atol + rtol · |other|. The shapes broadcast.
 *
 * @param other of the dtype of `input`
 * @param options.rtol relative tolerance (default 1e-5)
 * @param options.atol absolute tolerance (default 1e-8)
 * @param options.equalNan whether NaN is close to NaN (default false)
 * @returns a promise: the answer has to be read from the device
 */
export const allclose: Op<(input: Tensor, other: Tensor, options?: CloseOptions) => Promise<boolean>> =
  defineOp(
    {
      name: 'allclose',
      kind: 'routine',
      dtypes: 'number',
      differentiable: false,
      tolerance: 'exact',
      samples: () => [],
    },
    async (input: Tensor, other: Tensor, options?: CloseOptions): Promise<boolean> => {
      const answer = innerScope(() => all(isclose(input, other, options)));
      try {
        return (await answer.item()) as unknown as boolean;
      } finally {
        answer.dispose();
      }
    },
  );
