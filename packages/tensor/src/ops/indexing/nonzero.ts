import { int64 } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { allocateTensor, makeView } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { copyInto, owned } from '../movement/dense.js';
import type { SizeOption } from './masked-select.js';
import { coordinates, truePositions } from './nonzero-kernel.js';

interface Nonzero {
  (input: Tensor, options: SizeOption & { asTuple: true }): Tensor[];
  (input: Tensor, options?: SizeOption & { asTuple?: false }): Tensor;
}

/**
 * Coordinates of the elements that aren't 0, int64, in row-major order. Their number is read back from the device,
 * unless `size` tells it; where `size` is larger than their number, the rest is −1.
 *
 * @param options.asTuple one tensor [count] a dimension instead of [count, dimensions] (default false)
 * @param options.size number of such elements, if it is known (default null)
 * @throws SyncReadError without `size` on devices that can't block
 */
export const nonzero: Op<Nonzero> = defineOp(
  {
    name: 'nonzero',
    kind: 'kernel',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.bool([3, 4])],
      [make.integers([2, 3, 2], 0, 2)],
      [make.integers([5], 0, 2), { asTuple: true }],
      [make.tensor([])],
      [make.tensor([0, 2])],
    ],
    errors: (make) => [
      {
        args: [make.bool([2]), { asTupel: true }],
        error: ArgumentError,
        message: "nonzero: unknown option 'asTupel'",
      },
    ],
  },
  composed((input: Tensor, options?: unknown): Tensor | Tensor[] => {
    const o = parseOptions('nonzero', options, { asTuple: false, size: null as number | null });
    const size = o.size === null ? null : checkInteger('nonzero', 'size', o.size, 0);
    const positions = truePositions('nonzero', input, size);
    const tuple = checkBoolean('nonzero', 'asTuple', o.asTuple);
    // PyTorch gives a 0-dim tensor one coordinate here, and none in the matrix form.
    if (tuple && input.ndim === 0) return coordinates(positions, [1]).map(owned);
    const columns = coordinates(positions, input.shape);
    if (tuple) return columns;
    const n = positions.length;
    const out = allocateTensor(Object.freeze([n, input.ndim]), int64, input.device);
    columns.forEach((column, i) => {
      if (n > 0) copyInto(makeView(out, [n], [input.ndim], out.offset + i), column);
    });
    return out;
  }),
);
