import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { stridedView } from '../movement/strided.js';

export interface WindowAttributes {
  /** Positions of a window in each spatial dimension. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly [name: string]: unknown;
}

/** Number of windows that fit `n` positions. */
export const windowCount = (n: number, kernel: number, stride: number, dilation: number): number =>
  Math.floor((n - dilation * (kernel - 1) - 1) / stride) + 1;

/**
 * A view of all windows of the spatial dimensions: [N, C, *S] as [N, C, *K, *L], K the kernel's sizes and L the numbers
 * of windows. Convolution and pooling are products and reductions over it. The gradient adds the windows one kernel
 * position after the other, so its sums have one order on every device.
 */
const windows = stridedView<WindowAttributes>({
  name: 'windows',
  window: (shape, strides, { kernel, stride, dilation }) => ({
    size: [...shape.slice(0, 2), ...kernel, ...counts(shape, { kernel, stride, dilation })],
    strides: [
      ...strides.slice(0, 2),
      ...kernel.map((_, i) => strides[i + 2]! * dilation[i]!),
      ...kernel.map((_, i) => strides[i + 2]! * stride[i]!),
    ],
    offset: 0,
  }),
  overlapping: ({ kernel }) => kernel.map((_, i) => i + 2),
});

/** Numbers of windows of [N, C, *S]. */
export function counts(shape: Shape, { kernel, stride, dilation }: WindowAttributes): number[] {
  return kernel.map((k, i) => windowCount(shape[i + 2]!, k, stride[i]!, dilation[i]!));
}

export const windowsOf = (input: Tensor, attributes: WindowAttributes): Tensor =>
  windows.call([input], attributes)[0]!;

/** Zeros in `shape` to which windows [N, C, *K, *L] are added. */
export const addWindows = (g: Tensor, shape: Shape, attributes: WindowAttributes): Tensor =>
  windows.backward.call([g], { ...attributes, inputShape: shape })[0]!;
