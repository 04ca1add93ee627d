import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkInteger, checkNumber, parseOptions } from '../../../op/options.js';
import { sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { matmul } from '../../linalg/matmul.js';
import { catAlong } from '../../movement/cat.js';
import { expand } from '../../movement/expand.js';
import { permute } from '../../movement/permute.js';
import { reshape } from '../../movement/reshape.js';
import { sliceDim } from '../../movement/slice.js';
import { squeeze } from '../../movement/squeeze.js';
import { transpose } from '../../movement/transpose.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { mean } from '../../reduction/mean.js';
import { constantPad } from '../constant-pad.js';
import { dropout } from '../dropout.js';
import { softmax } from '../softmax.js';
import { additive, combinedMask } from './attention-masks.js';
import { linear } from './linear.js';

const NAME = 'multiHeadAttentionForward';

export interface MultiHeadAttentionOptions {
  /** Whether attention weights are dropped with probability `dropoutP` (default true). */
  training?: boolean;
  /** Keys that nobody attends to, [N, S] or [S]: true, or what is added to their scores (default: none). */
  keyPaddingMask?: Tensor | null;
  /** Give the attention weights too (default true). */
  needWeights?: boolean;
  /** Pairs that don't attend, [L, S] or [N · heads, L, S]: true, or what is added to the scores (default: none). */
  attnMask?: Tensor | null;
  /** Project by the three weights below instead of `inProjWeight` (default false). */
  useSeparateProjWeight?: boolean;
  /** [E, E] */
  qProjWeight?: Tensor | null;
  /** [E, size of keys] */
  kProjWeight?: Tensor | null;
  /** [E, size of values] */
  vProjWeight?: Tensor | null;
  /** Keys used as they are, [N · heads, S, E / heads] (default: none). */
  staticK?: Tensor | null;
  /** Values used as they are, [N · heads, S, E / heads] (default: none). */
  staticV?: Tensor | null;
  /** Give the mean of the weights over the heads (default true). */
  averageAttnWeights?: boolean;
  /** A hint that `attnMask` is causal; it has to be given all the same (default false). */
  isCausal?: boolean;
}

const defaults = {
  training: true,
  keyPaddingMask: null as Tensor | null,
  needWeights: true,
  attnMask: null as Tensor | null,
  useSeparateProjWeight: false,
  qProjWeight: null as Tensor | null,
  kProjWeight: null as Tensor | null,
  vProjWeight: null as Tensor | null,
  staticK: null as Tensor | null,
  staticV: null as Tensor | null,
  averageAttnWeights: true,
  isCausal: false,
};

/** Three projections, by one weight [3E, E] or by three. One product where query, key and value are one tensor. */
function project(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  inProjWeight: Tensor | null,
  bias: Tensor | null,
  o: typeof defaults,
): Tensor[] {
  const e = q.shape[q.ndim - 1]!;
  const part = (t: Tensor, i: number): Tensor => sliceDim(t, 0, i * e, (i + 1) * e);
  const b = [0, 1, 2].map((i) => (bias === null ? null : part(bias, i)));
  if (checkBoolean(NAME, 'useSeparateProjWeight', o.useSeparateProjWeight)) {
    const weights = [o.qProjWeight, o.kProjWeight, o.vProjWeight];
    if (weights.some((w) => w === null)) {
      throw new ArgumentError(
        `${NAME}: useSeparateProjWeight needs qProjWeight, kProjWeight and vProjWeight`,
      );
    }
    return [q, k, v].map((t, i) => linear(t, weights[i]!, b[i]!));
  }
  if (inProjWeight === null) {
    throw new ArgumentError(`${NAME}: inProjWeight is null, but useSeparateProjWeight isn't set`);
  }
  if (q === k && k === v) {
    const all = linear(q, inProjWeight, bias);
    return [0, 1, 2].map((i) => sliceDim(all, all.ndim - 1, i * e, (i + 1) * e));
  }
  return [q, k, v].map((t, i) => linear(t, part(inProjWeight, i), b[i]!));
}

/** [S, N, E] as [N, heads, S, E / heads]. */
function headsOf(t: Tensor, heads: number): Tensor {
  const [s, n, e] = t.shape as [number, number, number];
  return permute(reshape(t, [s, n, heads, e / heads]), [1, 2, 0, 3]);
}

/** A mask with `count` open places more at the end. */
function widened(mask: Tensor | null, name: string, count: number, like: Tensor): Tensor | null {
  if (mask === null || count === 0) return mask;
  const t = additive(NAME, name, mask, like);
  const after = t.shape.map((_, i) => (i === t.ndim - 1 ? count : 0));
  return constantPad(
    t,
    after.map(() => 0),
    after,
    0,
  );
}

function fixed(name: string, t: Tensor, n: number, heads: number, d: number): Tensor {
  if (t.ndim !== 3 || t.shape[0] !== n * heads || t.shape[2] !== d) {
    throw new ShapeError(`${NAME}: ${name} must be [${n * heads}, S, ${d}], got ${showShape(t.shape)}`);
  }
  return reshape(t, [n, heads, t.shape[1]!, d]);
}

function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask: Tensor | null,
  dropoutP: number,
  training: boolean,
): { out: Tensor; weights: Tensor } {
  const scores = matmul(mul(q, Math.sqrt(1 / q.shape[3]!)), transpose(k, -2, -1));
  const weights = softmax(mask === null ? scores : add(scores, mask), -1);
  const kept = dropoutP > 0 && training ? dropout(weights, dropoutP) : weights;
  return { out: matmul(kept, v), weights: kept };
}

