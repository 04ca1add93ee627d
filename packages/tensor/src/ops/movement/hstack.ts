import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { cat, checkTensors } from './cat.js';
import { reshape } from './reshape.js';

/** Joins tensors horizontally: along dim 1, or along dim 0 for 1-dim tensors; 0-dim tensors become 1-dim. */
export const hstack: FunctionOp<(tensors: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'hstack',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [[make.tensor([2, 3]), make.tensor([2, 3])]],
      [[make.tensor([3]), make.tensor([3])]],
      [[make.tensor([]), make.tensor([])]],
    ],
    errors: (make) => [
      { args: [[make.tensor([2, 3]), make.tensor([4, 4])]], error: ShapeError, message: 'cat: tensor 1' },
    ],
  },
  composed((tensors: readonly Tensor[]) => {
    const list = checkTensors('hstack', tensors).map((t) => (t.ndim === 0 ? reshape(t, [1]) : t));
    return cat(list, list[0]!.ndim === 1 ? 0 : 1);
  }),
);
