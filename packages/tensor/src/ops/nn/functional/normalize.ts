import { IndexError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, positionalOrNamed } from '../../../op/options.js';
import type { Dims } from '../../../op/signatures.js';
import { normalizeDims } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { norm } from '../../reduction/norm.js';
import { Fused } from '../fused.js';

const quotient = new Fused('normalizeQuotient', 1, ([x, n], [eps]) => [
  x!.div(n!.lt(eps!).where(eps!, n!).to(x!.dtype)),
]);

export interface NormalizeOptions {
  /** Which norm (default 2). */
  p?: number;
  /** Dimension or dimensions that the norm runs over (default 1). */
  dim?: Dims;
  /** Smallest divisor (default 1e-12). */
  eps?: number;
}

/**
 * x / max(‖x‖ₚ, eps) along `dim`.
 *
 * @param p which norm (default 2)
 * @param options.dim dimension or dimensions that the norm runs over (default 1)
 * @param options.eps smallest divisor (default 1e-12)
 */
export const normalize: FunctionOp<
  (input: Tensor, p?: number | NormalizeOptions, options?: NormalizeOptions) => Tensor
> = defineOp(
  {
    name: 'normalize',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.normalize',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), 1, { dim: 0 }],
      [make.tensor([2, 3, 4]), { dim: -1, p: 3 }],
    ],
    errors: (make) => [
      { args: [make.tensor([3])], error: IndexError, message: 'normalize: dim 1 is out of range' },
    ],
  },
  composed((input: Tensor, p?: unknown, options?: unknown) => {
    const o = positionalOrNamed('normalize', 'p', p, options, { p: 2, dim: 1 as Dims, eps: 1e-12 });
    const eps = checkNumber('normalize', 'eps', o.eps);
    const dims = normalizeDims('normalize', o.dim, input.ndim);
    const size = norm(input, { p: checkNumber('normalize', 'p', o.p), dim: dims, keepdim: true });
    return quotient.call([input, size], [eps]);
  }),
);
