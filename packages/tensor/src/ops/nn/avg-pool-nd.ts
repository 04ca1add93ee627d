import { int64 } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { checkBoolean, checkInteger, positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { averaged } from './avg-pool.js';
import type { Size } from './conv-nd.js';
import { batched, poolAttributes } from './pooling.js';

export interface AvgPoolOptions {
  /** Distance between windows (default: the size of the kernel). */
  stride?: Size | null;
  /** Zeros added on both sides, at most half of the kernel (default 0). */
  padding?: Size;
  /** Also use a window that reaches over the end (default false). */
  ceilMode?: boolean;
  /** Whether the zeros of the padding count as elements (default true). */
  countIncludePad?: boolean;
}

export interface AvgPoolOptionsWithDivisor extends AvgPoolOptions {
  /** Divide sums by this number instead (default: null). */
  divisorOverride?: number | null;
}

/** The common course of avgPool1d, 2d and 3d; the first has no divisorOverride. */
export function avgPoolNd(
  op: string,
  rank: number,
  input: Tensor,
  kernelSize: unknown,
  stride: unknown,
  options: unknown,
): Tensor {
  const defaults = {
    stride: null as Size | null,
    padding: 0 as Size,
    ceilMode: false,
    countIncludePad: true,
  };
  const all = rank === 1 ? defaults : { ...defaults, divisorOverride: null };
  const o = positionalOrNamed(
    op,
    'stride',
    stride,
    options,
    all as typeof defaults & { divisorOverride?: number | null },
  );
  const divisorOverride = o.divisorOverride ?? null;
  if (divisorOverride !== null && checkInteger(op, 'divisorOverride', divisorOverride) === 0) {
    throw new ArgumentError(`${op}: divisorOverride can't be 0`);
  }
  if (input.dtype.kind !== 'float' && input.dtype !== int64)
    throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  const { input: batch, restore } = batched(op, input, rank);
  const attributes = {
    ...poolAttributes(op, batch, rank, kernelSize, { ...o, dilation: 1 }),
    countIncludePad: checkBoolean(op, 'countIncludePad', o.countIncludePad),
    divisorOverride,
  };
  return restore(averaged(batch, attributes));
}
