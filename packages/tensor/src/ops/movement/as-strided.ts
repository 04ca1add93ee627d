import { int64 } from '../../dtype.js';
import { ArgumentError, GradientError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { runScatter } from '../../kernel/families.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { checkShape, isDisjoint, numel, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { contiguous } from '../conversion/contiguous.js';
import { fillWith, fromBytes } from '../creation/creation.js';
import { copyInto } from './dense.js';

/** A window, as steps from the first element of a dense tensor. */
export interface Geometry {
  readonly size: Shape;
  readonly stride: readonly number[];
  /** From the first element of the input. */
  readonly offset: number;
  readonly [name: string]: unknown;
}

/** The window as a view. Its gradient, unlike the view itself, wants the input to be dense. */
export const strided: Primitive<Geometry> = new Primitive<Geometry>({
  kind: 'view',
  name: 'asStrided',
  body: ([input], { size, stride, offset }) => [makeView(input!, size, stride, input!.offset + offset)],
  gradient: (c, [g]) => [backward.call([g!], { ...(c.attributes as Geometry), inputShape: c.shape(0) })[0]!],
});

/** Row-major offsets of all elements of a window, [numel]. */
function offsets(size: Shape, stride: readonly number[], start: number): number[] {
  let list = [start];
  size.forEach((n, d) => {
    list = list.flatMap((o) => Array.from({ length: n }, (_, i) => o + i * stride[d]!));
  });
  return list;
}

const backward: Primitive<Geometry & { readonly inputShape: Shape }> = new Primitive<
  Geometry & { readonly inputShape: Shape }
>({
  kind: 'kernel',
  name: 'asStridedBackward',
  infer: ([g], { inputShape }) => [{ shape: inputShape, dtype: g!.dtype }],
  run: ([g], [out], { size, stride, offset }) => {
    fillWith(out!, 0);
    if (g!.length === 0) return;
    if (isDisjoint(size, stride)) {
      const window = makeView(out!, size, stride, out!.offset + offset);
      copyInto(window, g!);
      window.dispose();
      return;
    }
    // Elements that share a place add up.
    const list = offsets(size, stride, offset);
    const index = fromBytes(encode(list, int64), size, int64, out!.device);
    runScatter(
      'add',
      out!,
      size.map(() => 0),
      g!,
      [{ index, size: out!.length, step: 1 }],
      size,
    );
    index.dispose();
  },
  gradient: (c, [g]) => {
    const { size, stride, offset } = c.attributes as Geometry;
    // The geometry is that of a dense tensor, which a gradient (an expanded one, say) need not be.
    return [strided.call([contiguous(g!)], { size, stride, offset })[0]!];
  },
});

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
    // design. See test/as-strided.test.ts.
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
    return strided.call([input], { size: shape, stride: steps, offset })[0]!;
  },
);
