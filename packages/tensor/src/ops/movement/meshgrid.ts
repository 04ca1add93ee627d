import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkOneOf, parseOptions } from '../../op/options.js';
import { tensorList } from '../../op/tensor-list.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { expand } from './expand.js';
import { reshape } from './reshape.js';

interface Options {
  /** `'ij'`: the first tensor runs along the rows (default); `'xy'`: along the columns. */
  indexing?: 'ij' | 'xy';
}

interface Meshgrid {
  (tensors: readonly Tensor[], options?: Options): Tensor[];
  (...tensors: (Tensor | Options)[]): Tensor[];
}

/**
 * Coordinates of the grid that vectors span, one tensor for each of them: views of the vectors, repeated.
 *
 * @param tensors vectors or 0-dim tensors of one dtype
 * @param options.indexing `'ij'` (default) gives sizes in the order of the vectors, `'xy'` exchanges the first two
 */
export const meshgrid: FunctionOp<Meshgrid> = defineOp(
  {
    name: 'meshgrid',
    kind: 'view',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    torch: "lambda *a, indexing='ij': torch.meshgrid(*a, indexing=indexing)",
    samples: (make) => [
      [make.tensor([3]), make.tensor([4])],
      [[make.tensor([3]), make.tensor([2]), make.tensor([])], { indexing: 'xy' }],
      [[make.tensor([3]), make.tensor([2])], { indexing: 'xy' }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 1])],
        error: ShapeError,
        message: 'meshgrid: tensors must be 0-dim or 1-dim, got [3, 1]',
      },
      {
        args: [make.tensor([3]), make.bool([2])],
        error: DTypeError,
        message: 'meshgrid: all tensors must have one dtype',
      },
      {
        args: [[make.tensor([3])], { indexing: 'ji' }],
        error: ArgumentError,
        message: "meshgrid: indexing must be one of 'ij', 'xy'",
      },
      { args: [[]], error: ArgumentError, message: 'meshgrid: expects at least one tensor' },
    ],
  },
  composed((...args: unknown[]): Tensor[] => {
    const last = args[args.length - 1];
    const named = typeof last === 'object' && !Array.isArray(last) && !(last instanceof Tensor);
    const o = parseOptions('meshgrid', named ? last : undefined, { indexing: 'ij' });
    const indexing = checkOneOf('meshgrid', 'indexing', o.indexing, ['ij', 'xy']);
    const list = tensorList('meshgrid', named ? args.slice(0, -1) : args);
    const first = list[0];
    if (first === undefined) throw new ArgumentError('meshgrid: expects at least one tensor');
    for (const t of list) {
      if (t.ndim > 1)
        throw new ShapeError(`meshgrid: tensors must be 0-dim or 1-dim, got ${showShape(t.shape)}`);
      if (t.dtype !== first.dtype) {
        throw new DTypeError(`meshgrid: all tensors must have one dtype, got ${first.dtype} and ${t.dtype}`);
      }
    }
    const swap = indexing === 'xy' && list.length > 1;
    const order = swap ? [list[1]!, list[0]!, ...list.slice(2)] : list;
    const sizes = order.map((t) => t.length);
    const grids = order.map((t, i) =>
      expand(
        reshape(
          t,
          sizes.map((n, k) => (k === i ? n : 1)),
        ),
        sizes,
      ),
    );
    return swap ? [grids[1]!, grids[0]!, ...grids.slice(2)] : grids;
  }),
);
