import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** The larger of two elements; where one is NaN, the other. */
export const fmax: Op<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'fmax',
  operands: ['input', 'other'],
  expr: ([x, y]) => y!.isnan().where(x!, x!.isnan().where(y!, x!.max(y!))),
  dtypes: 'number',
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
