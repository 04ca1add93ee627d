import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/**
 * The complex conjugate of each element; real tensors as they are. PyTorch marks the tensor and conjugates when it is
 * read; here it is computed at once (and fused with what follows on devices that fuse).
 */
export const conj: Op<Unary> = defineElementwise({
  name: 'conj',
  expr: ([x]) => x!.conj(),
  dtypes: 'any',
  complex: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
