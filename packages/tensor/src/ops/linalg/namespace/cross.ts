import { ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, parseOptions } from '../../../op/options.js';
import { broadcastShapes, normalizeDim, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { checkOperand } from '../../complex/parts-views.js';
import { crossProduct } from '../routines/cross.js';

/**
 * The cross product of vectors of three elements along a dimension; batches broadcast.
 *
 * @param input [*, 3]
 * @param other [*, 3], as many dimensions
 * @param options.dim dimension of the vectors (default −1)
 * @throws ShapeError when its size isn't 3
 */
export const cross: FunctionOp<(input: Tensor, other: Tensor, options?: { dim?: number }) => Tensor> =
  defineOp(
    {
      name: 'linalg.cross',
      kind: 'composite',
      method: false,
      dtypes: 'signed',
      complex: true,
      tolerance: 'elementwise',
      samples: (make) => [
        [make.tensor([3]), make.tensor([3])],
        [make.tensor([4, 3]), make.tensor([1, 3])],
        [make.tensor([3, 4]), make.tensor([3, 4]), { dim: 0 }],
        [make.tensor([0, 3]), make.tensor([0, 3])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2]), make.tensor([2])],
          error: ShapeError,
          message: 'linalg.cross: dim -1 must have size 3, got shapes [2] and [2]',
        },
        {
          args: [make.tensor([3]), make.tensor([2, 3])],
          error: ShapeError,
          message: 'linalg.cross: both operands need as many dimensions, got [3] and [2, 3]',
        },
      ],
    },
    composed((input: Tensor, other: Tensor, options?: unknown) => {
      const op = 'linalg.cross';
      const o = parseOptions(op, options, { dim: -1 });
      checkOperand(op, input);
      checkOperand(op, other);
      checkInteger(op, 'dim', o.dim);
      if (input.ndim !== other.ndim) {
        throw new ShapeError(
          `${op}: both operands need as many dimensions, got ${showShape(input.shape)} and ${showShape(other.shape)}`,
        );
      }
      const dim = normalizeDim(op, o.dim, input.ndim);
      if (input.shape[dim] !== 3 || other.shape[dim] !== 3) {
        throw new ShapeError(
          `${op}: dim ${o.dim} must have size 3, got shapes ${showShape(input.shape)} and ${showShape(other.shape)}`,
        );
      }
      broadcastShapes(op, [input.shape, other.shape]);
      return crossProduct(input, other, dim);
    }),
  );
