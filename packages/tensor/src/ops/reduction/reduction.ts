import type { Combine } from '../../backend/spec.js';
import type { DType, DTypeLike } from '../../dtype.js';
import { float32, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import type { Scalar } from '../../expr/scalar.js';
import { load } from '../../expr/scalar.js';
import type { GradContext } from '../../grad/mode.js';
import { reduceKernel, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Gradient } from '../../op/define.js';
import { Primitive } from '../../op/define.js';
import { checkBoolean, describe, positionalOrNamed } from '../../op/options.js';
import { partOf } from '../../op/parts.js';
import type { Dims } from '../../op/signatures.js';
import type { Shape } from '../../shape.js';
import { broadcastShapes, normalizeDims, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';

export interface ReduceAttributes {
  /** Reduced dimensions, non-negative and ascending. */
  readonly dims: readonly number[];
  readonly keepdim: boolean;
  readonly [name: string]: unknown;
}

export interface ReductionDefinition {
  readonly name: string;
  readonly combine: Combine;
  readonly resultType: (input: DType, attributes: ReduceAttributes) => DType;
  /** Type in which values are combined; default: that of the result, half types in float32. */
  readonly accumulate?: (result: DType) => DType;
  /** What is combined, from the elements (in the accumulation type) of the inputs. Default: the first input. */
  readonly prologue?: (inputs: readonly Scalar[]) => Scalar;
  /** How many of `params` belong to the prologue; they come first. */
  readonly prologueParams?: number;
  /** Result from the combined value, before the cast to the result type; may use `param(i, …)` of `params`. */
  readonly epilogue?: (value: Scalar) => Scalar;
  readonly params?: (shape: Shape, attributes: ReduceAttributes) => readonly number[];
  readonly check?: (shape: Shape, attributes: ReduceAttributes, input: Tensor) => void;
  readonly gradient?: Gradient;
  readonly saves?: readonly number[];
  readonly savesOutputs?: readonly number[];
}

const SCALAR: Shape = Object.freeze([]);

/** Shape of a reduction's result. */
export function reducedShape(shape: Shape, { dims, keepdim }: ReduceAttributes): Shape {
  if (!keepdim && dims.length === shape.length) return SCALAR;
  const kept: number[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (!dims.includes(i)) kept.push(shape[i]!);
    else if (keepdim) kept.push(1);
  }
  return Object.freeze(kept);
}

/** A tensor of a reduction's result shape, repeated to the shape of its input. */
export function expandReduced(c: GradContext, g: Tensor): Tensor {
  return expandTo(g, c.shape(0), c.attributes as ReduceAttributes);
}

export function expandTo(g: Tensor, shape: Shape, { dims, keepdim }: ReduceAttributes): Tensor {
  const withDims = keepdim
    ? g
    : reshape(
        g,
        shape.map((n, i) => (dims.includes(i) ? 1 : n)),
      );
  return expand(withDims, shape);
}

/** A reduce kernel over one or several broadcast inputs, with one result. */
export function reduction(d: ReductionDefinition): Primitive<ReduceAttributes> {
  /** By the dtypes of inputs and result. */
  const kernels = new Map<number, Kernel>();

  const build = (types: readonly DType[], result: DType, params: number): Kernel => {
    const accumulate = d.accumulate?.(result) ?? accumulationType(result);
    const loads = types.map((t, i) => load(i, t).to(accumulate));
    const value = d.prologue === undefined ? loads[0]! : d.prologue(loads);
    const own = d.prologueParams ?? 0;
    const combined = load(0, value.dtype);
    const end = d.epilogue === undefined ? combined : d.epilogue(combined);
    return reduceKernel({
      prologue: buildExpr([value], types, own),
      combine: d.combine,
      accumulate: value.dtype,
      epilogue: buildExpr([end.to(result)], [value.dtype], params - own),
    });
  };

  const shapeOf = (inputs: readonly (Tensor | null)[]): Shape =>
    inputs.length === 1
      ? inputs[0]!.shape
      : broadcastShapes(
          d.name,
          inputs.map((i) => i!.shape),
        );

  return new Primitive<ReduceAttributes>({
    kind: 'kernel',
    name: d.name,
    ...(d.gradient === undefined ? {} : { gradient: d.gradient }),
    saves: d.saves ?? [],
    savesOutputs: d.savesOutputs ?? [],
    infer: (inputs, attributes) => {
      const shape = shapeOf(inputs);
      d.check?.(shape, attributes, inputs[0]!);
      return [{ shape: reducedShape(shape, attributes), dtype: d.resultType(inputs[0]!.dtype, attributes) }];
    },
    run: (inputs, outputs, attributes) => {
      const tensors = inputs as readonly Tensor[];
      const shape = shapeOf(tensors);
      const words = d.params === undefined ? null : d.params(shape, attributes);
      const result = outputs[0]!.dtype;
      if (result.kind === 'complex') {
        sumParts(outputs[0]!, tensors[0]!, (out, input) => {
          const type = out.dtype;
          const kernel = (kernels.get(type.id) ??
            kernels.set(type.id, build([type], type, words?.length ?? 0)).get(type.id))!;
          runReduce(kernel, [out], [input], shape, attributes.dims, words);
        });
        return;
      }
      let key = result.id;
      for (let i = 0; i < tensors.length; i++) key = key * 16 + tensors[i]!.dtype.id;
      let kernel = kernels.get(key);
      if (kernel === undefined) {
        kernel = build(
          tensors.map((t) => t.dtype),
          result,
          words === null ? 0 : words.length,
        );
        kernels.set(key, kernel);
      }
      runReduce(kernel, outputs, tensors, shape, attributes.dims, words);
    },
  });
}

/** A reduction that is linear, and so may be done on the real and the imaginary parts for themselves. */
function sumParts(out: Tensor, input: Tensor, run: (out: Tensor, input: Tensor) => void): void {
  for (const part of [0, 1] as const) {
    const [target, source] = [partOf(out, part), partOf(input, part)];
    run(target, source);
    target.dispose();
    source.dispose();
  }
}

/** Half types are accumulated in float32. */
export function accumulationType(t: DType): DType {
  return t.kind === 'float' && t.bytes === 2 ? float32 : t;
}

export interface ReductionOptions {
  dim?: Dims | null;
  keepdim?: boolean;
}

export interface TypedReductionOptions extends ReductionOptions {
  dtype?: DTypeLike | null;
}

/** Signatures of the reductions over any number of dimensions. */
export type Reduction = (
  input: Tensor,
  dim?: Dims | null | ReductionOptions,
  options?: ReductionOptions,
) => Tensor;
export type TypedReduction = (
  input: Tensor,
  dim?: Dims | null | TypedReductionOptions,
  options?: TypedReductionOptions,
) => Tensor;

const plain: Required<ReductionOptions> = { dim: null, keepdim: false };
const typed: Required<TypedReductionOptions> = { ...plain, dtype: null };

/** Attributes of a reduction over everything, by rank: the usual call, without building anything. */
const overAll: ReduceAttributes[] = [];

/** Arguments of a reduction, checked. */
export function reduceAttributes(
  op: string,
  input: Tensor,
  dim: unknown,
  options: unknown,
  complex = false,
): ReduceAttributes {
  checkTensor(op, input, complex);
  if (dim === undefined && options === undefined) {
    const rank = input.shape.length;
    overAll[rank] ??= Object.freeze({ dims: Object.freeze(normalizeDims(op, null, rank)), keepdim: false });
    return overAll[rank];
  }
  const o = positionalOrNamed(op, 'dim', dim, options, plain);
  return { dims: normalizeDims(op, o.dim, input.ndim), keepdim: checkBoolean(op, 'keepdim', o.keepdim) };
}

/** As `reduceAttributes`, with the option `dtype`. */
export function typedAttributes(
  op: string,
  input: Tensor,
  dim: unknown,
  options: unknown,
  natural: (t: DType) => DType,
  complex = false,
): ReduceAttributes & { readonly dtype: DType } {
  checkTensor(op, input, complex);
  const o = positionalOrNamed(op, 'dim', dim, options, typed);
  return {
    dims: normalizeDims(op, o.dim, input.ndim),
    keepdim: checkBoolean(op, 'keepdim', o.keepdim),
    dtype: o.dtype === null ? natural(input.dtype) : toDType(o.dtype),
  };
}

/** @param complex whether the op takes complex tensors */
export function checkTensor(op: string, input: unknown, complex = false): asserts input is Tensor {
  if (!(input instanceof Tensor))
    throw new ArgumentError(`${op}: input must be a tensor, got ${describe(input)}`);
  input.assertAlive(op);
  if (input.dtype.kind === 'complex' && !complex) {
    throw new DTypeError(`${op}: has no rule for ${input.dtype} (it takes real tensors)`);
  }
}

/** The input of a reduction whose kernel doesn't cast by itself: between real and complex numbers. */
export function castForReduction(input: Tensor, dtype: DType): Tensor {
  const crosses = (input.dtype.kind === 'complex') !== (dtype.kind === 'complex');
  return crosses || (dtype.kind === 'complex' && input.dtype !== dtype) ? to(input, dtype) : input;
}

/** @throws DTypeError for integers and bool; complex numbers are accepted where `complex` says so */
export function checkFloating(op: string, dtype: DType, complex = false): void {
  if (dtype.kind !== 'float' && !(complex && dtype.kind === 'complex'))
    throw new DTypeError(`${op}: has no rule for ${dtype} (it takes floating-point tensors)`);
}

/** @throws ShapeError for a reduction without identity over no elements */
export function checkNotEmpty(op: string, shape: Shape, { dims }: ReduceAttributes): void {
  const empty = dims.find((d) => shape[d] === 0);
  if (empty === undefined || shape.some((n, d) => n === 0 && !dims.includes(d))) return;
  throw new ShapeError(
    `${op}: dim ${empty} of shape ${showShape(shape)} is empty, and there is no extreme of no elements`,
  );
}

/** Number of elements that are combined into one. */
export function reducedCount(shape: Shape, { dims }: ReduceAttributes): number {
  let n = 1;
  for (let i = 0; i < dims.length; i++) n *= shape[dims[i]!]!;
  return n;
}