/**
 * Attention of several heads with its projections, as `nn.MultiheadAttention` computes it. Vaswani et al., "Attention Is
 * All You Need" (2017). Sequences stand in dimension 0.
 *
 * @param query [L, N, E] or [L, E]
 * @param key [S, N, E] or [S, E]
 * @param value [S, N, E] or [S, E]
 * @param embedDimToCheck E
 * @param numHeads number of heads, which divides E
 * @param inProjWeight weights of the three projections below each other, [3E, E]; null with `useSeparateProjWeight`
 * @param inProjBias [3E] or null
 * @param biasK added to the keys as one more, [1, 1, E], or null
 * @param biasV added to the values as one more, [1, 1, E], or null
 * @param addZeroAttn add a key and value of zeros
 * @param dropoutP probability of an attention weight to be dropped in training
 * @param outProjWeight [E, E]
 * @param outProjBias [E] or null
 * @returns the result, [L, N, E] or [L, E], and the weights, [N, L, S] (`[N, heads, L, S]` without
 *   `averageAttnWeights`; no N without a batch), or null without `needWeights`
 */
export const multiHeadAttentionForward: FunctionOp<
  (
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embedDimToCheck: number,
    numHeads: number,
    inProjWeight: Tensor | null,
    inProjBias: Tensor | null,
    biasK: Tensor | null,
    biasV: Tensor | null,
    addZeroAttn: boolean,
    dropoutP: number,
    outProjWeight: Tensor,
    outProjBias: Tensor | null,
    options?: MultiHeadAttentionOptions,
  ) => [Tensor, Tensor | null]
