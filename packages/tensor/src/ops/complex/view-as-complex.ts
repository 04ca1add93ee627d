import { DTypeError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { asComplex, checkOperand } from './parts-views.js';

/**
 * Real numbers in pairs seen as complex ones. A view: the last dimension must have size 2 and stride 1, and pairs must
 * start at even positions.
 *
 * @param input float32 or float64 [*, 2]
 * @returns complex [*]
 * @throws DTypeError for other dtypes
 * @throws ShapeError for other shapes and strides
 */
export const viewAsComplex: Op<Unary> = defineOp(
  {
    name: 'viewAsComplex',
    kind: 'view',
    tolerance: 'exact',
    // Most layouts of the suite can't be seen as pairs: test/complex-views.test.ts has those that can.
    torch: null,
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'viewAsComplex: the last dimension must have size 2, got shape [2, 3]',
      },
      {
        args: [make.integers([2], 0, 5)],
        error: DTypeError,
        message: 'viewAsComplex: expects float32 or float64, got int64',
      },
      {
        args: [make.tensor([2, 2]).t()],
        error: ShapeError,
        message: 'viewAsComplex: the last dimension must have stride 1, got strides [1, 2]',
      },
    ],
  },
  (input: Tensor) => {
    checkOperand('viewAsComplex', input);
    if (input.dtype.name !== 'float32' && input.dtype.name !== 'float64')
      throw new DTypeError(`viewAsComplex: expects float32 or float64, got ${input.dtype}`);
    const { shape, strides } = input;
    if (shape.length === 0 || shape[shape.length - 1] !== 2) {
      throw new ShapeError(
        `viewAsComplex: the last dimension must have size 2, got shape ${showShape(shape)}`,
      );
    }
    if (strides[strides.length - 1] !== 1) {
      throw new ShapeError(
        `viewAsComplex: the last dimension must have stride 1, got strides ${showShape(strides)}; use contiguous() first`,
      );
    }
    if (strides.slice(0, -1).some((s) => s % 2 !== 0) || input.offset % 2 !== 0) {
      throw new ShapeError(
        `viewAsComplex: strides before the last and the offset must be even, got strides ${showShape(strides)} from ${input.storageOffset()}; use contiguous() first`,
      );
    }
    return asComplex.call([input], {})[0]!;
  },
);
