import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { type TensorList, tensorList } from '../../op/tensor-list.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from './expand.js';

/**
 * Views of all tensors in their common shape.
 *
 * @throws ShapeError when the shapes don't broadcast
 */
export const broadcastTensors: FunctionOp<(...tensors: TensorList) => Tensor[]> = defineOp(
  {
    name: 'broadcastTensors',
    kind: 'view',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 1]), make.tensor([4])],
      [make.tensor([2, 1, 1]), make.tensor([]), make.tensor([3])],
      [make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([4])],
        error: ShapeError,
        message: "broadcastTensors: shapes [3] and [4] don't broadcast",
      },
    ],
  },
  (...args: unknown[]) => {
    const list = tensorList('broadcastTensors', args);
    if (list.length === 0) return [];
    const shape = broadcastShapes(
      'broadcastTensors',
      list.map((t) => t.shape),
    );
    return list.map((t) => expand(t, shape));
  },
);
