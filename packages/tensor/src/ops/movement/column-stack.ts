import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { cat, checkTensors } from './cat.js';
import { reshape } from './reshape.js';

/** Joins tensors along dim 1, after 1-dim tensors of size n have become columns [n, 1]. */
export const columnStack: FunctionOp<(tensors: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'columnStack',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [[make.tensor([3]), make.tensor([3, 2])]],
      [[make.tensor([]), make.tensor([])]],
      [[make.tensor([2, 3]), make.tensor([2, 1])]],
    ],
    errors: (make) => [
      { args: [[make.tensor([2, 3]), make.tensor([4, 3])]], error: ShapeError, message: 'cat: tensor 1' },
    ],
  },
  composed((tensors: readonly Tensor[]) =>
    cat(
      checkTensors('columnStack', tensors).map((t) => (t.ndim < 2 ? reshape(t, [t.length, 1]) : t)),
      1,
    ),
  ),
);
