import { getDefaultDtype } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import { trigamma } from '../../expr/trigamma.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { OpWithMethod } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { Fused } from '../nn/fused.js';
import { writeBack } from '../reduction/scan-arguments.js';

/** ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! ζ(n + 1, x). */
function derivative(n: number, x: Scalar): Scalar {
  if (n === 0) return x.digamma();
  // PyTorch has no limits at infinity: NaN where it evaluates ∞ − ∞ and 0 · ∞.
  const undefinedAt = (end: number, value: Scalar): Scalar =>
    x.eq(constant(end, x.dtype)).where(constant(Number.NaN, x.dtype), value);
  if (n === 1) return undefinedAt(Number.NEGATIVE_INFINITY, trigamma(x));
  let factor = n % 2 === 1 ? 1 : -1;
  for (let k = 2; k <= n; k++) factor *= k;
  return undefinedAt(
    Number.POSITIVE_INFINITY,
    constant(n + 1, x.dtype)
      .zeta(x)
      .mul(factor),
  );
}

/** Kernels by n. */
const kernels: (Fused | undefined)[] = [];

function kernel(n: number): Fused {
  kernels[n] ??= new Fused(
    `polygamma${n}`,
    0,
    ([x]) => [derivative(n, x!)],
    (g, [x]) => [g.mul(derivative(n + 1, x!))],
  );
  return kernels[n];
}

const apply = composed((n: number, input: Tensor) => {
  checkInteger('polygamma', 'n', n, 0, 100);
  if (input.dtype.kind === 'complex') throw new DTypeError(`polygamma: has no rule for ${input.dtype}`);
  const x = input.dtype.kind === 'float' ? input : castTo(input, getDefaultDtype());
  return kernel(n).call([x]);
});

/**
 * The n-th derivative of digamma. The method is `input.polygamma(n)`. Integers and bool give float32.
 *
 * @param n order, 0 to 100; 0 is digamma itself
 * @param input any shape; exact down to about −14
 */
export const polygamma: OpWithMethod<
  (n: number, input: Tensor) => Tensor,
  (input: Tensor, n: number) => Tensor
> & { readonly isInplace: true; readonly inplaceForm: (input: Tensor, n: number) => Tensor } = defineOp(
  {
    name: 'polygamma',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'transcendental',
    // PyTorch's trigamma, and so its gradient of n = 0, has nine digits only: n starts at 2 in samples.
    samples: (make) => [
      [2, make.tensor([3, 4], { low: 0.2, high: 5 })],
      [3, make.tensor([], { low: 0.2, high: 5 })],
      [4, make.tensor([0, 2])],
    ],
    errors: (make) => [
      {
        args: [-1, make.tensor([2])],
        error: ArgumentError,
        message: 'polygamma: n must be an integer ≥ 0 and ≤ 100, got -1',
      },
    ],
    methodForm: (input: Tensor, n: number) => apply(n, input),
    inplace: (target: Tensor, n: number) => writeBack('polygamma', target, apply(n, target)),
  },
  apply,
);
