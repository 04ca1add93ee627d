import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { clamp } from './clamp.js';

const checked = (bound: number | Tensor): number | Tensor =>
  bound instanceof Tensor ? bound : checkNumber('clampMin', 'min', bound);

/** max(input, min), elementwise: `clamp` with one bound. */
export const clampMin: InplaceOp<(input: Tensor, min: number | Tensor) => Tensor> = defineOp(
  {
    name: 'clampMin',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'exact',
    inplace: (target: Tensor, min: number | Tensor) => target.clamp_({ min: checked(min) }),
    samples: (make) => [
      [make.tensor([3, 4]), -1],
      [make.tensor([3, 4]), make.tensor([4])],
      [make.tensor([]), 0],
      [make.tensor([0, 2]), 1],
    ],
  },
  (input: Tensor, min: number | Tensor) => clamp(input, { min: checked(min) }),
);
