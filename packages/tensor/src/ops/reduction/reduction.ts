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
import type { Dims } from '../../op/signatures.js';
import type { Shape } from '../../shape.js';
import { broadcastShapes, normalizeDims, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
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
): ReduceAttributes {
  checkTensor(op, input);
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
): ReduceAttributes & { readonly dtype: DType } {
  checkTensor(op, input);
  const o = positionalOrNamed(op, 'dim', dim, options, typed);
  return {
    dims: normalizeDims(op, o.dim, input.ndim),
    keepdim: checkBoolean(op, 'keepdim', o.keepdim),
    dtype: o.dtype === null ? natural(input.dtype) : toDType(o.dtype),
  };
}

export function checkTensor(op: string, input: unknown): asserts input is Tensor {
  if (!(input instanceof Tensor))
    throw new ArgumentError(`${op}: input must be a tensor, got ${describe(input)}`);
  input.assertAlive(op);
  if (input.dtype.kind === 'complex') {
    throw new DTypeError(
      `${op}: has no rule for ${input.dtype}; complex tensors can be stored, copied and cast so far`,
    );
  }
}

/** @throws DTypeError for integers and bool */
export function checkFloating(op: string, dtype: DType): void {
  if (dtype.kind !== 'float')
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
