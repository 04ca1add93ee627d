import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDim, normalizeDims } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { shapeView } from './view.js';

const primitive = shapeView('squeeze');

/**
 * A view without dimensions of size 1.
 *
 * @param dim dimension or dimensions to drop if they have size 1 (default: all)
 */
export const squeeze: Op<(input: Tensor, dim?: Dims | { dim?: Dims }) => Tensor> = defineOp(
  {
    name: 'squeeze',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([1, 3, 1])],
      [make.tensor([1, 3, 1]), 0],
      [make.tensor([1, 3, 1, 2]), [0, -2]],
      [make.tensor([2, 3]), 1],
      [make.tensor([])],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'squeeze: dim 2 is out of range' },
    ],
  },
  (input: Tensor, dim?: unknown) => {
    const o = positionalOrNamed('squeeze', 'dim', dim, undefined, { dim: null as Dims | null });
    let dims: readonly number[];
    if (o.dim === null) dims = input.shape.map((_, i) => i);
    else if (typeof o.dim === 'number') dims = [normalizeDim('squeeze', o.dim, input.ndim)];
    else dims = o.dim.length === 0 ? [] : normalizeDims('squeeze', o.dim, input.ndim);
    const shape = Object.freeze(input.shape.filter((n, i) => n !== 1 || !dims.includes(i)));
    return primitive.call([input], { shape })[0]!;
  },
);
