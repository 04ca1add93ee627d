import { IndexError, ShapeError } from '../../errors.js';
import { runGather, runScatter } from '../../kernel/families.js';
import { composed } from '../../op/composed.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Shape } from '../../shape.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { reshape } from '../movement/reshape.js';
import { checkIndex, checkIndexShape } from './index-tensors.js';

interface GatherAttributes {
  readonly dim: number;
  readonly [name: string]: unknown;
}

/** Strides of `t` over the index's dims, without the part that the index decides. */
export const stridesWithout = (t: Tensor, dim: number): number[] =>
  t.strides.map((s, i) => (i === dim ? 0 : s));

const primitive: Primitive<GatherAttributes> = new Primitive<GatherAttributes>({
  kind: 'kernel',
  name: 'gather',
  saves: [1],
  infer: ([input, index]) => [{ shape: index!.shape, dtype: input!.dtype }],
  run: ([input, index], [out], { dim }) =>
    runGather(out!, input!, stridesWithout(input!, dim), [
      { index: index!, size: input!.shape[dim]!, step: input!.strides[dim]! },
    ]),
  gradient: (c, [g]) => [
    backward.call([g!, c.input(1)], { ...(c.attributes as GatherAttributes), inputShape: c.shape(0) })[0]!,
    null,
  ],
});

/** Zeros in the shape of the input, to which each gradient is added where its element came from. */
const backward: Primitive<GatherAttributes & { inputShape: Shape }> = new Primitive<
  GatherAttributes & { inputShape: Shape }
>({
  kind: 'kernel',
  name: 'gatherBackward',
  saves: [1],
  infer: ([g], { inputShape }) => [{ shape: inputShape, dtype: g!.dtype }],
  run: ([g, index], [out], { dim }) => {
    fillWith(out!, 0);
    runScatter(
      'add',
      out!,
      stridesWithout(out!, dim),
      g!,
      [{ index: index!, size: out!.shape[dim]!, step: out!.strides[dim]! }],
      index!.shape,
    );
  },
  gradient: (c, [g]) => [primitive.call([g!, c.input(1)], { dim: c.attributes.dim as number })[0]!, null],
});

/** Adds `g` to zeros of `shape`, where `gatherAlong(…, dim, index)` would have read. @internal */
export function scatterToZeros(g: Tensor, dim: number, index: Tensor, shape: Shape): Tensor {
  return backward.call([g, index], { dim, inputShape: shape })[0]!;
}

/** `gather` for checked operands. @internal */
export function gatherAlong(input: Tensor, dim: number, index: Tensor): Tensor {
  return primitive.call([input, index], { dim })[0]!;
}

const gatherScalar = composed((input: Tensor, index: Tensor) =>
  reshape(gatherAlong(reshape(input, [1]), 0, reshape(index, [1])), []),
);

/**
 * Picks elements along `dim`: out[i][j] = input[index[i][j]][j] for dim 0, and so on.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, with as many dimensions as the input and no larger in the others; positions may be
 *   negative
 * @returns a tensor of the shape of `index`
 * @throws IndexError for positions out of range, where the device can check
 */
export const gather: Op<(input: Tensor, dim: number, index: Tensor) => Tensor> = defineOp(
  {
    name: 'gather',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([2, 4], 0, 3)],
      [make.tensor([3, 4]), 1, make.integers([2, 6], 0, 4)],
      [make.tensor([2, 3, 4]), -2, make.integers([2, 5, 3], 0, 3)],
      [make.tensor([]), 0, make.integers([], 0, 1)],
      [make.tensor([3, 4]), 0, make.integers([0, 4], 0, 3)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), 0, make.integers([2], 0, 3)],
        error: ShapeError,
        message: 'gather: index [2] must have as many dimensions as input [3, 4]',
      },
      {
        args: [make.tensor([3, 4]), 0, make.integers([2, 5], 0, 3)],
        error: ShapeError,
        message: 'gather: index [2, 5] is larger than input [3, 4] in dim 1',
      },
      {
        args: [make.tensor([3]), 0, make.tensor([2], { dtype: 'float32' })],
        error: IndexError,
        message: 'gather: index must be an int64 or int32 tensor, got float32',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 3, 4)],
        error: IndexError,
        message: 'out of range',
      },
    ],
  },
  (input: Tensor, dim: number, index: Tensor) => {
    checkIndex('gather', index);
    const d = normalizeDim('gather', dim, input.ndim);
    checkIndexShape('gather', index, input, 'input', d);
    if (input.ndim === 0) return gatherScalar(input, index);
    return gatherAlong(input, d, index);
  },
);
