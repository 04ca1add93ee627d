import { ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { conj } from '../../complex/conj.js';
import { checkOperand } from '../../complex/parts-views.js';
import { sum } from '../../reduction/sum.js';

/**
 * The dot products of vectors along a dimension, the first conjugated if it is complex; batches broadcast.
 *
 * @param x [*, n]
 * @param y [*, n]
 * @param options.dim dimension of the vectors, after broadcasting (default −1)
 */
export const vecdot: FunctionOp<(x: Tensor, y: Tensor, options?: { dim?: number }) => Tensor> = defineOp(
  {
    name: 'linalg.vecdot',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([4]), make.tensor([4])],
      [make.tensor([3, 4]), make.tensor([2, 1, 4])],
      [make.tensor([3, 4]), make.tensor([3, 1]), { dim: 0 }],
      [make.tensor([2, 0]), make.tensor([2, 0])],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), make.tensor([4])], error: ShapeError, message: "don't broadcast" },
    ],
  },
  composed((x: Tensor, y: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.vecdot', options, { dim: -1 });
    checkOperand('linalg.vecdot', x);
    checkOperand('linalg.vecdot', y);
    const product = mul(x.dtype.kind === 'complex' ? conj(x) : x, y);
    return sum(product, o.dim, { dtype: product.dtype });
  }),
);
