import { toDevice } from '../../device.js';
import type { DType } from '../../dtype.js';
import { bool, float32, float64, int64, toDType } from '../../dtype.js';
import { ShapeError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { param } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { allocateTensor } from '../../tensor.js';
import { scalarKind } from '../../promote.js';
import type { CreationOptions } from './tensor.js';
import { creationDefaults } from './tensor.js';

/** Writes `value` into every element of `t`. @internal */
export function fillWith(t: Tensor, value: number): void {
  // A complex fill has no imaginary part; kernels cast the real parameter.
  const expr = buildExpr([param(0, t.dtype.kind === 'complex' ? float64 : t.dtype).to(t.dtype)], [], 1);
  runMap(mapKernel(expr), [t], [], [value]);
}

/** @internal */
export function fullOf(shape: readonly number[], value: number, dtype: DType, o: CreationOptions): Tensor {
  const t = allocateTensor(shape, dtype, toDevice(o.device));
  fillWith(t, value);
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}

/**
 * A tensor filled with one value.
 *
 * @param shape sizes
 * @param options.dtype default: float32 for numbers with a fraction, int64 for integers, bool for booleans, as PyTorch
 */
export const full: FunctionOp<(shape: readonly number[], value: number | boolean, options?: CreationOptions) => Tensor> =
  defineOp(
    {
      name: 'full',
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      samples: () => [[[2, 3], 1.5], [[], 2.5], [[0, 2], 1.25], [[3], true], [[2], 7]],
      errors: () => [{ args: [[2, -1], 0], error: ShapeError, message: 'sizes must be integers ≥ 0' }],
    },
    (shape: readonly number[], value: number | boolean, options?: unknown) => {
      const o = parseOptions('full', options, creationDefaults);
      const natural = { bool, int: int64, float: float32, complex: float32 }[scalarKind(value)];
      return fullOf(checkShape('full', shape), Number(value), o.dtype === null ? natural : toDType(o.dtype), o);
    },
  );
