import type { DType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { load, param } from '../../expr/scalar.js';
import type { ReduceKernel } from '../../kernel/families.js';
import { reduceKernel, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { Primitive } from '../../op/define.js';
import type { ErrorSample, Sample, SampleMaker } from '../../op/info.js';
import { checkBoolean, checkNumber, positionalOrNamed } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDims } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { eq } from '../comparison/eq.js';
import { where } from '../comparison/where.js';
import { complex } from '../complex/complex.js';
import { imag } from '../complex/imag.js';
import { real } from '../complex/real.js';
import { to } from '../conversion/to.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import type { ReduceAttributes } from './reduction.js';
import {
  accumulationType,
  checkFloating,
  checkTensor,
  expandTo,
  reducedCount,
  reducedShape,
} from './reduction.js';

export interface VarianceOptions {
  dim?: Dims | null;
  /** What is taken from the number of elements in the divisor (default 1, Bessel's correction). */
  correction?: number;
  keepdim?: boolean;
}

export type VarianceArguments = [dim?: Dims | null | VarianceOptions, options?: VarianceOptions];

interface VarianceAttributes extends ReduceAttributes {
  readonly correction: number;
}

const defaults: Required<VarianceOptions> = { dim: null, correction: 1, keepdim: false };

const means: (Kernel | undefined)[] = [];
const squares: (Kernel | undefined)[] = [];

/** Mean in the accumulation type: rounded to a half type it would spoil the differences from it. */
function meanKernel(input: DType): Kernel {
  const type = accumulationType(input);
  const kernel: ReduceKernel = {
    prologue: buildExpr([load(0, input).to(type)], [input]),
    combine: 'sum',
    accumulate: type,
    epilogue: buildExpr([load(0, type).div(param(0, type))], [type], 1),
  };
  means[input.id] ??= reduceKernel(kernel);
  return means[input.id]!;
}

/** Σ (x − mean)² / divisor, of which the root when `root`. */
function squareKernel(input: DType, root: boolean): Kernel {
  const type = accumulationType(input);
  const at = input.id * 2 + (root ? 1 : 0);
  const away = load(0, input).to(type).sub(load(1, type));
  const value = load(0, type).div(param(0, type));
  squares[at] ??= reduceKernel({
    prologue: buildExpr([away.mul(away)], [input, type]),
    combine: 'sum',
    accumulate: type,
    epilogue: buildExpr([(root ? value.sqrt() : value).to(input)], [type], 1),
  });
  return squares[at];
}

const divisor = (n: number, correction: number): number => Math.max(0, n - correction);

/**
 * Variance (or its root), and the mean with its dims kept, in two passes: the mean, then the squares of the differences from it. One pass with
 * Σx² − (Σx)²/n would lose all digits where the mean is large beside the deviation.
 */
export function variance(name: string, root: boolean): Primitive<VarianceAttributes> {
  return new Primitive<VarianceAttributes>({
    kind: 'kernel',
    name,
    saves: [0],
    savesOutputs: root ? [0, 1] : [1],
    infer: ([input], attributes) => {
      const { shape, dtype } = input!;
      return [
        { shape: reducedShape(shape, attributes), dtype },
        { shape: reducedShape(shape, { ...attributes, keepdim: true }), dtype: accumulationType(dtype) },
      ];
    },
    run: ([input], [out, mean], attributes) => {
      const { shape, dtype } = input!;
      const n = reducedCount(shape, attributes);
      const rest = divisor(n, attributes.correction);
      runReduce(meanKernel(dtype), [mean!], [input!], shape, attributes.dims, [n]);
      runReduce(squareKernel(dtype, root), [out!], [input!, mean!], shape, attributes.dims, [rest]);
    },
    gradient: (c, [g, gMean]) => {
      const attributes = c.attributes as VarianceAttributes;
      const shape = c.shape(0);
      const n = reducedCount(shape, attributes);
      let result: Tensor | null = null;
      if (g !== null && g !== undefined) {
        const rest = divisor(n, attributes.correction);
        // Where the deviation is 0 it has no derivative; the divisor is replaced too, or the next one would be NaN.
        const zero = root ? eq(c.output(0), 0) : null;
        const scaled = root
          ? div(where(zero!, 0, g), mul(where(zero!, 1, c.output(0)), rest))
          : mul(g, 2 / rest);
        result = mul(expandTo(scaled, shape, attributes), sub(c.input(0), c.output(1)));
      }
      if (gMean !== null && gMean !== undefined) {
        const shared = expand(div(gMean, n), shape);
        result = result === null ? shared : add(result, shared);
      }
      return [result];
    },
  });
}

/** Attributes of a variance, checked. */
export function varianceAttributes(
  op: string,
  input: Tensor,
  dim: unknown,
  options: unknown,
): VarianceAttributes {
  checkTensor(op, input);
  const o = positionalOrNamed(op, 'dim', dim, options, defaults);
  checkFloating(op, input.dtype);
  return {
    dims: normalizeDims(op, o.dim, input.ndim),
    keepdim: checkBoolean(op, 'keepdim', o.keepdim),
    correction: checkNumber(op, 'correction', o.correction),
  };
}

/** The variance and the mean of complex elements, from those of their parts. */
export function ofComplexParts(
  input: Tensor,
  withVariance: (part: Tensor) => [Tensor, Tensor],
  combine: (re: Tensor, im: Tensor) => Tensor,
): [Tensor, Tensor] {
  const [re, meanRe] = withVariance(real(input));
  const [im, meanIm] = withVariance(imag(input));
  return [combine(re, im), complex(meanRe, meanIm)];
}

/** The first result alone. */
export function withoutMean([value, mean]: readonly Tensor[]): Tensor {
  mean!.dispose();
  return value!;
}

/** The two results as users get them: of one shape and dtype. */
export function withMean(input: Tensor, [value, mean]: readonly Tensor[]): [Tensor, Tensor] {
  const shaped = reshape(mean!, value!.shape);
  mean!.dispose();
  const cast = to(shaped, input.dtype);
  if (cast !== shaped) shaped.dispose();
  return [value!, cast];
}

export const varianceSamples = (make: SampleMaker): readonly Sample[] => [
  [make.tensor([3, 4])],
  [make.tensor([3, 4, 5]), 1],
  [make.tensor([3, 4, 5]), [0, -1], { keepdim: true }],
  [make.tensor([4, 2]), 0, { correction: 0 }],
  [make.tensor([0, 3]), 1],
];

export const varianceErrors =
  (op: string) =>
  (make: SampleMaker): readonly ErrorSample[] => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: `${op}: has no rule for int64` },
    {
      args: [make.tensor([3]), { unbiased: false }],
      error: ArgumentError,
      message: `${op}: unknown option 'unbiased'`,
    },
  ];
