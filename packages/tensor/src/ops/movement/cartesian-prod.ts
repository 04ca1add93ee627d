import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { type TensorList, tensorList } from '../../op/tensor-list.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { meshgrid } from './meshgrid.js';
import { reshape } from './reshape.js';
import { stack } from './stack.js';

/**
 * All tuples with one element of each vector, the last running fastest: [n₀·n₁·…, vectors]. One vector is copied.
 *
 * @param tensors vectors of one dtype
 */
export const cartesianProd: FunctionOp<(...tensors: TensorList) => Tensor> = defineOp(
  {
    name: 'cartesianProd',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.cartesian_prod',
    samples: (make) => [
      [make.tensor([3]), make.tensor([2])],
      [make.tensor([3]), make.tensor([2]), make.tensor([2])],
      [make.tensor([3])],
      [make.tensor([3]), make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 1])],
        error: ShapeError,
        message: 'cartesianProd: tensors must be 1-dim, got [3, 1]',
      },
      { args: [[]], error: ArgumentError, message: 'cartesianProd: expects at least one tensor' },
    ],
  },
  composed((...args: unknown[]) => {
    const list = tensorList('cartesianProd', args);
    if (list.length === 0) throw new ArgumentError('cartesianProd: expects at least one tensor');
    for (const t of list) {
      if (t.ndim !== 1)
        throw new ShapeError(`cartesianProd: tensors must be 1-dim, got ${showShape(t.shape)}`);
    }
    if (list.length === 1) return copyOf(list[0]!);
    const columns = meshgrid(list).map((g) => reshape(g, [g.length]));
    return stack(columns, 1);
  }),
);
