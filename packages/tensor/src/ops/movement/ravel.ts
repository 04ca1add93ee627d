import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';

/** All elements in one dimension, in row-major order: a view where the strides allow it, else a copy. */
export const ravel: Op<Unary> = defineOp(
  {
    name: 'ravel',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => reshape(input, [input.length]),
);
