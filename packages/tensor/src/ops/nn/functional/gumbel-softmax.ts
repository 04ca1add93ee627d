import { ArgumentError, DTypeError } from '../../../errors.js';
import { allocateTensor } from '../../../memory/make.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../../op/options.js';
import { normalizeDim } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { sub } from '../../arithmetic/sub.js';
import { detach } from '../../conversion/detach.js';
import { onesLike } from '../../creation/ones-like.js';
import { scatterToZeros } from '../../indexing/gather.js';
import { drawInto, exponentialOf } from '../../random/random.js';
import { argmax } from '../../reduction/argmax.js';
import { Fused } from '../fused.js';
import { softmax } from '../softmax.js';

/** −log of an exponential number is one of Gumbel's distribution. */
const perturbed = new Fused('gumbelLogits', 1, ([x, e], [tau]) => [x!.sub(e!.log()).div(tau!)]);

export interface GumbelSoftmaxOptions {
  /** Temperature, > 0 (default 1). */
  tau?: number;
  /** Give one-hot samples, differentiated as if they were soft (default false). */
  hard?: boolean;
  /** Without effect, as in PyTorch. */
  eps?: number;
  /** Dimension along which the results sum to 1 (default −1). */
  dim?: number;
}

/**
 * Samples of the Gumbel-softmax distribution: softmax((logits + Gumbel noise) / tau). Jang, Gu and Poole, "Categorical
 * Reparameterization with Gumbel-Softmax" (2017).
 *
 * @param logits [*, C]
 * @param options.tau temperature (default 1)
 * @param options.hard give one-hot samples, differentiated as if they were soft (default false)
 * @param options.dim dimension along which the results sum to 1 (default −1)
 */
export const gumbelSoftmax: FunctionOp<(logits: Tensor, options?: GumbelSoftmaxOptions) => Tensor> = defineOp(
  {
    name: 'gumbelSoftmax',
    kind: 'composite',
    method: false,
    tolerance: 'transcendental',
    torch: null,
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([3, 4]), { tau: 0.5, dim: 0 }]],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), { tau: 0 }],
        error: ArgumentError,
        message: 'gumbelSoftmax: tau must be positive, got 0',
      },
      {
        args: [make.integers([2, 3], 0, 5)],
        error: DTypeError,
        message: 'gumbelSoftmax: has no rule for int64',
      },
    ],
  },
  composed((logits: Tensor, options?: unknown) => {
    const name = 'gumbelSoftmax';
    const o = parseOptions(name, options, { tau: 1, hard: false, eps: 1e-10, dim: -1 });
    if (logits.dtype.kind !== 'float') throw new DTypeError(`${name}: has no rule for ${logits.dtype}`);
    const tau = checkNumber(name, 'tau', o.tau);
    if (!(tau > 0)) throw new ArgumentError(`${name}: tau must be positive, got ${tau}`);
    const dim = normalizeDim(name, o.dim, logits.ndim);
    const noise = allocateTensor(logits.shape, logits.dtype, logits.device);
    drawInto(noise, exponentialOf, [1], null);
    const soft = softmax(perturbed.call([logits, noise], [tau]), dim);
    if (!checkBoolean(name, 'hard', o.hard)) return soft;
    const chosen = argmax(soft, dim, { keepdim: true });
    const one = onesLike(chosen, { dtype: logits.dtype });
    const hard = scatterToZeros(one, dim, chosen, soft.shape);
    return add(sub(hard, detach(soft)), soft);
  }),
);
