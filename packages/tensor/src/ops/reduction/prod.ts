import type { DType } from '../../dtype.js';
import { int64 } from '../../dtype.js';
import { IndexError } from '../../errors.js';
import type { GradContext } from '../../grad/mode.js';
import { gradState } from '../../grad/mode.js';
import { innerScope } from '../../memory/scope.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { sumType } from '../../promote.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { eq } from '../comparison/eq.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { where } from '../comparison/where.js';
import { complexProd } from '../complex/products.js';
import { eye } from '../creation/eye.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import type { ReduceAttributes } from './reduction.js';
import { castForReduction, expandTo, reduction, type TypedReduction, typedAttributes } from './reduction.js';
import { sum } from './sum.js';

const primitive = reduction({
  name: 'prod',
  combine: 'prod',
  resultType: (_input, attributes) => attributes.dtype as DType,
  saves: [0],
  savesOutputs: [0],
  gradient: (c, [g]) => [gradState.enabled ? exclusive(c, g!) : byQuotient(c, g!)],
});

/**
 * The product of all other elements is product / element, except beside a zero: with one zero only the zero has a
 * gradient, the product of the rest; with more than one nobody has.
 */
function byQuotient(c: GradContext, g: Tensor): Tensor {
  const attributes = c.attributes as ReduceAttributes;
  const x = c.input(0);
  const over = attributes.dims.length === 0 ? null : attributes.dims;
  const isZero = eq(x, 0);
  const zeros = sum(isZero, over, { keepdim: true, dtype: int64 });
  const rest = prod(where(isZero, 1, x), over, { keepdim: true });
  const others = where(
    eq(zeros, 0),
    div(expandTo(c.output(0), c.shape(0), attributes), x),
    where(logicalAnd(eq(zeros, 1), isZero), rest, 0),
  );
  return mul(expandTo(g, c.shape(0), attributes), others);
}

/**
 * The same without a case that hides a derivative, for gradients that are differentiated again: each element's row is
 * the input with that element replaced by 1, which takes n² products.
 */
function exclusive(c: GradContext, g: Tensor): Tensor {
  const attributes = c.attributes as ReduceAttributes;
  const shape = c.shape(0);
  const { dims } = attributes;
  let x = c.input(0);
  const order = [...shape.keys()].filter((d) => !dims.includes(d)).concat(dims);
  // Reduced dims to the end, by exchanges that are undone below.
  const swaps: [number, number][] = [];
  const now = [...shape.keys()];
  order.forEach((d, at) => {
    const from = now.indexOf(d);
    if (from === at) return;
    swaps.push([at, from]);
    x = transpose(x, at, from);
    now[from] = now[at]!;
    now[at] = d;
  });
  const moved = x.shape;
  const kept = moved.slice(0, moved.length - dims.length);
  const n = dims.reduce((product, d) => product * shape[d]!, 1);
  const rows = reshape(x, [...kept, 1, n]);
  const diagonal = eye(n, { dtype: 'bool', device: x.device });
  const others = prod(where(diagonal, 1, rows), -1);
  let result = reshape(others, moved);
  for (const [a, b] of swaps.reverse()) result = transpose(result, a, b);
  return mul(expandTo(g, shape, attributes), result);
}

/**
 * Product of the elements, of all or along some dimensions; 1 of none. Integers and bool give int64.
 *
 * @param dim dimension or dimensions to multiply along (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @param options.dtype type to cast to first
 */
export const prod: Op<TypedReduction> = defineOp(
  {
    name: 'prod',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 2])],
      [make.tensor([3, 4, 2]), 1],
      [make.tensor([3, 4, 2]), -1, { keepdim: true }],
      [make.tensor([2, 0]), 1],
      [make.tensor([])],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'prod: dim 2 is out of range' },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const attributes = typedAttributes('prod', input, dim, options, sumType, true);
    if (input.dtype.kind !== 'complex' && attributes.dtype.kind !== 'complex') {
      return primitive.call([input], attributes)[0]!;
    }
    return innerScope(() => {
      const cast = castForReduction(input, attributes.dtype);
      return attributes.dtype.kind === 'complex'
        ? complexProd(cast, attributes.dims, attributes.keepdim)
        : primitive.call([cast], attributes)[0]!;
    });
  },
);
