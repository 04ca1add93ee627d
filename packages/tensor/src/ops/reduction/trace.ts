import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { diagonal } from '../movement/diagonal.js';
import { sum } from './sum.js';

/** The sum of the diagonal of a matrix. Integers give int64. */
export const trace: Op<Unary> = defineOp(
  {
    name: 'trace',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [[make.tensor([3, 3])], [make.tensor([2, 4])], [make.tensor([0, 2])]],
    errors: (make) => [
      { args: [make.tensor([3])], error: ShapeError, message: 'trace: expects a matrix, got [3]' },
    ],
  },
  composed((input: Tensor) => {
    if (input.ndim !== 2) throw new ShapeError(`trace: expects a matrix, got ${showShape(input.shape)}`);
    return sum(diagonal(input));
  }),
);
