import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import { Tensor } from '../../tensor.js';

/**
 * input + value · tensor1 / tensor2, elementwise, with broadcasting.
 *
 * @param options.value factor of the quotient (default 1)
 * @throws DTypeError when tensor1 and tensor2 are integers, as in PyTorch
 */
export const addcdiv: InplaceOp<
  (input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: number }) => Tensor
> = defineElementwise({
  name: 'addcdiv',
  operands: ['input', 'tensor1', 'tensor2'],
  options: { value: 1 },
  check: ([, a, b]) => {
    const exact = (o: unknown): boolean =>
      o instanceof Tensor && (o.dtype.kind === 'int' || o.dtype.kind === 'bool');
    if (exact(a) && exact(b)) {
      throw new DTypeError(
        "addcdiv: has no rule for the quotient of integers; convert with .to('float32') first",
      );
    }
  },
  expr: ([x, a, b], { value }) => x!.add(a!.div(b!).mul(value as number)),
  dtypes: 'float',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([3, 4], { low: 1, high: 3 })],
    [make.tensor([3, 4]), make.tensor([3, 1]), make.tensor([4], { low: -3, high: -1 }), { value: -2 }],
    [make.tensor([0, 2]), make.tensor([2]), make.tensor([], { low: 1, high: 2 })],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2]), make.integers([2], 1, 5), make.integers([2], 1, 5)],
      error: DTypeError,
      message: 'addcdiv: has no rule for the quotient of integers',
    },
  ],
});
