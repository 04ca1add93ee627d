import { ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { positionalOrNamed } from '../../../op/options.js';
import { normalizeDim, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { splitSizes } from '../../movement/split.js';
import { Fused } from '../fused.js';

const gated = new Fused('glu', 0, ([a, b]) => [a!.mul(b!.sigmoid())]);

/**
 * a · sigmoid(b), where a and b are the halves of the input along `dim`. Dauphin et al., "Language Modeling with Gated
 * Convolutional Networks" (2016).
 *
 * @param dim dimension to halve (default −1)
 * @throws ShapeError when that dimension has an odd size
 */
export const glu: FunctionOp<(input: Tensor, dim?: number | { dim?: number }) => Tensor> = defineOp(
  {
    name: 'glu',
    kind: 'composite',
    method: false,
    tolerance: 'transcendental',
    torch: 'torch.nn.functional.glu',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([4, 3]), 0], [make.tensor([0, 2])]],
    errors: (make) => [
      { args: [make.tensor([2, 3])], error: ShapeError, message: 'glu: dim 1 of [2, 3] has an odd size' },
      { args: [make.tensor([])], error: ShapeError, message: 'glu: a 0-dim tensor can' },
    ],
  },
  composed((input: Tensor, dim?: unknown) => {
    const o = positionalOrNamed('glu', 'dim', dim, undefined, { dim: -1 });
    if (input.ndim === 0) throw new ShapeError("glu: a 0-dim tensor can't be halved");
    const d = normalizeDim('glu', o.dim, input.ndim);
    const half = input.shape[d]! / 2;
    if (!Number.isInteger(half))
      throw new ShapeError(`glu: dim ${d} of ${showShape(input.shape)} has an odd size`);
    return gated.call(splitSizes(input, [half, half], d));
  }),
);
