import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { type TensorList, tensorList } from '../../op/tensor-list.js';
import { promoteTypes } from '../../promote.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { zeros } from '../creation/zeros.js';
import { constantPad } from '../nn/constant-pad.js';
import { cat } from './cat.js';
import { reshape } from './reshape.js';

/**
 * A matrix with the given matrices along its diagonal and zeros elsewhere. Dtypes are promoted.
 *
 * @param tensors matrices; vectors stand for one row, 0-dim tensors for one element
 */
export const blockDiag: FunctionOp<(...tensors: TensorList) => Tensor> = defineOp(
  {
    name: 'blockDiag',
    kind: 'composite',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.block_diag',
    samples: (make) => [
      [make.tensor([2, 3]), make.tensor([1, 2])],
      [make.tensor([2]), make.tensor([]), make.tensor([2, 2])],
      [make.tensor([2, 0]), make.tensor([1, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 2])],
        error: ShapeError,
        message: 'blockDiag: tensors have at most 2 dimensions, got [2, 2, 2]',
      },
    ],
  },
  composed((...args: unknown[]) => {
    const list = tensorList('blockDiag', args).map((t) => {
      if (t.ndim > 2)
        throw new ShapeError(`blockDiag: tensors have at most 2 dimensions, got ${showShape(t.shape)}`);
      return t.ndim === 2 ? t : reshape(t, [1, t.length]);
    });
    if (list.length === 0) return zeros([1, 0]);
    const dtype = list.map((t) => t.dtype).reduce(promoteTypes);
    const columns = list.reduce((n, t) => n + t.shape[1]!, 0);
    let at = 0;
    const rows = list.map((t) => {
      const cast = t.dtype === dtype ? t : castTo(t, dtype);
      const row = constantPad(cast, [0, at], [0, columns - at - t.shape[1]!], 0);
      at += t.shape[1]!;
      return row;
    });
    return cat(rows, 0);
  }),
);
