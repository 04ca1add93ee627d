import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { log } from '../pointwise/log.js';
import { checkSquare } from './routines/matrix.js';
import { signAndLog } from './routines/solve.js';

/**
 * The logarithm of the determinant of square matrices: −∞ where it is 0, NaN where it is negative.
 *
 * @param input [*, n, n]
 * @returns [*]
 */
export const logdet: Op<(input: Tensor) => Tensor> = defineOp(
  {
    name: 'logdet',
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3], 'positive')],
      [make.matrices([2, 4, 4], 'positive')],
      [make.matrices([0, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'logdet: input must be a batch of square matrices, got shape [2, 3]',
      },
      { args: [make.integers([2, 2], 0, 5)], error: DTypeError, message: 'logdet: has no rule for int64' },
    ],
  },
  composed((input: Tensor) => {
    checkSquare('logdet', 'input', input);
    const [sign, logabs] = signAndLog.call([input], {});
    return add(log(sign!), logabs!);
  }),
);
