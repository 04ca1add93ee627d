import type { DType } from '../../dtype.js';
import { bool } from '../../dtype.js';
import { DTypeError, ShapeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';

/** Whether an integer is one of the dtype's; negative ones may stand for bytes, as in PyTorch: −1 for 255. */
function fits(v: number, { name, bytes }: DType): boolean {
  const half = 2 ** (8 * bytes - 1);
  return name === 'uint8' ? v > -256 && v < 256 : v >= -half && v < half;
}

type MaskedFill = (input: Tensor, mask: Tensor, value: Tensor | number) => Tensor;

const elementwise = defineElementwise<InplaceOp<MaskedFill> & { readonly inplace: MaskedFill }>({
  name: 'maskedFill',
  operands: ['input', 'mask', 'value'],
  fixed: { 1: bool },
  check: ([input, mask, value]) => {
    if (!(mask instanceof Tensor) || mask.dtype !== bool) {
      const what = mask instanceof Tensor ? `a ${mask.dtype} tensor` : String(mask);
      throw new DTypeError(`maskedFill: mask must be a bool tensor, got ${what}`);
    }
    if (value instanceof Tensor && value.ndim > 0) {
      throw new ShapeError(
        `maskedFill: value must be a number or a 0-dim tensor, got ${showShape(value.shape)}`,
      );
    }
    if (!(input instanceof Tensor)) return;
    const { kind } = input.dtype;
    const real = value instanceof Tensor ? value.dtype.kind === 'float' : !Number.isInteger(Number(value));
    if (kind === 'int' && !(value instanceof Tensor) && !fits(Number(value), input.dtype)) {
      throw new DTypeError(`maskedFill: value ${String(value)} doesn't fit a ${input.dtype} tensor`);
    }
    if (value instanceof Tensor && value.dtype.kind === 'complex' && kind !== 'complex') {
      throw new DTypeError(`maskedFill: value ${value.dtype} doesn't fit a ${input.dtype} tensor`);
    }
    const number = value instanceof Tensor ? value.dtype.kind !== 'bool' : typeof value !== 'boolean';
    if ((real && kind !== 'float' && kind !== 'complex') || (number && kind === 'bool')) {
      throw new DTypeError(
        `maskedFill: value ${value instanceof Tensor ? value.dtype : value} doesn't fit a ${input.dtype} tensor`,
      );
    }
  },
  expr: ([x, mask, value]) => mask!.where(value!, x!),
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4]), make.bool([3, 4]), 2],
    [make.tensor([3, 4]), make.bool([4]), -1],
    [make.tensor([2, 3]), make.bool([2, 1]), 7],
    [make.tensor([]), make.bool([]), 1],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2]), make.tensor([2], { dtype: 'float32' }), 0],
      error: DTypeError,
      message: 'maskedFill: mask must be a bool tensor, got a float32 tensor',
    },
    {
      args: [make.integers([2], 0, 5), make.bool([2]), 0.5],
      error: DTypeError,
      message: "maskedFill: value 0.5 doesn't fit",
    },
    {
      args: [make.tensor([2]), make.bool([2]), make.tensor([2])],
      error: ShapeError,
      message: 'maskedFill: value must be',
    },
  ],
});

/** A number stands for its truth in a bool tensor. */
const truth = (input: Tensor, value: Tensor | number): Tensor | number =>
  typeof value === 'number' && input instanceof Tensor && input.dtype === bool
    ? ((value !== 0) as unknown as number)
    : value;

/**
 * The input with `value` where `mask` is true; input and mask are broadcast.
 *
 * @param mask bool
 * @param value number, or 0-dim tensor
 * @throws DTypeError for a mask that isn't bool, or a fraction for an integer tensor
 */
export const maskedFill: InplaceOp<MaskedFill> = Object.assign(
  (input: Tensor, mask: Tensor, value: Tensor | number) => elementwise(input, mask, truth(input, value)),
  {
    op: elementwise.op,
    inplace: (target: Tensor, mask: Tensor, value: Tensor | number) =>
      elementwise.inplace(target, mask, truth(target, value)),
  },
) as unknown as InplaceOp<MaskedFill>;
