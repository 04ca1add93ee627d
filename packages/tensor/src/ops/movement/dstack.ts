import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { atleast3d } from './atleast3d.js';
import { cat, checkTensors } from './cat.js';

/** Joins tensors in depth: along dim 2, after all have at least three dimensions (see `atleast3d`). */
export const dstack: FunctionOp<(tensors: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'dstack',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [[make.tensor([3]), make.tensor([3])]],
      [[make.tensor([2, 3]), make.tensor([2, 3])]],
      [[make.tensor([2, 3, 1]), make.tensor([2, 3, 2])]],
      [[make.tensor([]), make.tensor([])]],
    ],
    errors: (make) => [
      { args: [[make.tensor([2, 3]), make.tensor([4, 3])]], error: ShapeError, message: 'cat: tensor 1' },
    ],
  },
  composed((tensors: readonly Tensor[]) => cat(atleast3d(checkTensors('dstack', tensors)), 2)),
);
