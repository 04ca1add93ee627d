import { ArgumentError, ShapeError } from '../../errors.js';
import { checkBoolean } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { squeeze } from '../movement/squeeze.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import type { Size } from './conv-nd.js';
import { sizes } from './conv-nd.js';
import { windowCount } from './windows.js';

export interface PoolAttributes {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;
  readonly [name: string]: unknown;
}

/** Windows along one dimension; with `ceilMode` also one that starts inside and reaches over the end. */
export function pooledSize(
  n: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceilMode: boolean,
): number {
  const fit = windowCount(n + 2 * padding, kernel, stride, dilation);
  if (!ceilMode) return fit;
  const over = Math.ceil((n + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  // The last window must start inside the input or its left padding.
  return (over - 1) * stride >= n + padding ? over - 1 : over;
}

/** Positions to add after the end so that all `count` windows fit; negative where some are never read. */
export function endPadding(
  n: number,
  count: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): number {
  return (count - 1) * stride + dilation * (kernel - 1) + 1 - n - padding;
}

/** Sizes of the result, and how much to add after the end of each dimension. */
export function poolGeometry(
  shape: readonly number[],
  a: PoolAttributes,
): { size: number[]; after: number[] } {
  const { kernel, stride, padding, dilation, ceilMode } = a;
  const size = kernel.map((k, i) =>
    pooledSize(shape[i + 2]!, k, stride[i]!, padding[i]!, dilation[i]!, ceilMode),
  );
  const after = kernel.map((k, i) =>
    endPadding(shape[i + 2]!, size[i]!, k, stride[i]!, padding[i]!, dilation[i]!),
  );
  return { size, after };
}

/** [C, *S] as [1, C, *S]; back by the second function. */
export function batched(
  op: string,
  input: Tensor,
  rank: number,
): { input: Tensor; restore: (t: Tensor) => Tensor } {
  if (input.ndim === rank + 2 && input.shape.slice(1).some((n) => n === 0)) {
    throw new ShapeError(`${op}: only the batch may be empty, got ${showShape(input.shape)}`);
  }
  if (input.ndim === rank + 1 && input.length === 0) {
    throw new ShapeError(`${op}: channels and positions must not be empty, got ${showShape(input.shape)}`);
  }
  if (input.ndim === rank + 2) return { input, restore: (t) => t };
  if (input.ndim !== rank + 1) {
    throw new ShapeError(
      `${op}: input must have ${rank + 2} dimensions (or ${rank + 1} without a batch), got ${showShape(input.shape)}`,
    );
  }
  return { input: unsqueeze(input, 0), restore: (t) => squeeze(t, 0) };
}

/** Options of pooling as PyTorch has them, checked. `stride` null is that of the kernel. */
export function poolAttributes(
  op: string,
  input: Tensor,
  rank: number,
  kernelSize: unknown,
  o: { stride: Size | null; padding: Size; dilation: Size; ceilMode: boolean },
): PoolAttributes {
  const kernel = sizes(op, 'kernelSize', kernelSize, rank, 1);
  const attributes = {
    kernel,
    stride: o.stride === null ? kernel : sizes(op, 'stride', o.stride, rank, 1),
    padding: sizes(op, 'padding', o.padding, rank, 0),
    dilation: sizes(op, 'dilation', o.dilation, rank, 1),
    ceilMode: checkBoolean(op, 'ceilMode', o.ceilMode),
  };
  kernel.forEach((k, i) => {
    if (attributes.padding[i]! > k / 2) {
      throw new ArgumentError(
        `${op}: padding may be at most half of the kernel, got padding [${attributes.padding.join(', ')}] and kernelSize [${kernel.join(', ')}]`,
      );
    }
  });
  const { size } = poolGeometry(input.shape, attributes);
  if (size.some((n) => n < 1)) {
    throw new ShapeError(
      `${op}: windows of [${kernel.join(', ')}] don't fit input ${showShape(input.shape)} with padding [${attributes.padding.join(', ')}]`,
    );
  }
  return attributes;
}
