import { ArgumentError, IndexError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyInto } from './dense.js';

const primitive: Primitive<{ dims: readonly number[] }> = new Primitive({
  kind: 'kernel',
  name: 'flip',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input], [out], { dims }) => {
    if (input!.length === 0) return;
    const { shape, strides } = input!;
    const offset = dims.reduce((at, d) => at + (shape[d]! - 1) * strides[d]!, input!.offset);
    const reversed = makeView(
      input!,
      shape,
      strides.map((s, i) => (dims.includes(i) ? -s : s)),
      offset,
    );
    copyInto(out!, reversed);
    reversed.dispose();
  },
  gradient: (c, [g]) => [primitive.call([g!], { dims: c.attributes.dims as readonly number[] })[0]!],
});

/**
 * A copy with the order of the elements reversed along some dimensions.
 *
 * @param dims dimension or dimensions to reverse
 */
export const flip: Op<(input: Tensor, dims: Dims) => Tensor> = defineOp(
  {
    name: 'flip',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), [0]],
      [make.tensor([2, 3, 4]), [0, -1]],
      [make.tensor([0, 2]), [0]],
      [make.tensor([3]), []],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), [2]], error: IndexError, message: 'flip: dim 2 is out of range' },
      {
        args: [make.tensor([2, 3]), [0, -2]],
        error: IndexError,
        message: 'flip: a dim appears twice in [0, -2]',
      },
      {
        args: [make.tensor([2, 3]), 'x'],
        error: ArgumentError,
        message: 'flip: dims must be an array of integers',
      },
    ],
  },
  (input: Tensor, dims: Dims) => {
    const list = checkIntegers('flip', 'dims', typeof dims === 'number' ? [dims] : dims);
    const normal = list.map((d) => normalizeDim('flip', d, input.ndim));
    if (new Set(normal).size !== normal.length) {
      throw new IndexError(`flip: a dim appears twice in [${list.join(', ')}]`);
    }
    return primitive.call([input], { dims: input.ndim === 0 ? [] : normal })[0]!;
  },
);
