import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { cat, checkTensors } from './cat.js';
import { reshape } from './reshape.js';

/** Joins tensors vertically: along dim 0, after 1-dim tensors of size n have become [1, n]. */
export const vstack: FunctionOp<(tensors: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'vstack',
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
    const list = checkTensors('vstack', tensors).map((t) => (t.ndim < 2 ? reshape(t, [1, t.length]) : t));
    return cat(list, 0);
  }),
);

/** The same as `vstack`. */
export const rowStack: typeof vstack = vstack;
