import type { Combine } from '../../backend/spec.js';
import type { DTypeLike } from '../../dtype.js';
import { toDType } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant, param } from '../../expr/scalar.js';
import { composed } from '../../op/composed.js';
import type { Gradient, Primitive } from '../../op/define.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, describe, parseOptions } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDims } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { abs } from '../arithmetic/abs.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { pow } from '../arithmetic/pow.js';
import { sign } from '../arithmetic/sign.js';
import { eq } from '../comparison/eq.js';
import { where } from '../comparison/where.js';
import { ofMagnitude } from '../complex/reductions.js';
import { to } from '../conversion/to.js';
import { cast, matrixDims, normOfMatrices } from '../linalg/routines/norms.js';
import { shareAmongTies } from './extremes.js';
import type { ReduceAttributes } from './reduction.js';
import { checkFloating, checkNotEmpty, checkTensor, expandTo, reduction } from './reduction.js';

interface NormAttributes extends ReduceAttributes {
  readonly p: number;
}

interface Kind {
  readonly combine: Combine;
  readonly prologue: (x: Scalar) => Scalar;
  readonly epilogue?: (value: Scalar) => Scalar;
  readonly params?: boolean;
  readonly gradient?: Gradient;
}

function primitive(kind: Kind): Primitive<ReduceAttributes> {
  const { epilogue, gradient } = kind;
  return reduction({
    name: 'norm',
    combine: kind.combine,
    resultType: (input) => input,
    prologue: ([x]) => kind.prologue(x!),
    ...(epilogue === undefined ? {} : { epilogue }),
    ...(gradient === undefined ? {} : { gradient }),
    ...(kind.params === true
      ? { prologueParams: 1, params: (_shape, a) => [a.p as number, 1 / (a.p as number)] }
      : {}),
    ...(kind.combine === 'sum'
      ? {}
      : { check: (shape, a) => checkNotEmpty(`norm of order ${String(a.p)}`, shape, a) }),
    saves: [0],
    savesOutputs: [0],
  });
}

/**
 * g divided by (a function of) the norm, and 0 where the norm is 0. The divisor is replaced there too: chosen away only
 * after the division, it would still make the next derivative NaN.
 */
function divideSafely(g: Tensor, norm: Tensor, divisor: (safe: Tensor) => Tensor = (safe) => safe): Tensor {
  const zero = eq(norm, 0);
  return div(where(zero, 0, g), divisor(where(zero, 1, norm)));
}

/** ∂‖x‖/∂x = x / ‖x‖, and 0 where the norm is. */
const ofEuclidean: Gradient = (c, [g]) => {
  const a = c.attributes as NormAttributes;
  const scale = divideSafely(g!, c.output(0));
  return [mul(c.input(0), expandTo(scale, c.shape(0), a))];
};

/** sign(x) · (|x| / ‖x‖)^(p−1), and 0 where x or the norm is. */
const ofGeneral: Gradient = (c, [g]) => {
  const a = c.attributes as NormAttributes;
  const shape = c.shape(0);
  const x = c.input(0);
  const n = c.output(0);
  const scale = divideSafely(g!, n, (safe) => pow(safe, a.p - 1));
  const zero = eq(x, 0);
  const power = where(zero, 0, mul(sign(x), pow(abs(where(zero, 1, x)), a.p - 1)));
  return [mul(power, expandTo(scale, shape, a))];
};

const ofExtreme: Gradient = (c, [g]) => {
  const x = c.input(0);
  return [mul(shareAmongTies(c, g!, abs(x)), sign(x))];
};

const euclidean = primitive({
  combine: 'sum',
  prologue: (x) => x.mul(x),
  epilogue: (v) => v.sqrt(),
  gradient: ofEuclidean,
});
const taxicab = primitive({
  combine: 'sum',
  prologue: (x) => x.abs(),
  gradient: (c, [g]) => [mul(sign(c.input(0)), expandTo(g!, c.shape(0), c.attributes as NormAttributes))],
});
const largest = primitive({ combine: 'max', prologue: (x) => x.abs(), gradient: ofExtreme });
const smallest = primitive({ combine: 'min', prologue: (x) => x.abs(), gradient: ofExtreme });
const count = primitive({
  combine: 'sum',
  prologue: (x) => x.ne(0).where(constant(1, x.dtype), 0),
});
const general = primitive({
  combine: 'sum',
  prologue: (x) => x.abs().pow(param(0, x.dtype)),
  epilogue: (v) => v.pow(param(0, v.dtype)),
  params: true,
  gradient: ofGeneral,
});

