import { IndexError } from '../../../errors.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { checkOperand } from '../../complex/parts-views.js';
import { type DiagonalOptions, diagonal as view } from '../../movement/diagonal.js';

/**
 * A view of a diagonal of each matrix: `diagonal` with the last two dimensions by default.
 *
 * @param A [*, m, n]
 * @param options.offset 0 is the main diagonal, positive ones lie above it (default 0)
 * @param options.dim1 first dimension (default −2)
 * @param options.dim2 second dimension (default −1)
 */
export const diagonal: FunctionOp<(A: Tensor, options?: DiagonalOptions) => Tensor> = defineOp(
  {
    name: 'linalg.diagonal',
    kind: 'view',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([2, 3, 4]), { offset: 1 }],
      [make.tensor([2, 3, 4]), { offset: -1, dim1: 0, dim2: 1 }],
    ],
    errors: (make) => [
      { args: [make.tensor([3])], error: IndexError, message: 'diagonal: dim -2 is out of range' },
    ],
  },
  (A: Tensor, options?: unknown) => {
    checkOperand('linalg.diagonal', A);
    return view(A, parseOptions('linalg.diagonal', options, { offset: 0, dim1: -2, dim2: -1 }));
  },
);
