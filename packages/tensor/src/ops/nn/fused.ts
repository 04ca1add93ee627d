import type { DType } from '../../dtype.js';
import { float32 } from '../../dtype.js';
import { InternalError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { partType } from '../../expr/complex.js';
import { differentiate } from '../../expr/derivative.js';
import type { Scalar } from '../../expr/scalar.js';
import { load, param } from '../../expr/scalar.js';
import { gradState } from '../../grad/mode.js';
import { reduceKernel, runMap, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Gradient } from '../../op/define.js';
import { Primitive } from '../../op/define.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { callInstance } from '../../op/elementwise-call.js';
import { runOnParts } from '../../op/parts.js';
import { refusingComplex } from '../../op/real-only.js';
import { promoteTypes } from '../../promote.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { accumulationType, reducedShape } from '../reduction/reduction.js';

/** Floating operands come in the compute dtype, others as they are; `params` in the compute dtype. */
export type FusedBody = (inputs: readonly Scalar[], params: readonly Scalar[]) => readonly Scalar[];

/** Gradients of the operands in closed form, where the symbolic derivative is ill conditioned. */
export type FusedGradient = (
  g: Scalar,
  inputs: readonly Scalar[],
  params: readonly Scalar[],
) => readonly (Scalar | null)[];

const realType = (t: DType): DType => (t.kind === 'complex' ? partType(t) : t);

interface Typed {
  readonly loads: readonly Scalar[];
  readonly params: readonly Scalar[];
  readonly compute: DType;
  /** Dtype of floating results: that of the first floating operand. */
  readonly result: DType;
}

function typed(types: readonly DType[], params: number): Typed {
  const floats = types.filter((t) => t.kind === 'float');
  // Beside complex operands real numbers are of their parts' type.
  const reals = types.filter((t) => t.kind === 'float' || t.kind === 'complex').map(realType);
  const compute = accumulationType(reals.length === 0 ? float32 : reals.reduce(promoteTypes));
  return {
    loads: types.map((t, i) => (t.kind === 'float' ? load(i, t).to(compute) : load(i, t))),
    params: Array.from({ length: params }, (_, i) => param(i, compute)),
    compute,
    result: floats[0] ?? compute,
  };
}

function keyOf(inputs: readonly Tensor[]): number {
  let key = 0;
  for (let i = 0; i < inputs.length; i++) key = key * 16 + inputs[i]!.dtype.id;
  return key;
}

const settle = (s: Scalar, { compute, result }: Typed): Scalar => (s.dtype === compute ? s.to(result) : s);

/**
 * An elementwise kernel inside a composite op: several steps of a formula in one pass over memory. It is recorded like
 * any elementwise op, so composites made of such kernels differentiate to any order.
 */
export class Fused {
  private readonly instances = new Map<number, Instance>();

  constructor(
    readonly name: string,
    private readonly params: number,
    private readonly body: FusedBody,
    /** Only for one result. */
    private readonly explicit: FusedGradient | null = null,
  ) {}

  private instance(inputs: readonly Tensor[]): Instance {
    const key = keyOf(inputs);
    let instance = this.instances.get(key);
    if (instance === undefined) {
      const types = inputs.map((t) => t.dtype);
      const t = typed(types, this.params);
      const outputs = refusingComplex(this.name, types, () =>
        this.body(t.loads, t.params).map((s) => settle(s, t)),
      );
      const { explicit } = this;
      const gradient =
        explicit === null
          ? null
          : (g: Scalar): (Scalar | null)[] =>
              explicit(g.to(t.compute), t.loads, t.params).map((d, i) => d?.to(types[i]!) ?? null);
      instance = makeInstance(this.name, outputs, types, this.params, gradient);
      this.instances.set(key, instance);
    }
    return instance;
  }

  /** All results. */
  all(inputs: readonly Tensor[], params: readonly number[] = []): readonly Tensor[] {
    return callInstance(this.instance(inputs), inputs, params.length === 0 ? null : params);
  }

  /** The first result. */
  call(inputs: readonly Tensor[], params: readonly number[] = []): Tensor {
    return this.all(inputs, params)[0]!;
  }

  /** Writes the result over `target`, which is passed as the first operand too. Below autograd. */
  update(target: Tensor, others: readonly Tensor[], params: readonly number[] = []): void {
    const inputs = [target, ...others];
    const instance = this.instance(inputs);
    const words = params.length === 0 ? null : params;
    if (instance.complex) runOnParts(instance.kernel, [target], inputs, words);
    else runMap(instance.kernel, [target], inputs, words);
    target.storage.version++;
  }
}

interface SumAttributes {
  readonly dims: readonly number[];
  readonly keepdim: boolean;
  readonly params: readonly number[];
  readonly [name: string]: unknown;
}

export interface FusedReductionDefinition {
  readonly name: string;
  /** Number of operands. */
  readonly inputs: number;
  /** Run-time scalars of the body. */
  readonly params?: number;
  readonly body: (inputs: readonly Scalar[], params: readonly Scalar[]) => Scalar;
  readonly gradient?: FusedGradient;
  readonly combine?: 'sum' | 'max';
  /** Result from the combined value; its scalars follow those of the body. Without one, a sum is differentiable. */
  readonly epilogue?: {
    readonly params: number;
    readonly body: (v: Scalar, params: readonly Scalar[]) => Scalar;
  };
  /** Keep the compute dtype (statistics of half tensors) instead of that of the first operand. */
  readonly wide?: boolean;
}

/** A reduce kernel inside a composite op: a formula over several operands, combined along dims in one pass. */
export class FusedReduction {
  private readonly primitive: Primitive<SumAttributes>;
  private readonly kernels = new Map<number, Kernel>();
  private readonly pullbacks = new Map<number, Fused>();
  private readonly differentiable: boolean;

  constructor(private readonly d: FusedReductionDefinition) {
    this.differentiable = d.epilogue === undefined && (d.combine ?? 'sum') === 'sum';
    this.primitive = new Primitive<SumAttributes>({
      kind: 'kernel',
      name: d.name,
      saves: this.differentiable ? Array.from({ length: d.inputs }, (_, i) => i) : [],
      infer: (inputs, attributes) => {
        const types = inputs.map((t) => t!.dtype);
        const { compute, result } = typed(types, 0);
        const shape = broadcastShapes(
          d.name,
          inputs.map((t) => t!.shape),
        );
        return [{ shape: reducedShape(shape, attributes), dtype: d.wide === true ? compute : result }];
      },
      run: (inputs, outputs, { dims, params }) => {
        const tensors = inputs as readonly Tensor[];
        const shape = broadcastShapes(
          d.name,
          tensors.map((t) => t.shape),
        );
        runReduce(this.kernel(tensors, outputs[0]!.dtype), outputs, tensors, shape, dims, params);
      },
      ...(this.differentiable ? { gradient: this.gradient } : {}),
    });
  }

  private kernel(inputs: readonly Tensor[], result: DType): Kernel {
    const key = keyOf(inputs) * 16 + result.id;
    let kernel = this.kernels.get(key);
    if (kernel === undefined) {
      const { d } = this;
      const types = inputs.map((t) => t.dtype);
      const own = d.params ?? 0;
      const t = typed(types, own);
      const end = d.epilogue;
      const words = Array.from({ length: end?.params ?? 0 }, (_, i) => param(i, t.compute));
      kernel = refusingComplex(d.name, types, () => {
        const value = d.body(t.loads, t.params);
        const combined = load(0, value.dtype);
        const out = end === undefined ? combined : end.body(combined, words);
        return reduceKernel({
          prologue: buildExpr([value], types, own),
          combine: d.combine ?? 'sum',
          accumulate: value.dtype,
          epilogue: buildExpr([out.to(result)], [value.dtype], words.length),
        });
      });
      this.kernels.set(key, kernel);
    }
    return kernel;
  }

  private readonly gradient: Gradient = (c, [g]) => {
    const { dims, keepdim, params } = c.attributes as SumAttributes;
    const inputs = Array.from({ length: this.d.inputs }, (_, i) => c.input(i));
    const wanted = inputs.map((_, i) => i).filter((i) => c.needs(i));
    const shape = broadcastShapes(
      this.d.name,
      inputs.map((t) => t.shape),
    );
    const kept = keepdim ? g! : reshape(g!, reducedShape(shape, { dims, keepdim: true }));
    const mask = wanted.reduce((bits, i) => bits | (1 << i), 0);
    let pullback = this.pullbacks.get(mask);
    if (pullback === undefined) {
      pullback = new Fused(`${this.d.name}Backward`, this.d.params ?? 0, (all, words) => {
        const [adjoint, ...rest] = all;
        const grads =
          this.d.gradient?.(adjoint!, rest, words) ??
          differentiate([this.d.body(rest, words)], [adjoint!], rest);
        return wanted.map((i) => grads[i] ?? adjoint!.mul(0));
      });
      this.pullbacks.set(mask, pullback);
    }
    const results = pullback.all([kept, ...inputs], params);
    return inputs.map((_, i) => (c.needs(i) ? results[wanted.indexOf(i)]! : null));
  };

  /** @param dims non-negative and ascending */
  call(
    inputs: readonly Tensor[],
    dims: readonly number[],
    { keepdim = false, params = [] }: { keepdim?: boolean; params?: readonly number[] } = {},
  ): Tensor {
    if (!this.differentiable && gradState.enabled && inputs.some((t) => t.requiresGradFlag)) {
      throw new InternalError(`${this.d.name} has no gradient and was called where one is recorded`);
    }
    return this.primitive.call(inputs, { dims, keepdim, params })[0]!;
  }
}
