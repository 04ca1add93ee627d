import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { clamp } from './clamp.js';

/** max(input, min), elementwise: `clamp` with one bound. */
export const clampMin: InplaceOp<(input: Tensor, min: number) => Tensor> = defineOp(
  {
    name: 'clampMin',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'exact',
    inplace: (target: Tensor, min: number) => target.clamp_({ min: checkNumber('clampMin', 'min', min) }),
    samples: (make) => [
      [make.tensor([3, 4]), -1],
      [make.tensor([]), 0],
      [make.tensor([0, 2]), 1],
    ],
  },
  (input: Tensor, min: number) => clamp(input, { min: checkNumber('clampMin', 'min', min) }),
);
