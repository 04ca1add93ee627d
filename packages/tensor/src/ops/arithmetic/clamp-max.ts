import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { clamp } from './clamp.js';

/** min(input, max), elementwise: `clamp` with one bound. */
export const clampMax: InplaceOp<(input: Tensor, max: number) => Tensor> = defineOp(
  {
    name: 'clampMax',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'exact',
    inplace: (target: Tensor, max: number) => target.clamp_({ max: checkNumber('clampMax', 'max', max) }),
    samples: (make) => [
      [make.tensor([3, 4]), -1],
      [make.tensor([]), 0],
      [make.tensor([0, 2]), 1],
    ],
  },
  (input: Tensor, max: number) => clamp(input, { max: checkNumber('clampMax', 'max', max) }),
);
