import { DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { complex } from './complex.js';
import { asReal, checkOperand } from './parts-views.js';

const f64 = { dtype: 'float64' } as const;

/**
 * A complex tensor seen as real numbers, with a last dimension of size 2 for the real and the imaginary part. A view.
 *
 * @param input complex [*]
 * @returns [*, 2]
 * @throws DTypeError for tensors that aren't complex
 */
export const viewAsReal: Op<Unary> = defineOp(
  {
    name: 'viewAsReal',
    kind: 'view',
    tolerance: 'exact',
    torch: null,
    // Made of the tensors under test, so that their gradients are seen.
    samples: (make) => [
      [complex(make.tensor([3, 4], f64), make.tensor([3, 4], f64))],
      [complex(make.tensor([], f64), make.tensor([], f64))],
      [complex(make.tensor([0, 2], f64), make.tensor([0, 2], f64))],
    ],
    differentiable: false,
    errors: (make) => [
      {
        args: [make.tensor([2])],
        error: DTypeError,
        message: 'viewAsReal: expects a complex tensor, got float32',
      },
    ],
  },
  (input: Tensor) => {
    checkOperand('viewAsReal', input);
    if (input.dtype.kind !== 'complex')
      throw new DTypeError(`viewAsReal: expects a complex tensor, got ${input.dtype}`);
    return asReal.call([input], {})[0]!;
  },
);
