import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { expand } from '../movement/expand.js';
import { accumulationType } from '../reduction/reduction.js';
import { alongChannels } from './convolution.js';
import {
  dotNormalized,
  inverseDeviation,
  meanOver,
  normalize,
  normInput,
  sumOf,
  throughDeviation,
  throughMean,
  weightedInput,
} from './normalization.js';

export interface BatchNormAttributes {
  readonly eps: number;
  readonly [name: string]: unknown;
}

/** Dimensions that are averaged: all but the channels. */
const batchDims = (t: Tensor): number[] => t.shape.map((_, i) => i).filter((i) => i !== 1);

/** Elements of a channel. */
const perChannel = (shape: Shape): number => shape.reduce((n, s, i) => (i === 1 ? n : n * s), 1);

const channels = (t: Tensor | null, ndim: number): Tensor | null =>
  t === null ? null : alongChannels(t, ndim);

/** Inputs: [N, C, *], weight [C] or null, bias [C] or null. Outputs: result, mean [C], 1/√(biased variance + eps) [C]. */
export const batchNormTrain: Primitive<BatchNormAttributes> = new Primitive<BatchNormAttributes>({
  kind: 'composite',
  name: 'batchNormTrain',
  saves: [0, 1],
  savesOutputs: [1, 2],
  infer: ([input]) => {
    const stats = { shape: Object.freeze([input!.shape[1]!]), dtype: accumulationType(input!.dtype) };
    return [{ shape: input!.shape, dtype: input!.dtype }, stats, stats];
  },
  body: ([input, weight, bias], { eps }) => {
    const dims = batchDims(input!);
    const scale = 1 / perChannel(input!.shape);
    const mean = meanOver.call([input!], dims, { params: [scale] });
    const means = alongChannels(mean, input!.ndim);
    const invStd = inverseDeviation.call([input!, means], dims, { params: [scale, eps] });
    const stats = [input!, means, alongChannels(invStd, input!.ndim)];
    const out = normalize.call(stats, channels(weight!, input!.ndim), channels(bias!, input!.ndim));
    return [out, mean, invStd];
  },
  gradient: (c, [g, gMean, gInvStd]) => {
    const input = c.input(0);
    const mean = c.output(1);
    const invStd = c.output(2);
    const scale = 1 / perChannel(input.shape);
    let [dx, dw, db]: readonly (Tensor | null)[] = [null, null, null];
    if (g !== null) [dx, dw, db] = batchNormBackward.call([g!, input, c.optional(1), mean, invStd], {});
    const extra: Tensor[] = [];
    if (gMean) extra.push(expand(throughMean.call([alongChannels(gMean, input.ndim)], [scale]), input.shape));
    if (gInvStd) {
      const stats = [gInvStd, mean, invStd].map((t) => alongChannels(t, input.ndim));
      extra.push(throughDeviation.call([stats[0]!, input, stats[1]!, stats[2]!], [scale]));
    }
    for (const e of extra) dx = dx == null ? e : add(dx, e);
    return [dx ?? null, c.needs(1) ? (dw ?? null) : null, c.needs(2) ? (db ?? null) : null];
  },
});

/** Inputs: gradient, input, weight or null, mean, 1/σ. Outputs: gradients of input, weight and bias. */
export const batchNormBackward: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'composite',
  name: 'batchNormBackward',
  infer: ([grad, input]) => {
    const channel = { shape: Object.freeze([input!.shape[1]!]), dtype: grad!.dtype };
    return [{ shape: input!.shape, dtype: grad!.dtype }, channel, channel];
  },
  body: ([grad, input, weight, mean, invStd]) => {
    const dims = batchDims(input!);
    const { ndim } = input!;
    const stats = [grad!, input!, alongChannels(mean!, ndim), alongChannels(invStd!, ndim)];
    const sum = sumOf.call([grad!], dims);
    const dot = dotNormalized.call(stats, dims);
    const scale = 1 / perChannel(input!.shape);
    // The weight is the same for a whole channel, so it can be multiplied into 1/σ's place: once, at the end.
    const operands = [...stats, alongChannels(sum, ndim), alongChannels(dot, ndim)];
    const dx = weight
      ? weightedInput.call([...operands, alongChannels(weight, ndim)], [scale])
      : normInput[0].call(operands, [scale]);
    return [dx, dot, sum];
  },
});
