import { toDevice } from '../../device.js';
import { getDefaultDtype, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { allocateTensor, makeView } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkIntegers, parseOptions } from '../../op/options.js';
import { checkShape, numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { owned } from '../movement/dense.js';
import { type CreationOptions, creationDefaults } from './creation.js';

/** Uninitialised memory with any strides. @internal */
export function stridedEmpty(
  op: string,
  size: readonly number[],
  stride: readonly number[],
  dtype: Tensor['dtype'],
  o: CreationOptions,
): Tensor {
  const shape = checkShape(op, size as number[]);
  const steps = checkIntegers(op, 'stride', stride, shape.length);
  for (const s of steps) checkInteger(op, 'stride', s, 0);
  const last = numel(shape) === 0 ? -1 : shape.reduce((at, n, i) => at + (n - 1) * steps[i]!, 0);
  const base = allocateTensor(checkShape(op, [last + 1]), dtype, toDevice(o.device));
  const window = owned(makeView(base, shape, steps, base.offset));
  base.dispose();
  return o.requiresGrad === true ? window.requiresGrad_() : window;
}

/**
 * Uninitialised memory with the given sizes and strides.
 *
 * @param size sizes
 * @param stride steps in elements, ≥ 0, one for each size
 */
export const emptyStrided: FunctionOp<
  (size: readonly number[], stride: readonly number[], options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'emptyStrided',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    // What uninitialised memory holds can't be compared.
    samples: () => [
      [
        [0, 2],
        [2, 1],
      ],
      [[2, 0], [1, 2], { dtype: 'int64' }],
    ],
    errors: () => [
      {
        args: [[2, 2], [1]],
        error: ArgumentError,
        message: 'emptyStrided: stride must have 2 elements, got [1]',
      },
    ],
  },
  (size: readonly number[], stride: readonly number[], options?: unknown) => {
    const o = parseOptions('emptyStrided', options, creationDefaults);
    return stridedEmpty(
      'emptyStrided',
      size,
      stride,
      o.dtype === null ? getDefaultDtype() : toDType(o.dtype),
      o,
    );
  },
);
