import type { DType } from '../dtype.js';
import { float32 } from '../dtype.js';
import { ArgumentError, DeviceError, DTypeError, ShapeError } from '../errors.js';
import { buildExpr } from '../expr/build.js';
import type { Scalar } from '../expr/scalar.js';
import { load, param } from '../expr/scalar.js';
import { MAX_OPERANDS } from '../kernel/coalesce.js';
import { mapKernel, runMap } from '../kernel/families.js';
import type { Kernel } from '../kernel/kernel.js';
import { runDense } from '../kernel/kernel.js';
import { promoteTypes } from '../promote.js';
import { broadcastShapes, sameShape, showShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { checkWritable, copyOf, overlaps } from './elementwise-call.js';
import { observers, tellObservers } from './observers.js';
import { running } from './running.js';

/** Variant of a map kernel of rank 1 with dense operands: see `runMap`. */
const DENSE = 3;

const NO_ATTRIBUTES = Object.freeze({});

/** What an update reads and writes, by name. */
export interface UpdateOperands<S extends string, I extends string, P extends string> {
  /** Tensors that are read and overwritten. */
  readonly state: readonly S[];
  /** Tensors that are only read; broadcast to the shape of the state. */
  readonly inputs: readonly I[];
  /** Numbers given at each run: learning rate, bias corrections. */
  readonly params: readonly P[];
}

/** New values of the state, from its old values, the inputs and the numbers. All in the compute dtype. */
export type UpdateBody<S extends string, I extends string, P extends string> = (
  operands: Readonly<Record<S | I | P, Scalar>>,
) => Readonly<Record<S, Scalar>>;

/**
 * An in-place kernel of several outputs: one pass over memory for a whole optimizer step of one parameter. It runs
 * below autograd: nothing is recorded, and leaves that require a gradient may be written.
 */
export class Update<S extends string = string, I extends string = string, P extends string = string> {
  /** Kernels for operands that all have one dtype, by its id. */
  private readonly uniform: (Kernel | undefined)[] = [];
  private readonly mixed = new Map<string, Kernel>();

  constructor(
    readonly name: string,
    readonly operands: UpdateOperands<S, I, P>,
    private readonly body: UpdateBody<S, I, P>,
  ) {
    if (operands.state.length === 0)
      throw new ArgumentError(`${name}: an update needs at least one state tensor`);
    const count = 2 * operands.state.length + operands.inputs.length;
    if (count > MAX_OPERANDS) {
      throw new ArgumentError(
        `${name}: reading and writing ${operands.state.length} state tensors and reading ${operands.inputs.length} inputs takes ${count} operands; a kernel has at most ${MAX_OPERANDS}`,
      );
    }
  }

  /**
   * Overwrites the state. Tensors and numbers come in the order in which they were declared.
   *
   * @throws ShapeError when the state tensors differ in shape, or an input doesn't broadcast to it
   * @throws DeviceError for operands on several devices
   * @throws DTypeError for operands that aren't floating-point
   */
  run(state: readonly Tensor[], inputs: readonly Tensor[], params: readonly number[]): void {
    const { operands } = this;
    if (
      state.length !== operands.state.length ||
      inputs.length !== operands.inputs.length ||
      params.length !== operands.params.length
    ) {
      const declared = [...operands.state, ...operands.inputs, ...operands.params].join(', ');
      throw new ArgumentError(
        `${this.name}: run with the wrong number of operands; declared are ${declared}`,
      );
    }
    const first = state[0]!;
    let uniform = true;
    let dense = first.contiguousFlag;
    for (let i = 0; i < state.length; i++) {
      const t = state[i]!;
      t.assertAlive(this.name);
      uniform &&= t.dtype === first.dtype;
      dense &&= t.contiguousFlag;
      if (t.device !== first.device) this.refuseDevices(state, inputs);
      if (!sameShape(t.shape, first.shape)) this.refuseShapes(state);
    }
    for (let i = 0; i < inputs.length; i++) {
      const t = inputs[i]!;
      t.assertAlive(this.name);
      uniform &&= t.dtype === first.dtype;
      dense &&= t.contiguousFlag && sameShape(t.shape, first.shape);
      if (t.device !== first.device) this.refuseDevices(state, inputs);
    }
    for (const t of state) t.storage.version++;
    if (first.length === 0) return;
    running.op = this.name;
    let kernel = uniform ? this.uniform[first.dtype.id] : undefined;
    kernel ??= this.kernel(state, inputs, uniform);
    if (dense && !this.sharesMemory(state, inputs)) {
      runDense(
        first.device,
        kernel.executable(first.device, DENSE),
        first.length,
        [...state, ...state, ...inputs],
        params,
      );
    } else this.runStrided(kernel, state, inputs, params);
    if (observers.length > 0) tellObservers(this.name, [...state, ...inputs], NO_ATTRIBUTES, state);
  }

  private sharesMemory(state: readonly Tensor[], inputs: readonly Tensor[]): boolean {
    for (const i of inputs) for (const s of state) if (i.storage === s.storage) return true;
    return false;
  }

  private runStrided(
    kernel: Kernel,
    state: readonly Tensor[],
    inputs: readonly Tensor[],
    params: readonly number[],
  ): void {
    for (const s of state) checkWritable(this.name, s);
    const shape = state[0]!.shape;
    const common = broadcastShapes(this.name, [shape, ...inputs.map((i) => i.shape)]);
    if (!sameShape(common, shape)) {
      const shapes = inputs.map((i) => showShape(i.shape)).join(' and ');
      throw new ShapeError(
        `${this.name}: ${shapes} can't be broadcast to the state's shape ${showShape(shape)}`,
      );
    }
    const safe = inputs.map((i) => (state.some((s) => overlaps(s, i)) ? copyOf(i) : i));
    runMap(kernel, state, [...state, ...safe], params);
    safe.forEach((s, i) => {
      if (s !== inputs[i]) s.dispose();
    });
  }

  private kernel(state: readonly Tensor[], inputs: readonly Tensor[], uniform: boolean): Kernel {
    const types = [...state, ...inputs].map((t) => t.dtype);
    const key = types.map((t) => t.id).join(' ');
    let kernel = this.mixed.get(key);
    if (kernel === undefined) {
      kernel = this.build(types);
      this.mixed.set(key, kernel);
      if (uniform) this.uniform[types[0]!.id] = kernel;
    }
    return kernel;
  }

  private build(types: readonly DType[]): Kernel {
    const wrong = types.find((t) => t.kind !== 'float');
    if (wrong !== undefined) throw new DTypeError(`${this.name}: takes floating-point tensors, got ${wrong}`);
    const common = types.reduce(promoteTypes);
    // Half types are computed in float32 and rounded once at the end.
    const compute = common.bytes === 2 ? float32 : common;
    const { state, inputs, params } = this.operands;
    const scalars: Record<string, Scalar> = {};
    [...state, ...inputs].forEach((n, i) => {
      scalars[n] = load(i, types[i]!).to(compute);
    });
    params.forEach((n, i) => {
      scalars[n] = param(i, compute);
    });
    const results = this.body(scalars as Record<S | I | P, Scalar>);
    const outputs = state.map((n, i) => results[n].to(types[i]!));
    return mapKernel(buildExpr(outputs, types, params.length));
  }

  private refuseDevices(state: readonly Tensor[], inputs: readonly Tensor[]): never {
    const names = [...this.operands.state, ...this.operands.inputs];
    const where = [...state, ...inputs].map((t, i) => `${names[i]} on '${t.device.name}'`).join(', ');
    throw new DeviceError(`${this.name}: operands are on different devices: ${where}`);
  }

  private refuseShapes(state: readonly Tensor[]): never {
    const shapes = state.map((t, i) => `${this.operands.state[i]} is ${showShape(t.shape)}`).join(', ');
    throw new ShapeError(`${this.name}: the state tensors differ in shape: ${shapes}`);
  }
}

/**
 * Declares an in-place update by a scalar expression, as optimizers need it:
 *
 * ```ts
 * const momentum = defineUpdate(
 *   'momentum',
 *   { state: ['p', 'buf'], inputs: ['g'], params: ['lr', 'mu'] },
 *   ({ p, buf, g, lr, mu }) => {
 *     const b = buf.mul(mu).add(g);
 *     return { p: p.sub(b.mul(lr)), buf: b };
 *   },
 * );
 * momentum.run([weight, buffer], [weight.grad], [0.1, 0.9]);
 * ```
 */
export function defineUpdate<S extends string, I extends string, P extends string>(
  name: string,
  operands: UpdateOperands<S, I, P>,
  body: UpdateBody<S, I, P>,
): Update<S, I, P> {
  return new Update(name, operands, body);
}
