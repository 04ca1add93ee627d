import type { DType, DTypeLike } from '../../dtype.js';
import { int64 } from '../../dtype.js';
import { ArgumentError, IndexError } from '../../errors.js';
import type { GradContext } from '../../grad/mode.js';
import { gradState } from '../../grad/mode.js';
import { innerScope } from '../../memory/scope.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { eq } from '../comparison/eq.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { where } from '../comparison/where.js';
import { complexCumprod } from '../complex/products.js';
import { eye } from '../creation/eye.js';
import { tril } from '../creation/tril.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { cumsum, reverseCumsum } from './cumsum.js';
import { castForReduction } from './reduction.js';
import { scanInto } from './scan.js';
import { scanArguments, writeBack } from './scan-arguments.js';
import { sum } from './sum.js';

interface Scan {
  readonly dim: number;
  readonly dtype: DType;
  readonly [name: string]: unknown;
}

const primitive: Primitive<Scan> = new Primitive<Scan>({
  kind: 'kernel',
  name: 'cumprod',
  saves: [0],
  savesOutputs: [0],
  infer: ([input], { dtype }) => [{ shape: input!.shape, dtype }],
  run: ([input], [out], { dim }) => scanInto('prod', out!, input!, dim, false),
  gradient: (c, [g]) => [
    c.shape(0).length === 0 ? g! : gradState.enabled ? general(c, g!) : byQuotient(c, g!),
  ],
});

/**
 * Before the first zero, Σ_{k ≥ i} g_k · out_k / x_i. At the zero itself, the same sum with that zero replaced by 1.
 * Behind it, 0: every product there has the zero in it.
 */
function byQuotient(c: GradContext, g: Tensor): Tensor {
  const { dim } = c.attributes as Scan;
  const x = c.input(0);
  const isZero = eq(x, 0);
  const zeros = cumsum(isZero, dim, { dtype: int64 });
  const first = logicalAnd(isZero, eq(zeros, 1));
  const before = div(reverseCumsum(mul(g, c.output(0)), dim), x);
  const at = reverseCumsum(mul(g, cumprod(where(first, 1, x), dim)), dim);
  return where(eq(zeros, 0), before, where(first, at, 0));
}

/** Without a case that hides a derivative, for gradients that are differentiated again; takes n² products. */
function general(c: GradContext, g: Tensor): Tensor {
  const { dim } = c.attributes as Scan;
  const last = c.shape(0).length - 1;
  const x = transpose(c.input(0), dim, last);
  const n = x.shape[last]!;
  const lead = x.shape.slice(0, -1);
  // Row i: the input with element i replaced by 1; its products from i on are the derivatives by x_i.
  const rows = where(eye(n, { dtype: 'bool', device: x.device }), 1, reshape(x, [...lead, 1, n]));
  const products = mul(cumprod(rows, -1), reshape(transpose(g, dim, last), [...lead, 1, n]));
  const fromSelf = transpose(tril(transpose(products, -1, -2)), -1, -2);
  return transpose(sum(fromSelf, -1), dim, last);
}

/**
 * Running product along a dimension. Integers and bool give int64.
 *
 * @param dim dimension to multiply along
 * @param options.dtype type to cast to first
 */
export const cumprod: InplaceOp<
  (input: Tensor, dim: number, options?: { dtype?: DTypeLike | null }) => Tensor
> = defineOp(
  {
    name: 'cumprod',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    tolerance: 'accumulate',
    inplace: (target: Tensor, dim: number, options?: { dtype?: DTypeLike | null }) =>
      writeBack('cumprod', target, cumprod(target, dim, options)),
    samples: (make) => [
      [make.tensor([5]), 0],
      [make.tensor([3, 4, 2]), 1],
      [make.tensor([3, 4]), -1],
      [make.tensor([]), 0],
      [make.tensor([2, 0]), 1],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 1], error: IndexError, message: 'cumprod: dim 1 is out of range' },
      { args: [make.tensor([2])], error: ArgumentError, message: 'cumprod: dim must be given' },
    ],
  },
  (input: Tensor, dim: unknown, options?: unknown) => {
    const attributes = scanArguments('cumprod', input, dim, options, true);
    if (input.dtype.kind !== 'complex' && attributes.dtype.kind !== 'complex') {
      return primitive.call([input], attributes)[0]!;
    }
    return innerScope(() => {
      const cast = castForReduction(input, attributes.dtype);
      return attributes.dtype.kind === 'complex'
        ? complexCumprod(cast, attributes.dim)
        : primitive.call([cast], attributes)[0]!;
    });
  },
);