> = defineOp(
  {
    name: NAME,
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.multi_head_attention_forward',
    samples: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape, { low: -1, high: 1 });
      return [
        [t(3, 2, 4), t(3, 2, 4), t(3, 2, 4), 4, 2, t(12, 4), t(12), null, null, false, 0, t(4, 4), t(4)],
        [
          t(2, 2, 4),
          t(3, 2, 4),
          t(3, 2, 4),
          4,
          2,
          t(12, 4),
          t(12),
          t(1, 1, 4),
          t(1, 1, 4),
          true,
          0,
          t(4, 4),
          null,
          { averageAttnWeights: false, attnMask: t(2, 3) },
        ],
        [
          t(2, 4),
          t(3, 4),
          t(3, 4),
          4,
          1,
          t(12, 4),
          null,
          null,
          null,
          false,
          0.5,
          t(4, 4),
          t(4),
          { training: false, keyPaddingMask: t(3) },
        ],
        [
          t(2, 2, 4),
          t(3, 2, 3),
          t(3, 2, 2),
          4,
          2,
          null,
          t(12),
          null,
          null,
          false,
          0,
          t(4, 4),
          t(4),
          {
            useSeparateProjWeight: true,
            qProjWeight: t(4, 4),
            kProjWeight: t(4, 3),
            vProjWeight: t(4, 2),
            attnMask: t(4, 2, 3),
            needWeights: false,
          },
        ],
      ];
    },
    errors: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape);
      const rest = [t(12, 4), t(12), null, null, false, 0, t(4, 4), t(4)];
      return [
        {
          args: [t(3, 2, 4), t(3, 2, 4), t(3, 2, 4), 5, 2, ...rest],
          error: ShapeError,
          message: 'multiHeadAttentionForward: query [3, 2, 4] has 4 features, expected 5',
        },
        {
          args: [t(3, 2, 4), t(3, 2, 4), t(3, 2, 4), 4, 3, ...rest],
          error: ArgumentError,
          message: 'multiHeadAttentionForward: 4 features are not divisible by 3 heads',
        },
        {
          args: [t(3, 2, 4), t(3, 2, 4), t(3, 2, 4), 4, 2, ...rest, { attnMask: t(2, 2) }],
          error: ShapeError,
          message: 'multiHeadAttentionForward: attnMask must be [3, 3] or [4, 3, 3], got [2, 2]',
        },
        {
          args: [t(3, 2, 4), t(4, 2, 4), t(3, 2, 4), 4, 2, ...rest],
          error: ShapeError,
          message: 'multiHeadAttentionForward: key [4, 2, 4] and value [3, 2, 4] differ in length or batch',
        },
      ];
    },
  },
  composed(
    (
      query: Tensor,
      key: Tensor,
      value: Tensor,
      embedDimToCheck: number,
      numHeads: number,
      inProjWeight: Tensor | null,
      inProjBias: Tensor | null,
      biasK: Tensor | null,
      biasV: Tensor | null,
      addZeroAttn: boolean,
      dropoutP: number,
      outProjWeight: Tensor,
      outProjBias: Tensor | null,
      options?: unknown,
    ) => {
      const o = parseOptions(NAME, options, defaults);
      const heads = checkInteger(NAME, 'numHeads', numHeads, 1);
      checkSizes(query, key, value, embedDimToCheck, heads);
      const p = checkNumber(NAME, 'dropoutP', dropoutP);
      const batched = query.ndim === 3;
      const own = (t: Tensor): Tensor => (batched ? t : unsqueeze(t, 1));
      const same = query === key && key === value;
      const x = own(query);
      const bias = inProjBias ?? null;
      const [q, k, v] = same
        ? project(x, x, x, inProjWeight, bias, o)
        : project(x, own(key), own(value), inProjWeight, bias, o);
      const [target, n, e] = q!.shape as [number, number, number];
      const more = (biasK !== null ? 1 : 0) + (checkBoolean(NAME, 'addZeroAttn', addZeroAttn) ? 1 : 0);
      if (checkBoolean(NAME, 'isCausal', o.isCausal) && o.attnMask === null) {
        throw new ArgumentError(`${NAME}: isCausal is only a hint; attnMask has to be given with it`);
      }
      const keyMask =
        o.keyPaddingMask === null || batched ? o.keyPaddingMask : unsqueeze(o.keyPaddingMask, 0);
      const masks = {
        attnMask: widened(o.attnMask, 'attnMask', more, q!),
        keyPaddingMask: widened(keyMask, 'keyPaddingMask', more, q!),
      };
      const sides = (
        [
          [k!, biasK, o.staticK, 'staticK'],
          [v!, biasV, o.staticV, 'staticV'],
        ] as const
      ).map(([t, bias, given, name]) => {
        if (given !== null) return fixed(name, given, n, heads, e / heads);
        const one = bias === null ? t : catAlong([t, expand(bias, [1, n, e])], 0);
        const split = headsOf(one, heads);
        return addZeroAttn ? constantPad(split, [0, 0, 0, 0], [0, 0, 1, 0], 0) : split;
      }) as [Tensor, Tensor];
      const source = sides[0].shape[2]!;
      const mask = combinedMask(NAME, masks, { n, heads, target, source }, q!);
      const training = checkBoolean(NAME, 'training', o.training);
      const { out, weights } = attend(headsOf(q!, heads), ...sides, mask, p, training);
      const joined = reshape(permute(out, [2, 0, 1, 3]), [target, n, e]);
      const result = linear(joined, outProjWeight, outProjBias);
      const whole = batched ? result : squeeze(result, 1);
      if (!checkBoolean(NAME, 'needWeights', o.needWeights)) return [whole, null];
      const shown = checkBoolean(NAME, 'averageAttnWeights', o.averageAttnWeights)
        ? mean(weights, 1)
        : weights;
      return [whole, batched ? shown : squeeze(shown, 0)];
    },
  ),
);

function checkSizes(query: Tensor, key: Tensor, value: Tensor, e: number, heads: number): void {
  const { ndim, shape } = query;
  if ((ndim !== 2 && ndim !== 3) || key.ndim !== ndim || value.ndim !== ndim) {
    throw new ShapeError(
      `${NAME}: query, key and value must all be [L, N, E] or all [L, E], got ${showShape(shape)}, ${showShape(key.shape)} and ${showShape(value.shape)}`,
    );
  }
  const features = shape[ndim - 1]!;
  if (features !== e) {
    throw new ShapeError(`${NAME}: query ${showShape(shape)} has ${features} features, expected ${e}`);
  }
  if (e % heads !== 0) {
    throw new ArgumentError(`${NAME}: ${e} features are not divisible by ${heads} heads`);
  }
  if (!sameShape(key.shape.slice(0, -1), value.shape.slice(0, -1))) {
    throw new ShapeError(
      `${NAME}: key ${showShape(key.shape)} and value ${showShape(value.shape)} differ in length or batch`,
    );
  }
}
