import { ArgumentError, ShapeError, type Tensor } from '@cresset/tensor';
import { describe, showShape } from '@cresset/tensor/toolkit';

/** Nonlinearities that `calculateGain` knows, by PyTorch's names. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv_transpose1d'
  | 'conv_transpose2d'
  | 'conv_transpose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu';

/** Whether the variance is kept in the forward pass (`fan_in`) or in the backward pass. */
export type FanMode = 'fan_in' | 'fan_out';

const gains: Readonly<Record<Nonlinearity, (param: number | null) => number>> = {
  linear: () => 1,
  conv1d: () => 1,
  conv2d: () => 1,
  conv3d: () => 1,
  conv_transpose1d: () => 1,
  conv_transpose2d: () => 1,
  conv_transpose3d: () => 1,
  sigmoid: () => 1,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leaky_relu: (slope) => Math.sqrt(2 / (1 + (slope ?? 0.01) ** 2)),
  selu: () => 3 / 4,
};

/**
 * The factor by which a nonlinearity's weights are scaled to keep the variance.
 *
 * @param param negative slope of `leaky_relu` (default 0.01)
 */
export function calculateGain(nonlinearity: Nonlinearity, param: number | null = null): number {
  if (!Object.hasOwn(gains, nonlinearity)) {
    throw new ArgumentError(
      `calculateGain: unknown nonlinearity ${describe(nonlinearity)}; known are ${Object.keys(gains).join(', ')}`,
    );
  }
  return gains[nonlinearity](param);
}

/** Numbers of inputs and outputs of one unit, from a weight of shape [out, in, …kernel]. */
export function fans(op: string, tensor: Tensor): { fan_in: number; fan_out: number } {
  if (tensor.ndim < 2) {
    throw new ShapeError(
      `${op}: fan-in and fan-out need a tensor of at least 2 dimensions, got ${showShape(tensor.shape)}`,
    );
  }
  const [out, input, ...kernel] = tensor.shape as [number, number, ...number[]];
  const field = kernel.reduce((a, b) => a * b, 1);
  return { fan_in: input * field, fan_out: out * field };
}
