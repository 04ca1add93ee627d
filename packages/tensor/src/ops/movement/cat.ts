import { ArgumentError, ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { describe, positionalOrNamed } from '../../op/options.js';
import { promoteTypes } from '../../promote.js';
import { normalizeDim, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { copyInto } from './dense.js';
import { sliceDim } from './slice.js';

const primitive: Primitive<{ dim: number; sizes: readonly number[] }> = new Primitive({
  kind: 'kernel',
  name: 'cat',
  infer: (inputs, { dim, sizes }) => {
    const tensors = inputs.map((i) => i!);
    const first = tensors[0]!;
    const total = sizes.reduce((sum, n) => sum + n, 0);
    return [
      {
        shape: Object.freeze(first.shape.map((n, i) => (i === dim ? total : n))),
        dtype: tensors.map((t) => t.dtype).reduce(promoteTypes),
      },
    ];
  },
  run: (inputs, [out], { dim, sizes }) => {
    let at = 0;
    inputs.forEach((t, i) => {
      if (t!.length > 0) {
        const part = makeView(out!, t!.shape, out!.strides, out!.offset + at * out!.strides[dim]!);
        copyInto(part, t!);
        part.dispose();
      }
      at += sizes[i]!;
    });
  },
  gradient: (c, [g]) => {
    const dim = c.attributes.dim as number;
    let at = 0;
    return (c.attributes.sizes as readonly number[]).map((size, i) => {
      at += size;
      return c.needs(i) ? sliceDim(g!, dim, at - size, at) : null;
    });
  },
});

/** @throws ArgumentError unless `tensors` is an array of at least one tensor */
export function checkTensors(op: string, tensors: unknown): readonly Tensor[] {
  if (!Array.isArray(tensors))
    throw new ArgumentError(`${op}: expects an array of tensors, got ${describe(tensors)}`);
  if (tensors.length === 0) throw new ArgumentError(`${op}: expects at least one tensor, got an empty array`);
  tensors.forEach((t: unknown, i) => {
    if (!(t instanceof Tensor))
      throw new ArgumentError(`${op}: element ${i} must be a tensor, got ${describe(t)}`);
  });
  return tensors as Tensor[];
}

/** `cat` for checked operands. @internal */
export function catAlong(tensors: readonly Tensor[], dim: number): Tensor {
  return primitive.call(tensors, { dim, sizes: tensors.map((t) => t.shape[dim]!) })[0]!;
}

/**
 * Joins tensors along an existing dimension. Dtypes are promoted; 1-dim tensors without elements are passed over.
 *
 * @param tensors tensors whose sizes agree in all other dimensions
 * @param dim dimension to join along (default 0)
 * @throws ShapeError when ranks or other sizes differ
 */
export const cat: FunctionOp<(tensors: readonly Tensor[], dim?: number | { dim?: number }) => Tensor> =
  defineOp(
    {
      name: 'cat',
      kind: 'kernel',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [[make.tensor([2, 3]), make.tensor([1, 3])]],
        [[make.tensor([2, 3]), make.tensor([2, 1]), make.tensor([2, 2])], 1],
        [[make.tensor([2, 3, 4]), make.tensor([2, 0, 4])], { dim: -2 }],
        [[make.tensor([3])]],
      ],
      errors: (make) => [
        {
          args: [[make.tensor([2, 3]), make.tensor([2, 4])]],
          error: ShapeError,
          message: 'cat: tensor 1 is [2, 4], which differs from [2, 3] in dim 1',
        },
        {
          args: [[make.tensor([2]), make.tensor([2, 4])]],
          error: ShapeError,
          message: 'cat: tensor 1 has 2 dims',
        },
        {
          args: [[make.tensor([])]],
          error: ShapeError,
          message: "cat: 0-dim tensors can't be joined; use stack",
        },
        { args: [[]], error: ArgumentError, message: 'cat: expects at least one tensor' },
        {
          args: [[make.tensor([2], { dtype: 'float32' }), 3]],
          error: ArgumentError,
          message: 'cat: element 1 must be a tensor, got 3',
        },
      ],
    },
    (tensors: readonly Tensor[], dim?: unknown) => {
      const o = positionalOrNamed('cat', 'dim', dim, undefined, { dim: 0 });
      const all = checkTensors('cat', tensors);
      // PyTorch's legacy rule: what a list grows from, `tensor([])`, joins anything.
      const some = all.filter((t) => t.ndim !== 1 || t.length > 0);
      const list = some.length === 0 ? all : some;
      const first = list[0]!;
      if (list.some((t) => t.ndim === 0))
        throw new ShapeError("cat: 0-dim tensors can't be joined; use stack");
      const d = normalizeDim('cat', o.dim, first.ndim);
      list.forEach((t, i) => {
        if (t.ndim !== first.ndim) {
          throw new ShapeError(`cat: tensor ${i} has ${t.ndim} dims, but the first has ${first.ndim}`);
        }
        const wrong = t.shape.findIndex((n, k) => k !== d && n !== first.shape[k]);
        if (wrong >= 0) {
          throw new ShapeError(
            `cat: tensor ${i} is ${showShape(t.shape)}, which differs from ${showShape(first.shape)} in dim ${wrong}`,
          );
        }
      });
      return catAlong(list, d);
    },
  );

/** The same as `cat`. */
export const concat: typeof cat = cat;

/** The same as `cat`. */
export const concatenate: typeof cat = cat;
