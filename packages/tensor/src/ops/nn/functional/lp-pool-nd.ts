import { ArgumentError, DTypeError } from '../../../errors.js';
import { checkBoolean, checkNumber, positionalOrNamed } from '../../../op/options.js';
import { numel } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { pow } from '../../arithmetic/pow.js';
import { avgPool } from '../avg-pool.js';
import type { Size } from '../conv-nd.js';
import { Fused } from '../fused.js';
import { batched, poolAttributes } from '../pooling.js';

/** (max(Σ, 0))^(1/p) from the mean of xᵖ; negative sums of odd powers count as 0, as in PyTorch. */
const root = new Fused('lpPoolRoot', 2, ([mean], [count, power]) => {
  const positive = mean!.gt(0);
  return [positive.where(positive.where(mean!, 1).mul(count!).pow(power!), 0)];
});

export interface LpPoolOptions {
  /** Distance between windows (default: the size of the kernel). */
  stride?: Size | null;
  /** Also use a window that reaches over the end (default false). */
  ceilMode?: boolean;
}

/** The common course of lpPool1d, 2d and 3d: the mean of powers, times the size of the window. */
export function lpPoolNd(
  op: string,
  rank: number,
  input: Tensor,
  normType: unknown,
  kernelSize: unknown,
  stride: unknown,
  options: unknown,
): Tensor {
  const o = positionalOrNamed(op, 'stride', stride, options, {
    stride: null as Size | null,
    ceilMode: false,
  });
  const p = checkNumber(op, 'normType', normType);
  if (p === 0 || Number.isNaN(p)) throw new ArgumentError(`${op}: normType must not be ${p}`);
  if (input.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  const { input: batch, restore } = batched(op, input, rank);
  const attributes = {
    ...poolAttributes(op, batch, rank, kernelSize, {
      stride: o.stride,
      padding: 0,
      dilation: 1,
      ceilMode: checkBoolean(op, 'ceilMode', o.ceilMode),
    }),
    countIncludePad: true,
    divisorOverride: null,
  };
  const mean = avgPool.call([pow(batch, p)], attributes)[0]!;
  return restore(root.call([mean], [numel(attributes.kernel), 1 / p]));
}
