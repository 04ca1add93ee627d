import type { DType } from '../../dtype.js';
import { int64 } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { castTo } from '../conversion/cast.js';
import { counting } from '../creation/range.js';
import { matmul } from '../linalg/matmul.js';
import { squeeze } from '../movement/squeeze.js';
import { transpose } from '../movement/transpose.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { logsumexp } from '../reduction/logsumexp.js';
import { accumulationType } from '../reduction/reduction.js';
import { sum } from '../reduction/sum.js';
import { Fused } from './fused.js';

export interface AttentionAttributes {
  /** Factor of the products of queries and keys. */
  readonly scale: number;
  /** Query i attends to keys 0 to i. */
  readonly causal: boolean;
  readonly [name: string]: unknown;
}

const scaled = new Fused('attentionScores', 1, ([s], [scale]) => [s!.mul(scale!)]);
const masked = new Fused('attentionMask', 1, ([s, mask], [scale]) => [s!.mul(scale!).add(mask!)]);
const causal = new Fused('attentionCausal', 0, ([s, query, key]) => [
  query!.ge(key!).where(s!, Number.NEGATIVE_INFINITY),
]);
/** exp(s − lse); a query that attends to nothing has no weights, rather than NaN. */
const weights = new Fused('attentionWeights', 0, ([s, lse]) => [
  lse!.eq(Number.NEGATIVE_INFINITY).where(constant(0, s!.dtype), s!.sub(lse!).exp()),
]);
const scoreGradient = new Fused('attentionScoreGradient', 0, ([p, dp, delta]) => [p!.mul(dp!.sub(delta!))]);

interface BackwardAttributes extends AttentionAttributes {
  /** Whether the gradient of the scores is a result too: without, no [*, L, S] need be in memory. */
  readonly maskGradient: boolean;
}

/** Scores before the softmax, [*, L, S]. */
export function attentionScores(q: Tensor, k: Tensor, mask: Tensor | null, a: AttentionAttributes): Tensor {
  const products = matmul(q, transpose(k, -1, -2));
  const s = mask === null ? scaled.call([products], [a.scale]) : masked.call([products, mask], [a.scale]);
  if (!a.causal) return s;
  const [queries, keys] = [s.shape[s.ndim - 2]!, s.shape[s.ndim - 1]!];
  const query = unsqueeze(counting(queries, int64, s.device), 1);
  return causal.call([s, query, counting(keys, int64, s.device)]);
}

/** The softmax of scores along the keys, and 0 for queries that attend to nothing. */
export const attentionWeights = (scores: Tensor, lse: Tensor): Tensor => weights.call([scores, lse]);

const wide = (t: Tensor): Tensor => {
  const type = accumulationType(t.dtype);
  return type === t.dtype ? t : castTo(t, type);
};
const narrow = (t: Tensor, dtype: DType): Tensor => (t.dtype === dtype ? t : castTo(t, dtype));

/**
 * Gradients of query, key, value and, where it is wanted, mask, from that of the result (and of the logarithms), by the formulas of
 * FlashAttention (Dao et al., 2022): the weights are computed again from the logarithms of their sums.
 *
 * Inputs: gradient [*, L, Ev], query, key, value, mask or null, result, logarithms [*, L], their gradient or null.
 */
const backward: Primitive<BackwardAttributes> = new Primitive<BackwardAttributes>({
  kind: 'composite',
  name: 'scaledDotProductAttentionBackward',
  infer: ([, q, k, v], { maskGradient }) => {
    const results = [q!, k!, v!].map(({ shape, dtype }) => ({ shape, dtype }));
    return maskGradient ? [...results, { shape: scoreShape(q!, k!), dtype: q!.dtype }] : results;
  },
  body: ([grad, query, key, value, mask, result, lse, gradLse], attributes) => {
    const { dtype } = query!;
    const [g, q, k, v, out] = [grad!, query!, key!, value!, result!].map(wide) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const scores = attentionScores(q, k, mask === null ? null : wide(mask!), attributes);
    const p = attentionWeights(scores, unsqueeze(lse!, -1));
    const dp = matmul(g, transpose(v, -1, -2));
    const dot = sum(mul(g, out), -1, { keepdim: true });
    const delta = gradLse === null || gradLse === undefined ? dot : sub(dot, unsqueeze(gradLse, -1));
    const ds = scoreGradient.call([p, dp, delta]);
    const results = [
      narrow(mul(matmul(ds, k), attributes.scale), dtype),
      narrow(mul(matmul(transpose(ds, -1, -2), q), attributes.scale), dtype),
      narrow(matmul(transpose(p, -1, -2), g), dtype),
    ];
    return attributes.maskGradient ? [...results, narrow(ds, dtype)] : results;
  },
});

const scoreShape = (q: Tensor, k: Tensor): Shape =>
  Object.freeze([...q.shape.slice(0, -1), k.shape[k.ndim - 2]!]);

/**
 * softmax(scale · q kᵀ + mask) v. Inputs: query [*, L, E], key [*, S, E], value [*, S, Ev], all of one batch, and a mask
 * of their dtype that broadcasts to [*, L, S], or null. Outputs: [*, L, Ev], and the logarithm of the sum of the
 * exponentials of each query's scores, [*, L], in the accumulation type.
 */
export const attention: Primitive<AttentionAttributes> = new Primitive<AttentionAttributes>({
  kind: 'composite',
  name: 'scaledDotProductAttention',
  saves: [0, 1, 2, 3],
  savesOutputs: [0, 1],
  infer: ([q, , v]) => [
    { shape: Object.freeze([...q!.shape.slice(0, -1), v!.shape[v!.ndim - 1]!]), dtype: q!.dtype },
    { shape: Object.freeze(q!.shape.slice(0, -1)), dtype: accumulationType(q!.dtype) },
  ],
  body: ([query, key, value, mask], attributes) => {
    const [q, k, v] = [wide(query!), wide(key!), wide(value!)];
    const scores = attentionScores(q, k, mask === null ? null : wide(mask!), attributes);
    const lse = logsumexp(scores, -1, { keepdim: true });
    const out = matmul(attentionWeights(scores, lse), v);
    return [narrow(out, query!.dtype), squeeze(lse, -1)];
  },
  gradient: (c, [g, gLse]) => {
    const [q, k, v, mask] = [c.input(0), c.input(1), c.input(2), c.optional(3)];
    const out = c.output(0);
    const grad = g ?? mul(out, 0);
    const inputs = [grad, q, k, v, mask, out, c.output(1), gLse ?? null];
    const attributes = { ...(c.attributes as AttentionAttributes), maskGradient: c.needs(3) };
    const [dq, dk, dv, dm] = backward.call(inputs, attributes);
    return [dq!, dk!, dv!, dm ?? null];
  },
});
