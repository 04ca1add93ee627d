import { ArgumentError, DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { refuseAllBool } from './checks.js';

/**
 * input / other, with broadcasting. Integers give float32, unless a rounding mode is named.
 *
 * @param input tensor or number
 * @param other tensor or number
 * @param options.roundingMode null (default): true division; 'trunc': rounded towards 0; 'floor': towards −∞. The two
 *   keep integers integers; an integer divided by 0 then gives 0
 */
export const div: InplaceOp<
  (
    input: Tensor | number,
    other: Tensor | number,
    options?: { roundingMode?: 'trunc' | 'floor' | null },
  ) => Tensor
> = defineElementwise({
  name: 'div',
  operands: ['input', 'other'],
  options: { roundingMode: null },
  choices: { roundingMode: [null, 'trunc', 'floor'] },
  check: (operands, { roundingMode }) => {
    if (roundingMode !== null) refuseAllBool(`div with roundingMode '${String(roundingMode)}'`, operands);
  },
  expr: ([x, y], { roundingMode }) => {
    if (roundingMode === null) return x!.div(y!);
    return roundingMode === 'floor' ? x!.floordiv(y!) : x!.truncdiv(y!);
  },
  promote: ({ roundingMode }) => (roundingMode === null ? 'floating' : 'same'),
  dtypes: 'number',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4], { low: 0.5, high: 3 })],
    [make.tensor([2, 1, 4]), make.tensor([3, 1], { low: -3, high: -1 })],
    [make.tensor([5]), 2.5],
    [3, make.tensor([5], { low: 1, high: 3 })],
    [make.tensor([5], { low: -9, high: 9 }), 2, { roundingMode: 'floor' }],
    [
      make.tensor([5], { low: -9, high: 9 }),
      make.tensor([5], { low: 1, high: 4 }),
      { roundingMode: 'trunc' },
    ],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2]), 2, { roundingMode: 'up' }],
      error: ArgumentError,
      message: "div: option roundingMode must be one of null, 'trunc', 'floor', got 'up'",
    },
    {
      args: [make.bool([2]), make.bool([2]), { roundingMode: 'floor' }],
      error: DTypeError,
      message: "div with roundingMode 'floor': has no rule for bool",
    },
  ],
});

/** The same as `div`. */
export const divide: typeof div = div;

/** The same as `div`. */
export const trueDivide: typeof div = div;
