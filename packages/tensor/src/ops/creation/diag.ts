import type { Attributes } from '../../backend/contract.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { copyInto } from '../movement/dense.js';
import { fillWith } from './creation.js';

interface Diagonal extends Attributes {
  readonly rows: number;
  readonly columns: number;
  /** Above the main diagonal when positive. */
  readonly k: number;
}

const lengthOf = ({ rows, columns, k }: Diagonal): number =>
  Math.max(0, Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0)));

/** The diagonal of a matrix, as a window on its memory. */
function window(matrix: Tensor, d: Diagonal): Tensor {
  const [row, column] = matrix.strides as [number, number];
  const length = lengthOf(d);
  const first = length === 0 ? 0 : d.k >= 0 ? d.k * column : -d.k * row;
  return makeView(matrix, Object.freeze([length]), [row + column], matrix.offset + first);
}

const take: Primitive<Diagonal> = new Primitive<Diagonal>({
  kind: 'kernel',
  name: 'diag',
  infer: ([matrix], d) => [{ shape: Object.freeze([lengthOf(d)]), dtype: matrix!.dtype }],
  run: ([matrix], [out], d) => {
    const view = window(matrix!, d);
    copyInto(out!, view);
    view.dispose();
  },
  gradient: (c, [g]) => [put.call([g!], c.attributes as Diagonal)[0]!],
});

const put: Primitive<Diagonal> = new Primitive<Diagonal>({
  kind: 'kernel',
  name: 'diag',
  infer: ([values], { rows, columns }) => [{ shape: Object.freeze([rows, columns]), dtype: values!.dtype }],
  run: ([values], [out], d) => {
    fillWith(out!, 0);
    const view = window(out!, d);
    copyInto(view, values!);
    view.dispose();
  },
  gradient: (c, [g]) => [take.call([g!], c.attributes as Diagonal)[0]!],
});

/**
 * The diagonal of a matrix as a vector, or a matrix with a vector on its diagonal.
 *
 * @param input [m, n] or [n]
 * @param diagonal which: 0 (default) the main one, positive above it, negative below it
 * @throws ShapeError for other than one or two dimensions
 */
export const diag: Op<
  (input: Tensor, diagonal?: number | { diagonal?: number }, options?: { diagonal?: number }) => Tensor
> = defineOp(
  {
    name: 'diag',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3])],
      [make.tensor([3]), 2],
      [make.tensor([2]), { diagonal: -1 }],
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), 2],
      [make.tensor([3, 4]), -2],
      [make.tensor([2, 2]), 5],
      [make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([])],
        error: ShapeError,
        message: 'diag: input needs one or two dimensions, got shape []',
      },
      {
        args: [make.tensor([2]), 0.5],
        error: ArgumentError,
        message: 'diag: diagonal must be an integer, got 0.5',
      },
    ],
  },
  (input: Tensor, diagonal?: unknown, options?: unknown) => {
    const o = positionalOrNamed('diag', 'diagonal', diagonal, options, { diagonal: 0 });
    const k = checkInteger('diag', 'diagonal', o.diagonal);
    if (!(input instanceof Tensor)) throw new ArgumentError('diag: input must be a tensor');
    if (input.ndim === 2)
      return take.call([input], { rows: input.shape[0]!, columns: input.shape[1]!, k })[0]!;
    if (input.ndim === 1) {
      const n = input.shape[0]! + Math.abs(k);
      return put.call([input], { rows: n, columns: n, k })[0]!;
    }
    throw new ShapeError(`diag: input needs one or two dimensions, got shape ${showShape(input.shape)}`);
  },
);
