import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from './cast.js';

/** The tensor with its elements dense in row-major order: itself if they are, else a copy. Gradients flow through. */
export const contiguous: Op<Unary> = defineOp(
  {
    name: 'contiguous',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.contiguous',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.contiguousFlag ? input : copyOf(input)),
);
