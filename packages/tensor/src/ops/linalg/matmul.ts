import { DTypeError, ShapeError } from '../../errors.js';
import { runMatmul } from '../../kernel/families.js';
import { composed } from '../../op/composed.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { broadcastShapes, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mH } from '../complex/conjugated.js';
import { reshape } from '../movement/reshape.js';
import { runComplexMatmul } from './complex-matmul.js';

/** Both operands have at least two dimensions here. */
const primitive: Primitive<Record<string, never>> = new Primitive({
  kind: 'kernel',
  name: 'matmul',
  saves: [0, 1],
  infer: ([a, b]) => {
    if (a!.ndim === 2 && b!.ndim === 2) {
      return [{ shape: Object.freeze([a!.shape[0]!, b!.shape[1]!]), dtype: a!.dtype }];
    }
    const batch = broadcastShapes('matmul', [a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
    return [
      {
        shape: Object.freeze([...batch, a!.shape[a!.ndim - 2]!, b!.shape[b!.ndim - 1]!]),
        dtype: a!.dtype,
      },
    ];
  },
  run: ([a, b], [out]) => {
    if (out!.dtype.kind === 'complex') runComplexMatmul(out!, a!, b!);
    else runMatmul(out!, a!, b!);
  },
  gradient: (c, [g]) => [
    c.needs(0) ? primitive.call([g!, mH(c.input(1))], {})[0]! : null,
    c.needs(1) ? primitive.call([mH(c.input(0)), g!], {})[0]! : null,
  ],
});

/** A vector as a row on the left, as a column on the right; its dimension is dropped again. */
const withVectors = composed((a: Tensor, b: Tensor): Tensor => {
  const left = a.ndim === 1 ? reshape(a, [1, a.length]) : a;
  const right = b.ndim === 1 ? reshape(b, [b.length, 1]) : b;
  const product = primitive.call([left, right], {})[0]!;
  const dropRow = a.ndim === 1 ? 1 : 0;
  const dropColumn = b.ndim === 1 ? 1 : 0;
  const shape = product.shape.filter(
    (_, i) => !(dropRow && i === product.ndim - 2) && !(dropColumn && i === product.ndim - 1),
  );
  return reshape(product, shape);
});

/**
 * Matrix product, as PyTorch's: two vectors give their dot product, a vector is treated as a row on the left and as a
 * column on the right, and dimensions before the last two are batches that broadcast.
 *
 * @param input [*, m, k], [m, k] or [k]
 * @param other [*, k, n], [k, n] or [k]
 * @throws ShapeError when the inner dimensions differ
 */
export const matmul: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'matmul',
    kind: 'kernel',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([4, 5])],
      [make.tensor([4]), make.tensor([4])],
      [make.tensor([3, 4]), make.tensor([4])],
      [make.tensor([4]), make.tensor([2, 4, 3])],
      [make.tensor([2, 1, 3, 4]), make.tensor([5, 4, 2])],
      [make.tensor([3, 0]), make.tensor([0, 2])],
      [make.tensor([0, 3]), make.tensor([3, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([32, 784]), make.tensor([128, 10])],
        error: ShapeError,
        message: 'matmul: inner dimensions differ: a is [32, 784], b is [128, 10] (784 ≠ 128)',
      },
      {
        args: [make.tensor([]), make.tensor([2])],
        error: ShapeError,
        message: 'matmul: both operands need at least one',
      },
      {
        args: [make.tensor([2, 2]), make.integers([2, 2], 0, 5, 'int32')],
        error: DTypeError,
        message: 'matmul: the operands have different dtypes',
      },
    ],
  },
  (a: Tensor, b: Tensor) => {
    if (a.ndim === 0 || b.ndim === 0) {
      throw new ShapeError(
        `matmul: both operands need at least one dimension, got ${showShape(a.shape)} and ${showShape(b.shape)}`,
      );
    }
    if (a.dtype !== b.dtype) {
      throw new DTypeError(
        `matmul: the operands have different dtypes (${a.dtype} and ${b.dtype}); cast one with .to(…)`,
      );
    }
    const k = a.shape[a.ndim - 1]!;
    const kb = b.shape[Math.max(b.ndim - 2, 0)]!;
    if (k !== kb) {
      throw new ShapeError(
        `matmul: inner dimensions differ: a is ${showShape(a.shape)}, b is ${showShape(b.shape)} (${k} ≠ ${kb})`,
      );
    }
    if (a.ndim >= 2 && b.ndim >= 2) return primitive.call([a, b], {})[0]!;
    return withVectors(a, b);
  },
);
