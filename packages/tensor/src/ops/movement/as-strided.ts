import { ArgumentError, GradientError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import { checkShape, numel, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { windowView } from './window.js';

/**
 * A view of the tensor's storage with any sizes and strides.
 *
 * @param size sizes
 * @param stride steps in elements, ≥ 0, one for each size
 * @param storageOffset first element, from the start of the storage (default: that of the input)
 * @throws ShapeError when the window would leave the storage
 * @throws GradientError when a gradient is recorded and the input isn't dense, or the window leaves it
 */
export const asStrided: Op<
  (
    input: Tensor,
    size: readonly number[],
    stride: readonly number[],
    storageOffset?: number | null | { storageOffset?: number | null },
  ) => Tensor
> = defineOp(
  {
    name: 'asStrided',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    // It is, but without samples the suite can't see it: what lies around a window differs from layout to layout by
    // design. See test/movement.test.ts.
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [3, 3], [3, 1]],
        error: ShapeError,
        message: 'asStrided: size [3, 3] with stride [3, 1] from 0 reaches element 8, but the storage has 6',
      },
      {
        args: [make.tensor([4]), [2], [-1]],
        error: ArgumentError,
        message: 'asStrided: stride must be an integer ≥ 0',
      },
      {
        args: [make.tensor([4]), [2], [1, 1]],
        error: ArgumentError,
        message: 'asStrided: stride must have 1 elements',
      },
    ],
  },
  (input: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: unknown) => {
    const o = positionalOrNamed('asStrided', 'storageOffset', storageOffset, undefined, {
      storageOffset: null as number | null,
    });
    const shape = checkShape('asStrided', size as number[]);
    const steps = checkIntegers('asStrided', 'stride', stride, shape.length);
    for (const s of steps) checkInteger('asStrided', 'stride', s, 0);
    const own = input.storageOffset();
    const start =
      o.storageOffset === null ? own : checkInteger('asStrided', 'storageOffset', o.storageOffset, 0);
    const capacity = Math.floor(input.storage.bytes / input.dtype.bytes);
    const last = shape.reduce((at, n, i) => at + (n - 1) * steps[i]!, start);
    const empty = numel(shape) === 0;
    if (empty ? start > capacity : last >= capacity) {
      throw new ShapeError(
        `asStrided: size ${showShape(shape)} with stride ${showShape(steps)} from ${start} reaches element ${empty ? start : last}, but the storage has ${capacity}`,
      );
    }
    const offset = start - own;
    if (
      input.requiresGradFlag &&
      !empty &&
      !(input.contiguousFlag && offset >= 0 && last - own < input.length)
    ) {
      throw new GradientError(
        'asStrided: a gradient can only be recorded for windows inside of a dense tensor; use contiguous() first',
      );
    }
    return windowView.call([input], { size: shape, stride: steps, offset })[0]!;
  },
);
