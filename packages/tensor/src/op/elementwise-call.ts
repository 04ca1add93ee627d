import type { Attributes } from '../backend/contract.js';
import type { DType } from '../dtype.js';
import { DeviceError, ShapeError } from '../errors.js';
import { gradState } from '../grad/mode.js';
import { isStale } from '../grad/window.js';
import { runMap } from '../kernel/families.js';
import { runContiguous, runContiguousScalar, runDense } from '../kernel/kernel.js';
import { laneState, lanesOf } from '../lanes/lanes.js';
import { allocateTensor } from '../memory/make.js';
import { broadcastShapes, sameShape, showShape } from '../shape.js';
import { Tensor } from '../tensor.js';
import type { Instance } from './elementwise.js';
import { setRunInstance } from './elementwise.js';
import { checkInPlace, keepOld } from './in-place.js';
import { observers, tellObservers } from './observers.js';
import { runOnParts } from './parts.js';
import { running } from './running.js';
import { named } from './unsupported.js';

/** Variant of a map kernel of rank 1 with dense operands: see `runMap`. */
const DENSE = 3;

const NO_ATTRIBUTES: Attributes = Object.freeze({});

function record(
  instance: Instance,
  inputs: readonly Tensor[],
  params: readonly number[] | null,
  outs: readonly Tensor[],
): void {
  gradState.engine!.record(instance.rule!, inputs, params === null ? NO_ATTRIBUTES : { params }, outs);
}

/**
 * Whether a call with this input has to be recorded. A view whose base has moved on in the graph since it was made
 * counts: recording gives it its new place.
 */
export function wantsRecord(t: Tensor): boolean {
  return t.requiresGradFlag || isStale(t);
}

const NO_PARAMS: readonly number[] = [];

function executableOf(instance: Instance, t: Tensor): number {
  running.op = instance.name;
  try {
    return instance.kernel.executable(t.device, DENSE);
  } catch (error) {
    throw named(instance.name, error);
  }
}

function allDenseAlike(inputs: readonly Tensor[]): boolean {
  const first = inputs[0]!;
  for (let i = 1; i < inputs.length; i++) {
    const t = inputs[i]!;
    if (!t.contiguousFlag || !sameShape(t.shape, first.shape)) return false;
  }
  return true;
}

/** A dense result with the layout of `a`: shape and strides are shared, not copied. */
function likeDense(a: Tensor, instance: Instance): Tensor {
  return like(a, instance.outputTypes[0]!);
}

function like(a: Tensor, dtype: DType): Tensor {
  const storage = a.device.memory.allocate(a.length * dtype.bytes);
  return new Tensor(
    storage,
    a.shape,
    a.strides,
    storage.byteOffset / dtype.bytes,
    dtype,
    a.device,
    a.length,
    true,
  );
}

/** One dense operand of the instance's dtype: no shapes to merge, nothing to check. */
export function callDenseUnary(instance: Instance, a: Tensor): Tensor {
  const out = likeDense(a, instance);
  runContiguous(a.device, executableOf(instance, a), a.length, out, a, null);
  if (wantsRecord(a) && gradState.enabled && instance.rule !== null) record(instance, [a], null, [out]);
  if (observers.length > 0) tellObservers(instance.name, [a], NO_ATTRIBUTES, [out], 'kernel');
  return out;
}

/** One dense operand and a number that is the instance's only parameter. */
export function callDenseScalar(instance: Instance, a: Tensor, scalar: number): Tensor {
  const out = likeDense(a, instance);
  runContiguousScalar(a.device, executableOf(instance, a), a.length, out, a, scalar);
  if (wantsRecord(a) && gradState.enabled && instance.rule !== null) record(instance, [a], [scalar], [out]);
  if (observers.length > 0) tellObservers(instance.name, [a], NO_ATTRIBUTES, [out], 'kernel');
  return out;
}

/** Two dense operands of one shape and of the instance's dtypes. */
export function callDenseBinary(instance: Instance, a: Tensor, b: Tensor): Tensor {
  const out = likeDense(a, instance);
  runContiguous(a.device, executableOf(instance, a), a.length, out, a, b);
  if ((wantsRecord(a) || wantsRecord(b)) && gradState.enabled && instance.rule !== null) {
    record(instance, [a, b], null, [out]);
  }
  if (observers.length > 0) tellObservers(instance.name, [a, b], NO_ATTRIBUTES, [out], 'kernel');
  return out;
}

/** Whether the short way of `callDenseBinary` is open for two operands of one dtype. */
export function denseAlike(a: Tensor, b: Tensor): boolean {
  return (
    a.contiguousFlag &&
    b.contiguousFlag &&
    a.device === b.device &&
    a.length > 0 &&
    !a.disposed &&
    !b.disposed &&
    sameShape(a.shape, b.shape)
  );
}

