import type { Tensor } from '../../../tensor.js';
import { celu } from '../celu.js';
import { relu } from '../relu.js';
import { rrelu } from '../rrelu.js';
import { selu } from '../selu.js';
import { threshold } from '../threshold.js';
import { elu } from './elu.js';
import { hardtanh } from './hardtanh.js';
import { leakyRelu } from './leaky-relu.js';

/**
 * `name_(input, …)` for an activation that has the option `inplace`: the same arguments, and that option set. No ops of
 * their own: what the options do is tested with them.
 */
const inPlace =
  <A extends unknown[]>(f: (input: Tensor, ...args: A) => Tensor) =>
  (input: Tensor, ...args: A): Tensor => {
    const call = f as (input: Tensor, ...args: unknown[]) => Tensor;
    const last = args[args.length - 1];
    const options = typeof last === 'object' && last !== null;
    const lead = options ? args.slice(0, -1) : args.filter((a) => a !== undefined);
    return call(input, ...lead, { ...(options ? last : {}), inplace: true });
  };

type InPlace<F> = F extends (...args: infer A) => Tensor ? (...args: A) => Tensor : never;

/** `relu`, written over the input. */
export const relu_: InPlace<typeof relu> = inPlace(relu);
/** `elu`, written over the input. */
export const elu_: InPlace<typeof elu> = inPlace(elu);
/** `celu`, written over the input. */
export const celu_: InPlace<typeof celu> = inPlace(celu);
/** `selu`, written over the input. */
export const selu_: InPlace<typeof selu> = inPlace(selu);
/** `leakyRelu`, written over the input. */
export const leakyRelu_: InPlace<typeof leakyRelu> = inPlace(leakyRelu);
/** `hardtanh`, written over the input. */
export const hardtanh_: InPlace<typeof hardtanh> = inPlace(hardtanh);
/** `threshold`, written over the input. */
export const threshold_: InPlace<typeof threshold> = inPlace(threshold);
/** `rrelu`, written over the input. */
export const rrelu_: InPlace<typeof rrelu> = inPlace(rrelu);
