import { bool, getDefaultDtype, int64, toDType } from '../../dtype.js';
import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { scalarKind } from '../../promote.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fullOf, type Size, toShape } from './creation.js';

/**
 * A tensor filled with one value.
 *
 * @param shape sizes; a number makes one dimension
 * @param options.dtype default: float32 for numbers with a fraction, int64 for integers, bool for booleans, as PyTorch
 */
export const full: FunctionOp<(shape: Size, value: number | boolean, options?: CreationOptions) => Tensor> =
  defineOp(
    {
      name: 'full',
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      samples: () => [
        [[2, 3], 1.5],
        [[], 2.5],
        [[0, 2], 1.25],
        [[3], true],
        [[2], 7],
      ],
      errors: () => [{ args: [[2, -1], 0], error: ShapeError, message: 'sizes must be integers ≥ 0' }],
    },
    (shape: Size, value: number | boolean, options?: unknown) => {
      const o = parseOptions('full', options, creationDefaults);
      const natural = { bool, int: int64, float: getDefaultDtype(), complex: getDefaultDtype() }[
        scalarKind(value)
      ];
      return fullOf(toShape('full', shape), Number(value), o.dtype === null ? natural : toDType(o.dtype), o);
    },
  );
