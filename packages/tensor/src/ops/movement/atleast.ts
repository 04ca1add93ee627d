import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import { tensorList } from '../../op/tensor-list.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';

/** One tensor gives one, several (or an array) give an array. */
export interface AtLeast {
  (tensor: Tensor): Tensor;
  (tensors: readonly Tensor[]): Tensor[];
  (...tensors: Tensor[]): Tensor[];
}

/** Declares `atleast1d` and its kin. */
export function defineAtLeast<O>(rank: 1 | 2 | 3, shapeOf: (shape: readonly number[]) => number[]): O {
  const name = `atleast${rank}d`;
  return defineOp(
    {
      name,
      kind: 'view',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      torch: `torch.atleast_${rank}d`,
      samples: (make) => [
        [make.tensor([])],
        [make.tensor([3])],
        [make.tensor([2, 3])],
        [make.tensor([2, 1, 3, 2])],
        [make.tensor([]), make.tensor([3])],
        [[make.tensor([]), make.tensor([2, 2])]],
      ],
      errors: () => [{ args: [3], error: ArgumentError, message: `${name}: argument 1 must be a tensor` }],
    },
    (...args: unknown[]) => {
      const list = tensorList(name, args).map((t) => (t.ndim >= rank ? t : reshape(t, shapeOf(t.shape))));
      return args.length === 1 && !Array.isArray(args[0]) ? list[0]! : list;
    },
  );
}
