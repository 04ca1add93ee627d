import { ArgumentError, IndexError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers, positionalOrNamed } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { copyInto } from './dense.js';
import { reshape } from './reshape.js';

/** Positions [from, from + length) of `dim`. */
function part(t: Tensor, dim: number, from: number, length: number): Tensor {
  const shape = t.shape.map((n, i) => (i === dim ? length : n));
  return makeView(t, shape, t.strides, t.offset + from * t.strides[dim]!);
}

const primitive: Primitive<{ dim: number; shift: number }> = new Primitive<{ dim: number; shift: number }>({
  kind: 'kernel',
  name: 'roll',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input], [out], { dim, shift }) => {
    const n = input!.shape[dim]!;
    for (const [from, to, length] of [
      [0, shift, n - shift],
      [n - shift, 0, shift],
    ] as const) {
      if (length === 0) continue;
      const target = part(out!, dim, to, length);
      const source = part(input!, dim, from, length);
      copyInto(target, source);
      target.dispose();
      source.dispose();
    }
  },
  gradient: (c, [g]) => {
    const { dim, shift } = c.attributes as { dim: number; shift: number };
    return [primitive.call([g!], { dim, shift: (g!.shape[dim]! - shift) % g!.shape[dim]! })[0]!];
  },
});

/**
 * A copy with the positions of some dimensions moved on in a circle.
 *
 * @param shifts by how much; negative ones move back. One for each of `dims`
 * @param dims dimension or dimensions (default: the tensor is rolled as one row)
 * @throws ArgumentError when shifts and dims differ in number
 */
export const roll: Op<(input: Tensor, shifts: Dims, dims?: Dims | null | { dims?: Dims | null }) => Tensor> =
  defineOp(
    {
      name: 'roll',
      kind: 'kernel',
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [make.tensor([5]), 2],
        [make.tensor([3, 4]), -1],
        [make.tensor([3, 4]), [1, -2], [0, 1]],
        [make.tensor([2, 3]), 7, 1],
        [make.tensor([0, 3]), 1, 0],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2, 3]), [1, 2], [0]],
          error: ArgumentError,
          message: 'roll: shifts [1, 2] and dims [0] have different lengths',
        },
        { args: [make.tensor([2, 3]), 1, 2], error: IndexError, message: 'roll: dim 2 is out of range' },
      ],
    },
    composed((input: Tensor, shifts: Dims, dims?: unknown) => {
      const o = positionalOrNamed('roll', 'dims', dims, undefined, { dims: null as Dims | null });
      const list = (name: string, v: unknown): number[] =>
        checkIntegers('roll', name, typeof v === 'number' ? [v] : v);
      const by = list('shifts', shifts);
      if (o.dims === null) {
        if (by.length !== 1) throw new ArgumentError(`roll: shifts [${by.join(', ')}] need dims`);
        const flat = reshape(input, [input.length]);
        return reshape(rollDims(flat, by, [0]), input.shape);
      }
      const along = list('dims', o.dims);
      if (input.ndim === 0 && along.length > 0) {
        throw new IndexError(`roll: dim ${along[0]} is out of range for a 0-dim tensor`);
      }
      if (along.length !== by.length) {
        throw new ArgumentError(
          `roll: shifts [${by.join(', ')}] and dims [${along.join(', ')}] have different lengths`,
        );
      }
      return rollDims(
        input,
        by,
        along.map((d) => normalizeDim('roll', d, input.ndim)),
      );
    }),
  );

function rollDims(input: Tensor, shifts: readonly number[], dims: readonly number[]): Tensor {
  let result = input;
  dims.forEach((dim, i) => {
    const n = result.shape[dim] ?? 1;
    const shift = n === 0 ? 0 : ((shifts[i]! % n) + n) % n;
    if (shift !== 0) result = primitive.call([result], { dim, shift })[0]!;
  });
  return result === input ? copyOf(input) : result;
}
