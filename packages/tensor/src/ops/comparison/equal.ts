import { innerScope } from '../../memory/scope.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { all } from '../reduction/all.js';
import { eq } from './eq.js';

/**
 * Whether two tensors have the same shape and the same elements.
 *
 * @returns a promise: the answer has to be read from the device
 */
export const equal: Op<(input: Tensor, other: Tensor) => Promise<boolean>> = defineOp(
  {
    name: 'equal',
    kind: 'routine',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 3]), make.tensor([2, 3])],
      [make.tensor([2, 3]), make.tensor([3])],
      [make.tensor([0, 2]), make.tensor([0, 2])],
    ],
  },
  async (input: Tensor, other: Tensor): Promise<boolean> => {
    input.assertAlive('equal');
    other.assertAlive('equal');
    if (!sameShape(input.shape, other.shape)) return false;
    const answer = innerScope(() => all(eq(input, other)));
    try {
      return (await answer.item()) as unknown as boolean;
    } finally {
      answer.dispose();
    }
  },
);