function primitiveOf(p: number): Primitive<ReduceAttributes> {
  if (p === 2) return euclidean;
  if (p === 1) return taxicab;
  if (p === 0) return count;
  if (p === Infinity) return largest;
  return p === -Infinity ? smallest : general;
}

const ofVectors = ofMagnitude((input: Tensor, ...args: unknown[]) => {
  const [p, dim, keepdim, dtype] = args as [number, Dims | null, boolean, DTypeLike | null];
  const x = dtype === null ? input : to(input, toDType(dtype));
  checkFloating('norm', x.dtype);
  return primitiveOf(p).call([x], { dims: normalizeDims('norm', dim, input.ndim), keepdim, p })[0]!;
});

/** The sum of the singular values of matrices: all of a matrix, or those in two dimensions. */
const nuclear = composed((input: Tensor, dim: Dims | null, keepdim: boolean, dtype: DTypeLike | null) => {
  const x = cast('norm', input, dtype);
  return normOfMatrices('norm', x, 'nuc', matrixDims('norm', x, dim ?? [0, 1]), keepdim);
});

interface Options {
  p?: number | 'fro' | 'nuc';
  dim?: Dims | null;
  keepdim?: boolean;
  dtype?: DTypeLike | null;
}

const defaults: Required<Options> = { p: 2, dim: null, keepdim: false, dtype: null };

/**
 * The p-norm (Σ |x|^p)^(1/p) of the elements, of all or along some dimensions: vectors, also where there are two
 * dimensions. p = 0 counts elements that aren't 0; ∞ and −∞ give the largest and smallest absolute value.
 *
 * @param p order, 'fro' being 2 (default 2)
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @param options.dtype type to cast to first
 * @throws DTypeError for integers and bool
 */
export const norm: Op<
  (
    input: Tensor,
    p?: number | 'fro' | 'nuc' | Options,
    dim?: Dims | null | Options,
    options?: Options,
  ) => Tensor
> = defineOp(
  {
    name: 'norm',
    kind: 'kernel',
    dtypes: 'float',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), 1],
      [make.distinct([3, 4]), Infinity, 1],
      [make.distinct([3, 4]), -Infinity, 0, { keepdim: true }],
      [make.tensor([3, 4], { low: 0.5, high: 2, dtype: 'float32' }), 3],
      [make.tensor([3, 4], { low: 0.5, high: 2, dtype: 'float32' }), { p: 0.5, dim: 1 }],
      [make.tensor([3, 4]), 2, [0, 1]],
      [make.tensor([])],
      [make.tensor([0, 3])],
    ],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'norm: has no rule for int64' },
      {
        args: [make.tensor([2, 0]), Infinity, 1],
        error: ShapeError,
        message: 'norm of order Infinity: dim 1',
      },
      {
        args: [make.tensor([2]), 'max'],
        error: ArgumentError,
        message: "norm: p must be a number, 'fro' or 'nuc', got 'max'",
      },
      {
        args: [make.tensor([2]), 'nuc'],
        error: ShapeError,
        message: 'norm: input must have at least 2 dimensions, got shape [2]',
      },
    ],
  },
  (input: Tensor, ...args: unknown[]) => {
    checkTensor('norm', input, true);
    const given = args.filter((v) => v !== undefined);
    const last = given[given.length - 1];
    const hasOptions = typeof last === 'object' && last !== null && !Array.isArray(last);
    const o = parseOptions('norm', hasOptions ? last : undefined, defaults);
    const [p, own] = hasOptions ? given.slice(0, -1) : given;
    const [order, dim] = [p ?? o.p, (own ?? o.dim) as Dims | null];
    const keepdim = checkBoolean('norm', 'keepdim', o.keepdim);
    if (order === 'nuc') return nuclear(input, dim, keepdim, o.dtype);
    if (order !== 'fro' && (typeof order !== 'number' || Number.isNaN(order))) {
      throw new ArgumentError(`norm: p must be a number, 'fro' or 'nuc', got ${describe(order)}`);
    }
    return ofVectors(input, order === 'fro' ? 2 : order, dim, keepdim, o.dtype);
  },
);
