import { ArgumentError, DTypeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

export interface GeluOptions {
  /** `'none'` (default): by the error function; `'tanh'`: the approximation of GPT-2 and BERT. */
  approximate?: 'none' | 'tanh';
}

const exact = (x: Scalar): Scalar => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));

const byTanh = (x: Scalar): Scalar => {
  const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1));
};

/**
 * x · Φ(x), Φ the distribution function of the normal distribution: 0.5 · x · (1 + erf(x / √2)). Hendrycks and Gimpel,
 * "Gaussian Error Linear Units" (2016).
 *
 * @param options.approximate `'tanh'` for 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) (default `'none'`)
 */
export const gelu: FunctionOp<(input: Tensor, options?: GeluOptions) => Tensor> = defineElementwise({
  name: 'gelu',
  options: { approximate: 'none' },
  choices: { approximate: ['none', 'tanh'] },
  check: floatingOnly('gelu'),
  expr: ([x], { approximate }) => (approximate === 'tanh' ? byTanh(x!) : exact(x!)),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.gelu',
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([3, 4]), { approximate: 'tanh' }],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2]), { approximate: 'erf' }],
      error: ArgumentError,
      message: 'gelu: option approximate',
    },
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'gelu: has no rule for int64' },
  ],
});
