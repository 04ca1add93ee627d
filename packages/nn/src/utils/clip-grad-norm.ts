import { noGrad } from '@cresset/autograd';
import { ArgumentError, stack, type Tensor, tensor } from '@cresset/tensor';
import { describe, innerScope, positionalOrNamed } from '@cresset/tensor/toolkit';
import { gradsOf } from './grads.js';

export interface ClipGradNormOptions {
  /** Order of the norm, ∞ for the largest magnitude (default 2). */
  normType?: number;
}

/**
 * Scales all gradients together, in place, so that their common norm is at most `maxNorm`. The factor is computed and
 * applied on the device: nothing is read back, which is why PyTorch's `error_if_nonfinite` isn't offered.
 *
 * @returns the norm before, a 0-dim tensor
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  normType?: number | ClipGradNormOptions,
  options?: ClipGradNormOptions,
): Tensor {
  const o = positionalOrNamed('clipGradNorm_', 'normType', normType, options, { normType: 2 });
  if (typeof maxNorm !== 'number' || !(maxNorm >= 0)) {
    throw new ArgumentError(`clipGradNorm_: maxNorm must be a number ≥ 0, got ${describe(maxNorm)}`);
  }
  if (typeof o.normType !== 'number' || !(o.normType > 0)) {
    throw new ArgumentError(`clipGradNorm_: normType must be a number above 0, got ${describe(o.normType)}`);
  }
  const grads = gradsOf('clipGradNorm_', parameters);
  if (grads.length === 0) return tensor(0);
  return noGrad(() =>
    innerScope(() => {
      const total = totalNorm(grads, o.normType);
      const factor = total.add(1e-6).reciprocal().mul(maxNorm).clamp({ max: 1 });
      for (const g of grads) g.mul_(factor.to({ dtype: g.dtype, device: g.device }));
      return total;
    }),
  );
}

function totalNorm(grads: readonly Tensor[], p: number): Tensor {
  const { device } = grads[0]!;
  return stack(grads.map((g) => g.norm(p).to(device))).norm(p);
}
