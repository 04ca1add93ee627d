import { DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { select } from '../movement/select.js';
import { complex } from './complex.js';
import { asReal, checkOperand } from './parts-views.js';

const f64 = { dtype: 'float64' } as const;

/**
 * The imaginary part of a complex tensor, as a view.
 *
 * @throws DTypeError for real tensors, as in PyTorch
 */
export const imag: FunctionOp<Unary> = defineOp(
  {
    name: 'imag',
    kind: 'view',
    method: false,
    tolerance: 'exact',
    torch: null,
    differentiable: false,
    samples: (make) => [[complex(make.tensor([3, 4], f64), make.tensor([3, 4], f64))]],
    errors: (make) => [
      { args: [make.tensor([2])], error: DTypeError, message: 'imag: expects a complex tensor, got float32' },
    ],
  },
  composed((input: Tensor) => {
    checkOperand('imag', input);
    if (input.dtype.kind !== 'complex')
      throw new DTypeError(`imag: expects a complex tensor, got ${input.dtype}`);
    return select(asReal.call([input], {})[0]!, -1, 1);
  }),
);
