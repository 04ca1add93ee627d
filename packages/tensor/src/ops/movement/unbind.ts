import { IndexError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { stack } from './stack.js';
import { zerosOf } from './strided.js';

/** One call of several outputs, so that backward joins their gradients once. */
const primitive: Primitive<{ dim: number }> = new Primitive({
  kind: 'view',
  name: 'unbind',
  body: ([input], { dim }) => {
    const shape = Object.freeze(input!.shape.filter((_, i) => i !== dim));
    const strides = input!.strides.filter((_, i) => i !== dim);
    const step = input!.strides[dim]!;
    return Array.from({ length: input!.shape[dim]! }, (_, k) =>
      makeView(input!, shape, strides, input!.offset + k * step),
    );
  },
  gradient: (c, grads) => {
    const dim = c.attributes.dim as number;
    const present = grads.find((g) => g !== null)!;
    const shape = c.shape(0).filter((_, i) => i !== dim);
    return [
      stack(
        grads.map((g) => g ?? zerosOf(shape, present.dtype, present.device)),
        dim,
      ),
    ];
  },
});

/**
 * Views of all positions along a dimension, without that dimension.
 *
 * @param dim dimension to take apart (default 0)
 */
export const unbind: Op<(input: Tensor, dim?: number | { dim?: number }) => Tensor[]> = defineOp(
  {
    name: 'unbind',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 2])], [make.tensor([2, 4]), 1], [make.tensor([3])]],
    errors: (make) => [{ args: [make.tensor([])], error: IndexError, message: 'unbind: a 0-dim tensor' }],
  },
  (input: Tensor, dim?: unknown) => {
    const o = positionalOrNamed('unbind', 'dim', dim, undefined, { dim: 0 });
    if (input.ndim === 0) throw new IndexError('unbind: a 0-dim tensor has no dimension to take apart');
    const d = normalizeDim('unbind', o.dim, input.ndim);
    return input.shape[d] === 0 ? [] : [...primitive.call([input], { dim: d })];
  },
);
