import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { expand } from '../movement/expand.js';
import { accumulationType } from '../reduction/reduction.js';
import {
  dotNormalized,
  dotWeighted,
  inverseDeviation,
  meanOver,
  normalize,
  normInput,
  sumOf,
  sumWeighted,
  throughDeviation,
  throughMean,
} from './normalization.js';

export interface LayerNormAttributes {
  /** How many trailing dimensions are normalized together. */
  readonly dims: number;
  readonly eps: number;
  readonly [name: string]: unknown;
}

type BackwardAttributes = Omit<LayerNormAttributes, 'eps'>;

export const trailing = (ndim: number, dims: number): number[] =>
  Array.from({ length: dims }, (_, i) => ndim - dims + i);
export const leading = (ndim: number, dims: number): number[] =>
  Array.from({ length: ndim - dims }, (_, i) => i);

/** Elements that are normalized together. */
export const count = (shape: Shape, dims: number): number =>
  shape.slice(shape.length - dims).reduce((a, b) => a * b, 1);

export const statsShape = (shape: Shape, dims: number): Shape =>
  Object.freeze(shape.map((n, i) => (i < shape.length - dims ? n : 1)));

/**
 * Inputs: [*, *D], weight [*D] or null, bias [*D] or null. Outputs: result, mean and 1/√(variance + eps), both [*, 1…].
 */
export const layerNormStats: Primitive<LayerNormAttributes> = new Primitive<LayerNormAttributes>({
  kind: 'composite',
  name: 'layerNormStats',
  saves: [0, 1],
  savesOutputs: [1, 2],
  infer: ([input], { dims }) => {
    const stats = { shape: statsShape(input!.shape, dims), dtype: accumulationType(input!.dtype) };
    return [{ shape: input!.shape, dtype: input!.dtype }, stats, stats];
  },
  body: ([input, weight, bias], { dims, eps }) => {
    const axes = trailing(input!.ndim, dims);
    const scale = 1 / count(input!.shape, dims);
    const mean = meanOver.call([input!], axes, { keepdim: true, params: [scale] });
    const rstd = inverseDeviation.call([input!, mean], axes, { keepdim: true, params: [scale, eps] });
    return [normalize.call([input!, mean, rstd], weight!, bias!), mean, rstd];
  },
  gradient: (c, [g, gMean, gRstd]) => {
    const input = c.input(0);
    const mean = c.output(1);
    const rstd = c.output(2);
    const { dims } = c.attributes as LayerNormAttributes;
    const scale = 1 / count(input.shape, dims);
    let [dx, dw, db]: readonly (Tensor | null)[] = [null, null, null];
    if (g !== null) [dx, dw, db] = layerNormBackward.call([g!, input, c.optional(1), mean, rstd], { dims });
    const extra: Tensor[] = [];
    if (gMean) extra.push(expand(throughMean.call([gMean], [scale]), input.shape));
    if (gRstd) extra.push(throughDeviation.call([gRstd, input, mean, rstd], [scale]));
    for (const e of extra) dx = dx == null ? e : add(dx, e);
    return [dx ?? null, c.needs(1) ? (dw ?? null) : null, c.needs(2) ? (db ?? null) : null];
  },
});

/** Inputs: gradient, input, weight or null, mean, 1/σ. Outputs: gradients of input, weight and bias. */
export const layerNormBackward: Primitive<BackwardAttributes> = new Primitive<BackwardAttributes>({
  kind: 'composite',
  name: 'layerNormBackward',
  infer: ([grad, input], { dims }) => {
    const affine = { shape: input!.shape.slice(input!.ndim - (dims as number)), dtype: grad!.dtype };
    return [{ shape: input!.shape, dtype: grad!.dtype }, affine, affine];
  },
  body: ([grad, input, weight, mean, rstd], { dims }) => {
    const n = dims as number;
    const axes = trailing(input!.ndim, n);
    const scale = 1 / count(input!.shape, n);
    const stats = [grad!, input!, mean!, rstd!];
    const keepdim = true;
    const sum = weight
      ? sumWeighted.call([grad!, weight], axes, { keepdim })
      : sumOf.call([grad!], axes, { keepdim });
    const dot = weight
      ? dotWeighted.call([...stats, weight], axes, { keepdim })
      : dotNormalized.call(stats, axes, { keepdim });
    const dx = weight
      ? normInput[1].call([...stats, sum, dot, weight], [scale])
      : normInput[0].call([...stats, sum, dot], [scale]);
    const rows = leading(input!.ndim, n);
    return [dx, dotNormalized.call(stats, rows), sumOf.call([grad!], rows)];
  },
});
