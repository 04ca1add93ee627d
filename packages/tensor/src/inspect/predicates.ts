import { DType } from '../dtype.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { describe } from '../op/options.js';
import type { Shape } from '../shape.js';
import { checkShape, broadcastShapes as common, showShape } from '../shape.js';
import { Tensor } from '../tensor.js';

function checkTensor(op: string, input: unknown): Tensor {
  if (!(input instanceof Tensor))
    throw new ArgumentError(`${op}: input must be a tensor, got ${describe(input)}`);
  return input;
}

/** Whether a value is a tensor. */
export function isTensor(obj: unknown): obj is Tensor {
  return obj instanceof Tensor;
}

/** Whether the dtype of a tensor is floating-point. */
export function isFloatingPoint(input: Tensor): boolean {
  return checkTensor('isFloatingPoint', input).isFloatingPoint();
}

/** Whether the dtype of a tensor is complex. */
export function isComplex(input: Tensor): boolean {
  return checkTensor('isComplex', input).isComplex();
}

/** Number of elements of a tensor. */
export function numel(input: Tensor): number {
  return checkTensor('numel', input).numel();
}

/**
 * Whether the only element of a tensor isn't 0.
 *
 * @returns a promise: the answer has to be read from the device
 * @throws ShapeError unless the tensor has exactly one element
 */
export async function isNonzero(input: Tensor): Promise<boolean> {
  const t = checkTensor('isNonzero', input);
  if (t.numel() !== 1) {
    throw new ShapeError(
      `isNonzero: expects one element, but a tensor of shape ${showShape(t.shape)} has ${t.numel()}`,
    );
  }
  const value: unknown = await t.item();
  if (Array.isArray(value)) return value.some((part) => part !== 0);
  return typeof value === 'boolean' ? value : Number(value) !== 0;
}

/** The name of a value's type: `torch.FloatTensor` for tensors as in PyTorch, else that of its class. */
export function typename(obj: unknown): string {
  if (obj instanceof Tensor) return obj.type();
  if (obj instanceof DType) return 'DType';
  if (obj === null || obj === undefined) return String(obj);
  return typeof obj === 'object' ? (obj.constructor?.name ?? 'Object') : typeof obj;
}

/**
 * The shape to which shapes broadcast.
 *
 * @throws ShapeError when they don't
 */
export function broadcastShapes(...shapes: readonly (Shape | number)[]): Shape {
  if (shapes.length === 0) return Object.freeze([]);
  return common(
    'broadcastShapes',
    shapes.map((s) => checkShape('broadcastShapes', typeof s === 'number' ? [s] : [...s])),
  );
}
