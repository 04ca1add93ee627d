import type { Attributes } from '../backend/contract.js';
import type { DType } from '../dtype.js';
import { InternalError, OutOfMemoryError } from '../errors.js';
import type { GradContext, GradRule, Saved } from '../grad/mode.js';
import { gradState } from '../grad/mode.js';
import { laneByLane } from '../lanes/lane-by-lane.js';
import { inLanes, laneState, lanesOf } from '../lanes/lanes.js';
import { allocateTensor } from '../memory/make.js';
import { temporaries } from '../memory/scope.js';
import { contiguousOf } from '../ops/movement/dense.js';
import type { Shape } from '../shape.js';
import { numel, showShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { checkOperands, wantsRecord } from './elementwise-call.js';
import { guarded } from './guard.js';
import type { CommonDeclaration, OpInfo } from './info.js';
import { makeInfo } from './info.js';
import type { Path } from './observers.js';
import { observers, tellObservers } from './observers.js';
import type { RoutineBody } from './routine.js';
import { runRoutine } from './routine.js';
import { running } from './running.js';
import { named } from './unsupported.js';

/** Shape and dtype of a result. */
export interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

export type Inputs = readonly (Tensor | null)[];

/** A gradient rule in ordinary ops: see `GradRule`. */
export type Gradient = (
  context: GradContext,
  grads: readonly (Tensor | null)[],
) => readonly (Tensor | null)[];

export interface Shared<A extends Attributes> {
  readonly name: string;
  readonly gradient?: Gradient;
  /** Inputs that the gradient rule reads. Default: none. */
  readonly saves?: readonly number[];
  readonly savesOutputs?: readonly number[];
  /**
   * Shapes and dtypes of the results. All user errors are raised here. May be left out for composites that no backend
   * overrides, whose parts check for themselves.
   */
  readonly infer?: (inputs: Inputs, attributes: A) => readonly Result[];
}

/** Runs kernels that fill the outputs. */
export interface KernelBody<A extends Attributes> extends Shared<A> {
  readonly kind: 'kernel';
  readonly infer: (inputs: Inputs, attributes: A) => readonly Result[];
  readonly run: (inputs: Inputs, outputs: readonly Tensor[], attributes: A) => void;
}

/** Calls other ops. With a `gradient`, the calls inside aren't recorded, and backends may override the op. */
export interface CompositeBody<A extends Attributes> extends Shared<A> {
  readonly kind: 'composite';
  readonly body: (inputs: Inputs, attributes: A) => readonly Tensor[];
}

/** Makes windows on the memory of input 0. */
export interface ViewBody<A extends Attributes> extends Shared<A> {
  readonly kind: 'view';
  readonly body: (inputs: Inputs, attributes: A) => readonly Tensor[];
}

export type Body<A extends Attributes> = KernelBody<A> | CompositeBody<A> | ViewBody<A> | RoutineBody<A>;

/** An op below its public function: tensors and attributes in, tensors out. */
export class Primitive<A extends Attributes = Attributes> implements GradRule {
  readonly name: string;
  readonly usesMetadata = true;
  private readonly savedOperands: Saved;
  /** How the last call was carried out. */
  private path: Path = 'kernel';

  constructor(readonly definition: Body<A>) {
    this.name = definition.name;
    this.savedOperands = { inputs: definition.saves ?? [], outputs: definition.savesOutputs ?? [] };
  }

  saved(): Saved {
    return this.savedOperands;
  }

  gradient(context: GradContext, grads: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
    if (this.definition.gradient === undefined) throw new InternalError(`${this.name} has no gradient rule`);
    return this.definition.gradient(context, grads);
  }

  /** Checks, computes (override, kernels or composite), records, tells the observers. */
  call(inputs: Inputs, attributes: A): readonly Tensor[] {
    const d = this.definition;
    checkOperands(d.name, inputs);
    if (d.kind === 'routine' && lanesOf(inputs) !== null) {
      return laneByLane(d.name, inputs, (lane) => this.call(lane, attributes));
    }
    const recorded = gradState.enabled && anyRequiresGrad(inputs);
    running.op = d.name;
    const outs = this.compute(inputs, attributes, recorded);
    if (recorded && d.gradient !== undefined && anyDifferentiable(outs)) {
      gradState.engine!.record(this, inputs, attributes, outs);
    }
    if (observers.length > 0) tellObservers(d.name, inputs, attributes, outs, this.path);
    return outs;
  }

  private compute(inputs: Inputs, attributes: A, recorded: boolean): readonly Tensor[] {
    const d = this.definition;
    this.path = d.kind;
    if (d.kind === 'view') return unrecorded(() => d.body(inputs, attributes));
    if (d.kind === 'routine') return inLanes(null, () => runRoutine(d, inputs, attributes));
    const results = d.infer?.(inputs, attributes) ?? null;
    const lanes = lanesOf(inputs);
    if (d.kind === 'kernel') {
      let outs: readonly Tensor[] = [];
      const before = laneState.current;
      laneState.current = lanes;
      try {
        outs = allocate(d.name, inputs, results!);
        d.run(inputs, outs, attributes);
      } catch (error) {
        for (const o of outs) o.dispose();
        throw named(d.name, error);
      } finally {
        laneState.current = before;
      }
      return outs;
    }
    // Before the body makes what it needs on its way to a result that can't be.
    if (results !== null) checkFits(d.name, inputs, results);
    // Overrides see one lane only.
    const override =
      overridesEnabled && lanes === null ? deviceOf(d.name, inputs).backend.overrides?.[d.name] : undefined;
    // Without a rule of its own the op gets its gradient from its parts, which an override would hide.
    if (override !== undefined && results !== null && (d.gradient !== undefined || !recorded)) {
      if (override.accepts(inputs, attributes)) {
        const dense =
          override.strided === true ? inputs : inputs.map((i) => (i === null ? null : contiguousOf(i)));
        const outs = allocate(d.name, inputs, results);
        override.run(dense, outs, attributes);
        this.path = 'override';
        dense.forEach((t, i) => {
          if (t !== inputs[i]) t?.dispose();
        });
        return outs;
      }
    }
    const body = (): readonly Tensor[] => inLanes(lanes, () => temporaries(() => d.body(inputs, attributes)));
    const outs = d.gradient === undefined ? body() : unrecorded(body);
    // The body may have called this very op.
    this.path = 'composite';
    return outs;
  }
}

function anyRequiresGrad(inputs: Inputs): boolean {
  for (let i = 0; i < inputs.length; i++) {
    const t = inputs[i]!;
    if (t !== null && wantsRecord(t)) return true;
  }
  return false;
}

function anyDifferentiable(outputs: readonly Tensor[]): boolean {
  for (let i = 0; i < outputs.length; i++) if (outputs[i]!.dtype.isDifferentiable) return true;
  return false;
}

let overridesEnabled = true;

/** Runs `body` with every op in its composite form: how the suite compares a backend's overrides with their twins. */
export function withoutOverrides<R>(body: () => R): R {
  const before = overridesEnabled;
  overridesEnabled = false;
  try {
    return body();
  } finally {
    overridesEnabled = before;
  }
}

function unrecorded<R>(body: () => R): R {
  const before = gradState.enabled;
  gradState.enabled = false;
  try {
    return body();
  } finally {
    gradState.enabled = before;
  }
}

export function deviceOf(name: string, inputs: Inputs): Tensor['device'] {
  for (let i = 0; i < inputs.length; i++) if (inputs[i] !== null) return inputs[i]!.device;
  throw new InternalError(`${name}: called without a tensor`);
}

export function allocate(name: string, inputs: Inputs, results: readonly Result[]): Tensor[] {
  const device = deviceOf(name, inputs);
  const outs = new Array<Tensor>(results.length);
  for (let i = 0; i < results.length; i++)
    outs[i] = allocateTensor(results[i]!.shape, results[i]!.dtype, device);
  return outs;
}

/** @throws OutOfMemoryError for results that no buffer of the device can hold */
export function checkFits(name: string, inputs: Inputs, results: readonly Result[]): void {
  const { limits } = deviceOf(name, inputs).backend;
  for (const { shape, dtype } of results) {
    const bytes = numel(shape) * dtype.bytes;
    if (bytes > limits.maxBufferBytes) {
      throw new OutOfMemoryError(
        `${name}: a result of shape ${showShape(shape)} (${dtype}) takes ${bytes} bytes; the device's largest buffer has ${limits.maxBufferBytes}`,
      );
    }
  }
}

/**
 * Declares an op whose public arguments differ from its primitive's.
 *
 * @param f the public function: checks and names its arguments, then calls `primitive.call(inputs, attributes)`
 */
export function defineOp<O>(
  d: CommonDeclaration & {
    readonly kind: OpInfo['kind'];
    readonly differentiable?: boolean;
    /** The method `name_`: what it does to its tensor. */
    readonly inplace?: (target: Tensor, ...args: never[]) => Tensor;
    /** The method, where it takes its arguments in another order than the function: see `OpWithMethod`. */
    readonly methodForm?: (self: Tensor, ...args: never[]) => unknown;
  },
  f: (...args: never[]) => unknown,
): O {
  const info = makeInfo(d, {
    kind: d.kind,
    inplace: d.inplace !== undefined,
    differentiable: d.differentiable ?? true,
  });
  const inplace = d.inplace === undefined ? undefined : guarded(d, d.inplace);
  return Object.assign(guarded(d, f), { op: info, inplace, methodForm: d.methodForm }) as unknown as O;
}
