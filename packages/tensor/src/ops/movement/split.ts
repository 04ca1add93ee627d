import { ArgumentError, IndexError, ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { catAlong } from './cat.js';
import { zerosOf } from './strided.js';

/** One call of several outputs, so that backward joins their gradients once instead of padding and adding each. */
const primitive: Primitive<{ dim: number; sizes: readonly number[] }> = new Primitive({
  kind: 'view',
  name: 'split',
  body: ([input], { dim, sizes }) => {
    let at = input!.offset;
    return sizes.map((n) => {
      const shape = Object.freeze(input!.shape.map((s, i) => (i === dim ? n : s)));
      const part = makeView(input!, shape, input!.strides, at);
      at += n * input!.strides[dim]!;
      return part;
    });
  },
  gradient: (c, grads) => {
    const { dim, sizes } = c.attributes as { dim: number; sizes: readonly number[] };
    const present = grads.find((g) => g !== null)!;
    const shapeOf = (n: number): Shape => c.shape(0).map((s, i) => (i === dim ? n : s));
    const parts = grads.map((g, i) => g ?? zerosOf(shapeOf(sizes[i]!), present.dtype, present.device));
    return [catAlong(parts, dim)];
  },
});

/** Views of consecutive parts, sizes checked. @internal */
export function splitSizes(input: Tensor, sizes: readonly number[], dim: number): Tensor[] {
  return [...primitive.call([input], { dim, sizes })];
}

/**
 * Views of consecutive parts along a dimension.
 *
 * @param splitSize size of each part (the last may be smaller), or the sizes of all parts
 * @param dim dimension to split (default 0)
 * @throws ShapeError when listed sizes don't sum to that of the dimension
 */
export const split: Op<
  (input: Tensor, splitSize: number | readonly number[], dim?: number | { dim?: number }) => Tensor[]
> = defineOp(
  {
    name: 'split',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([5, 2]), 2],
      [make.tensor([2, 6]), [1, 2, 3], 1],
      [make.tensor([4]), 4],
    ],
    errors: (make) => [
      {
        args: [make.tensor([5, 2]), [2, 2]],
        error: ShapeError,
        message: 'split: sizes [2, 2] sum to 4, but dim 0 has size 5',
      },
      { args: [make.tensor([]), 1], error: IndexError, message: 'split: a 0-dim tensor' },
      {
        args: [make.tensor([3]), 0],
        error: ArgumentError,
        message: 'split: splitSize must be an integer ≥ 1',
      },
    ],
  },
  (input: Tensor, splitSize: number | readonly number[], dim?: unknown) => {
    const o = positionalOrNamed('split', 'dim', dim, undefined, { dim: 0 });
    if (input.ndim === 0) throw new IndexError('split: a 0-dim tensor has no dimension to split');
    const d = normalizeDim('split', o.dim, input.ndim);
    const n = input.shape[d]!;
    if (typeof splitSize === 'number') {
      if (splitSize === 0 && n === 0) return splitSizes(input, [0], d);
      checkInteger('split', 'splitSize', splitSize, 1);
      const sizes: number[] = [];
      for (let at = 0; at < n; at += splitSize) sizes.push(Math.min(splitSize, n - at));
      return splitSizes(input, sizes.length === 0 ? [0] : sizes, d);
    }
    const sizes = checkIntegers('split', 'splitSize', splitSize);
    for (const s of sizes) checkInteger('split', 'splitSize', s, 0);
    const sum = sizes.reduce((a, b) => a + b, 0);
    if (sum !== n) {
      throw new ShapeError(`split: sizes [${sizes.join(', ')}] sum to ${sum}, but dim ${d} has size ${n}`);
    }
    return sizes.length === 0 ? [] : splitSizes(input, sizes, d);
  },
);
