import { bool } from '../../dtype.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { checkBoolean, checkNumber, parseArguments } from '../../op/options.js';
import { contiguousStrides, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { maskedFill } from '../indexing/masked-fill.js';
import { zerosOf } from '../movement/strided.js';
import { fillWith } from './creation.js';

const apply = composed((input: Tensor, value: number, ...rest: unknown[]) => {
  const o = parseArguments('fillDiagonal', rest, { wrap: false });
  const wrap = checkBoolean('fillDiagonal', 'wrap', o.wrap);
  const fill = typeof value === 'boolean' ? Number(value) : checkNumber('fillDiagonal', 'fillValue', value);
  const { shape } = input;
  if (input.ndim < 2 || (input.ndim > 2 && shape.some((n) => n !== shape[0]))) {
    throw new ShapeError(
      `fillDiagonal: expects a matrix, or more dimensions of one size, got ${showShape(shape)}`,
    );
  }
  const mask = zerosOf(shape, bool, input.device);
  const step = contiguousStrides(shape).reduce((a, b) => a + b, 0);
  const [rows, columns] = shape as readonly [number, number];
  // Below the square part of a tall matrix a wrapped diagonal starts again, after an empty row.
  const tall = wrap && input.ndim === 2 && rows > columns;
  const count = tall ? Math.ceil(mask.length / step) : Math.min(...shape);
  if (count > 0) {
    const diagonal = makeView(mask, Object.freeze([count]), [step], mask.offset);
    fillWith(diagonal, 1);
  }
  return maskedFill(input, mask, fill);
});

/**
 * The tensor with a number on its main diagonal. As the method `fillDiagonal_`, written into the tensor.
 *
 * @param input matrix, or tensor of more dimensions that all have one size
 * @param fillValue the number
 * @param wrap whether the diagonal of a tall matrix starts again below the square part (default false)
 */
export const fillDiagonal: InplaceOnlyOp<
  (input: Tensor, fillValue: number, wrap?: boolean | { wrap?: boolean }) => Tensor
> = defineOp(
  {
    name: 'fillDiagonal',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    tolerance: 'exact',
    torch: 'lambda x, v, *a, **k: x.clone().fill_diagonal_(v, *a, **k)',
    samples: (make) => [
      [make.tensor([3, 4]), 2],
      [make.tensor([7, 3]), 1, true],
      [make.tensor([3, 3, 3]), 5],
      [make.tensor([4, 2]), 3, { wrap: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 1],
        error: ShapeError,
        message: 'fillDiagonal: expects a matrix, or more dimensions of one size, got [3]',
      },
      {
        args: [make.tensor([2, 2]), 'x'],
        error: ArgumentError,
        message: "fillDiagonal: fillValue must be a number, got 'x'",
      },
    ],
    inplace: (target: Tensor, value: number, ...rest: never[]) => {
      const result = apply(target, value, ...rest);
      target.copy_(result);
      result.dispose();
      return target;
    },
  },
  apply,
);
