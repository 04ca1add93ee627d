import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { positionalOrNamed } from '../../../op/options.js';
import { numel, sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { scatterAlong } from '../../indexing/scatter-kernel.js';
import { reshape } from '../../movement/reshape.js';
import { zerosOf } from '../../movement/strided.js';
import type { Size } from '../conv-nd.js';
import { sizes } from '../conv-nd.js';
import { Fused } from '../fused.js';
import type { MaxPool } from '../max-pool-nd.js';
import { batched } from '../pooling.js';

export interface MaxUnpoolOptions {
  /** Distance between the windows of the pooling (default: the size of the kernel). */
  stride?: Size | null;
  /** Padding of the pooling (default 0). */
  padding?: Size;
  /** Size of the result, where several sizes pool to that of the input: [*, C, …sizes] or the sizes alone. */
  outputSize?: readonly number[] | null;
}

/** Negative positions, which a scatter would count from the end, leave the range. */
const checked = new Fused('maxUnpoolIndices', 1, ([i], [size]) => [i!.lt(0).where(size!.to(i!.dtype), i!)]);

function outputSizes(
  op: string,
  spatial: readonly number[],
  wanted: readonly number[] | null,
  kernel: readonly number[],
  stride: readonly number[],
  padding: readonly number[],
): number[] {
  const usual = spatial.map((n, i) => (n - 1) * stride[i]! + kernel[i]! - 2 * padding[i]!);
  if (wanted === null) return usual;
  const rank = spatial.length;
  const given = wanted.length === rank + 2 ? wanted.slice(2) : wanted;
  const size = sizes(op, 'outputSize', given, rank, 1);
  size.forEach((n, i) => {
    if (Math.abs(n - usual[i]!) >= stride[i]!) {
      throw new ArgumentError(
        `${op}: outputSize ${showShape(size)} must be within ${stride[i]} of ${showShape(usual)}, the size that pooling would have had`,
      );
    }
  });
  return size;
}

/** The common course of maxUnpool1d, 2d and 3d. */
export function maxUnpoolNd(
  op: string,
  rank: number,
  input: Tensor,
  indices: Tensor,
  kernelSize: unknown,
  stride: unknown,
  options: unknown,
): Tensor {
  const o = positionalOrNamed(op, 'stride', stride, options, {
    stride: null as Size | null,
    padding: 0 as Size,
    outputSize: null as readonly number[] | null,
  });
  if (!sameShape(input.shape, indices.shape)) {
    throw new ShapeError(
      `${op}: indices ${showShape(indices.shape)} must have the shape of input ${showShape(input.shape)}`,
    );
  }
  if (indices.dtype.name !== 'int64' && indices.dtype.name !== 'int32') {
    throw new DTypeError(`${op}: indices must be int64 or int32, got ${indices.dtype}`);
  }
  const { input: batch, restore } = batched(op, input, rank);
  const kernel = sizes(op, 'kernelSize', kernelSize, rank, 1);
  const step = o.stride === null ? kernel : sizes(op, 'stride', o.stride, rank, 1);
  const padding = sizes(op, 'padding', o.padding, rank, 0);
  const size = outputSizes(op, batch.shape.slice(2), o.outputSize, kernel, step, padding);
  if (size.some((n) => n < 1)) {
    throw new ShapeError(
      `${op}: the output of input ${showShape(input.shape)} would have the sizes ${showShape(size)}`,
    );
  }
  const [n, c] = batch.shape as [number, number];
  const flat = [n, c, numel(batch.shape.slice(2))];
  const positions = checked.call([reshape(indices, flat)], [numel(size)]);
  const zeros = zerosOf(Object.freeze([n, c, numel(size)]), input.dtype, input.device);
  // Planes side by side may be longer than the plane they go to; only the index has to fit.
  const out = scatterAlong(op, zeros, 2, positions, reshape(batch, flat), 'set', false);
  return restore(reshape(out, [n, c, ...size]));
}

/** For samples: what pooling by 2 leaves of `input`, with its positions. @internal */
export function pooled(pool: MaxPool, input: Tensor): readonly [Tensor, Tensor, number] {
  const { values, indices } = pool(input, 2, { returnIndices: true });
  return [values, indices, 2];
}
