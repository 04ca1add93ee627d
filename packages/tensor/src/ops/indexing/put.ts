import { DTypeError, IndexError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkBoolean, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { putIndexed } from './index-kernel.js';
import { checkIndex, checkSameType } from './index-tensors.js';

interface Options {
  accumulate?: boolean;
}

const apply = composed((input: Tensor, index: Tensor, source: Tensor, ...rest: unknown[]): Tensor => {
  const o = parseArguments('put', rest, { accumulate: false });
  const mode = checkBoolean('put', 'accumulate', o.accumulate) ? 'add' : 'set';
  checkIndex('put', index);
  checkSameType('put', input, 'source', source);
  if (index.length !== source.length) {
    throw new ShapeError(
      `put: index ${showShape(index.shape)} and source ${showShape(source.shape)} must have equally many elements`,
    );
  }
  const flat = (t: Tensor): Tensor => reshape(t, [t.length]);
  const at = { dims: [0], place: 0, mode } as const;
  return reshape(putIndexed(flat(input), flat(source), [flat(index)], at), input.shape);
});

/**
 * The input with elements of `source` at row-major positions of the whole tensor. When a position occurs twice it isn't
 * defined which element stays, unless they accumulate.
 *
 * @param index int64 or int32, any shape
 * @param source as many elements, of the input's dtype
 * @param accumulate add to what is there (default false)
 */
export const put: InplaceOp<
  (input: Tensor, index: Tensor, source: Tensor, accumulate?: boolean | Options) => Tensor
> = defineOp(
  {
    name: 'put',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    torch: 'lambda x, i, s, accumulate=False: torch.Tensor.put(x, i, s, accumulate)',
    samples: (make) => [
      [make.tensor([3, 4]), make.integers([1], 0, 12), make.tensor([1])],
      [make.tensor([3, 4]), make.integers([2, 3], 0, 12), make.tensor([2, 3]), true],
      [make.tensor([4]), make.integers([2], -4, 4), make.tensor([1, 2]), { accumulate: true }],
      [make.tensor([3]), make.integers([0], 0, 3), make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.integers([2], 0, 3), make.tensor([3])],
        error: ShapeError,
        message: 'put: index [2] and source [3] must have equally many elements',
      },
      {
        args: [make.tensor([3]), make.integers([1], 5, 6), make.tensor([1])],
        error: IndexError,
        message: 'out of range',
      },
      {
        args: [make.tensor([3]), make.integers([1], 0, 3), make.tensor([1], { dtype: 'float16' })],
        error: DTypeError,
        message: 'put: input is float32, but source is float16',
      },
    ],
    inplace: (target: Tensor, index: Tensor, source: Tensor, ...rest: never[]) => {
      const result = apply(target, index, source, ...rest);
      target.copy_(result);
      result.dispose();
      return target;
    },
  },
  apply,
);