/** @throws DeviceError naming the devices when operands live on different ones */
export function checkOperands(name: string, inputs: readonly (Tensor | null)[]): void {
  let device = null;
  for (let i = 0; i < inputs.length; i++) {
    const t = inputs[i]!;
    if (t === null) continue;
    if (t.disposed) t.assertAlive(name);
    device ??= t.device;
    if (t.device !== device) {
      const names = inputs.flatMap((i) => (i === null ? [] : [`'${i.device.name}'`]));
      const where = [...new Set(names)].join(' and ');
      throw new DeviceError(`${name}: operands are on different devices (${where}); move one with .to(…)`);
    }
  }
}

/** The general way: any layout, broadcasting, several outputs. */
export function callInstance(
  instance: Instance,
  inputs: readonly Tensor[],
  params: readonly number[] | null = null,
): Tensor[] {
  checkOperands(instance.name, inputs);
  const first = inputs[0]!;
  const outs: Tensor[] = [];
  if (!instance.complex && first.contiguousFlag && first.length > 0 && allDenseAlike(inputs)) {
    for (const t of instance.outputTypes) outs.push(like(first, t));
    const operands = inputs.length === 1 && outs.length === 1 ? [outs[0]!, first] : [...outs, ...inputs];
    runDense(first.device, executableOf(instance, first), first.length, operands, params ?? NO_PARAMS);
  } else {
    const shape = broadcastShapes(
      instance.name,
      inputs.map((i) => i.shape),
    );
    running.op = instance.name;
    const before = laneState.current;
    laneState.current = lanesOf(inputs);
    try {
      for (const t of instance.outputTypes) outs.push(allocateTensor(shape, t, first.device));
      if (instance.complex) runOnParts(instance.kernel, outs, inputs, params);
      else runMap(instance.kernel, outs, inputs, params);
    } catch (error) {
      throw named(instance.name, error);
    } finally {
      laneState.current = before;
    }
  }
  if (gradState.enabled && instance.rule !== null && inputs.some(wantsRecord)) {
    record(instance, inputs, params, outs);
  }
  if (observers.length > 0) tellObservers(instance.name, inputs, NO_ATTRIBUTES, outs, 'kernel');
  return outs;
}

/**
 * target = instance(inputs), written in place; the result is cast to the target's dtype by the instance.
 * @throws ShapeError when the result doesn't have the target's shape
 * @throws GradientError for a leaf that wants a gradient, or a view that can't be followed in the graph
 */
export function callInPlace(
  instance: Instance,
  target: Tensor,
  inputs: readonly Tensor[],
  params: readonly number[] | null = null,
): Tensor {
  checkOperands(instance.name, [target, ...inputs]);
  const shape = broadcastShapes(instance.name, [target.shape, ...inputs.map((i) => i.shape)]);
  if (!sameShape(shape, target.shape)) {
    throw new ShapeError(
      `${instance.name}: the result is ${showShape(shape)}, which can't be written into a tensor of shape ${showShape(target.shape)}`,
    );
  }
  const rule = checkInPlace(instance.name, target, inputs) ? instance.rule : null;
  checkWritable(instance.name, target);
  const kept = rule === null ? inputs : keepOld(rule, target, inputs);
  const safe = inputs.map((i) => (overlaps(target, i) ? copyOf(i) : i));
  running.op = instance.name;
  if (instance.complex) runOnParts(instance.kernel, [target], safe, params);
  else runMap(instance.kernel, [target], safe, params);
  target.storage.version++;
  if (rule !== null) {
    gradState.engine!.recordInPlace(rule, target, kept, params === null ? NO_ATTRIBUTES : { params });
  }
  for (let k = 0; k < inputs.length; k++) {
    if (safe[k] !== inputs[k]) safe[k]!.dispose();
    if (kept[k] !== inputs[k]) kept[k]!.dispose();
  }
  return target;
}

/** An expanded tensor has several elements in one place: writing to it would depend on the order. */
export function checkWritable(name: string, target: Tensor): void {
  for (let i = 0; i < target.ndim; i++) {
    if (target.strides[i] === 0 && target.shape[i]! > 1) {
      throw new ShapeError(
        `${name}: several elements of this expanded tensor share one place in memory; clone() it before writing in place`,
      );
    }
  }
}

/** Shares memory with the target other than element by element: has to be copied before the target is written. */
export function overlaps(target: Tensor, input: Tensor): boolean {
  if (input.storage !== target.storage) return false;
  const same: boolean =
    input.offset === target.offset &&
    input.dtype === target.dtype &&
    sameShape(input.shape, target.shape) &&
    input.shape.every((n, i) => n <= 1 || input.strides[i] === target.strides[i]);
  return !same;
}

let copy: ((t: Tensor) => Tensor) | null = null;
/** Set by `ops/movement/contiguous.ts`. */
export function setCopy(c: (t: Tensor) => Tensor): void {
  copy = c;
}
export function copyOf(t: Tensor): Tensor {
  return copy!(t);
}

setRunInstance(callInstance);
