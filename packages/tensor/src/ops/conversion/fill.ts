import type { DType } from '../../dtype.js';
import { float64 } from '../../dtype.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { load, param } from '../../expr/scalar.js';
import { defineOp } from '../../op/define.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { callInPlace, callInstance } from '../../op/elementwise-call.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';

const byNumber: (Instance | undefined)[] = [];
const byTensor: (Instance | undefined)[] = [];

/** The input is an operand without being read, so that the call cuts it from the graph. */
function instanceOf(dtype: DType, value: DType | null): Instance {
  const make = (v: Scalar, types: readonly DType[], params: number): Instance =>
    makeInstance('fill', [v.to(dtype)], types, params);
  if (value === null) {
    // A complex fill has no imaginary part: the parameter is real.
    const type = dtype.kind === 'complex' ? float64 : dtype;
    byNumber[dtype.id] ??= make(param(0, type), [dtype], 1);
    return byNumber[dtype.id]!;
  }
  const at = dtype.id * 16 + value.id;
  byTensor[at] ??= make(load(1, value), [dtype, value], 0);
  return byTensor[at];
}

function operands(input: Tensor, value: unknown): [Instance, Tensor[], number[] | null] {
  if (value instanceof Tensor) {
    if (value.ndim > 0)
      throw new ShapeError(
        `fill: value must be a number or a 0-dim tensor, got shape ${showShape(value.shape)}`,
      );
    return [instanceOf(input.dtype, value.dtype), [input, value], null];
  }
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') {
    throw new ArgumentError(`fill: value must be a number or a 0-dim tensor, got ${describe(value)}`);
  }
  return [instanceOf(input.dtype, null), [input], [Number(value)]];
}

/**
 * A tensor like `input` with `value` in every place. As the method `fill_`, written into the tensor's own memory.
 *
 * @param value number or 0-dim tensor, cast to the dtype of `input`
 */
export const fill: InplaceOnlyOp<(input: Tensor, value: number | boolean | Tensor) => Tensor> = defineOp(
  {
    name: 'fill',
    kind: 'kernel',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 2],
      [make.tensor([]), 1],
      [make.tensor([0, 2]), 3],
      [make.tensor([2, 3]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([3])],
        error: ShapeError,
        message: 'fill: value must be a number or a 0-dim tensor',
      },
    ],
    inplace: (target: Tensor, value: unknown) => {
      const [instance, tensors, params] = operands(target, value);
      return callInPlace(instance, target, tensors, params);
    },
  },
  (input: Tensor, value: unknown) => {
    const [instance, tensors, params] = operands(input, value);
    return callInstance(instance, tensors, params)[0]!;
  },
);
