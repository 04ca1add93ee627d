import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import type { Size } from './conv-nd.js';
import { maxPool } from './max-pool.js';
import { batched, poolAttributes } from './pooling.js';

export interface MaxPoolOptions {
  /** Distance between windows (default: the size of the kernel). */
  stride?: Size | null;
  /** Places added on both sides, at most half of the kernel (default 0). */
  padding?: Size;
  /** Distance between the elements of a window (default 1). */
  dilation?: Size;
  /** Also use a window that reaches over the end (default false). */
  ceilMode?: boolean;
  /** Give `[values, indices]` (default false). */
  returnIndices?: boolean;
}

export interface MaxPool {
  (input: Tensor, kernelSize: Size, options: MaxPoolOptions & { returnIndices: true }): ValuesIndices;
  (
    input: Tensor,
    kernelSize: Size,
    stride: Size,
    options: MaxPoolOptions & { returnIndices: true },
  ): ValuesIndices;
  (input: Tensor, kernelSize: Size, stride?: Size | null | MaxPoolOptions, options?: MaxPoolOptions): Tensor;
}

/** The common course of maxPool1d, 2d and 3d. */
export function maxPoolNd(
  op: string,
  rank: number,
  input: Tensor,
  kernelSize: unknown,
  stride: unknown,
  options: unknown,
): Tensor | ValuesIndices {
  const o = positionalOrNamed(op, 'stride', stride, options, {
    stride: null as Size | null,
    padding: 0 as Size,
    dilation: 1 as Size,
    ceilMode: false,
    returnIndices: false,
  });
  const { input: batch, restore } = batched(op, input, rank);
  const [values, positions] = maxPool.call([batch], poolAttributes(op, batch, rank, kernelSize, o));
  if (!checkBoolean(op, 'returnIndices', o.returnIndices)) return restore(values!);
  return valuesIndices(restore(values!), restore(positions!));
}
