import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { clamp } from './clamp.js';

const checked = (bound: number | Tensor): number | Tensor =>
  bound instanceof Tensor ? bound : checkNumber('clampMax', 'max', bound);

/** min(input, max), elementwise: `clamp` with one bound. */
export const clampMax: InplaceOp<(input: Tensor, max: number | Tensor) => Tensor> = defineOp(
  {
    name: 'clampMax',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'exact',
    inplace: (target: Tensor, max: number | Tensor) => target.clamp_({ max: checked(max) }),
    samples: (make) => [
      [make.tensor([3, 4]), -1],
      [make.tensor([3, 4]), make.tensor([4])],
      [make.tensor([]), 0],
      [make.tensor([0, 2]), 1],
    ],
  },
  (input: Tensor, max: number | Tensor) => clamp(input, { max: checked(max) }),
);
