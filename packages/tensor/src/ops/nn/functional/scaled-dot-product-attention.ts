import { bool } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../../op/options.js';
import { broadcastShapes, sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { where } from '../../comparison/where.js';
import { full } from '../../creation/full.js';
import { matmul } from '../../linalg/matmul.js';
import { expand } from '../../movement/expand.js';
import { repeatInterleave } from '../../movement/repeat-interleave.js';
import { logsumexp } from '../../reduction/logsumexp.js';
import { attention, attentionScores, attentionWeights } from '../attention.js';
import { dropout } from '../dropout.js';

const NAME = 'scaledDotProductAttention';

export interface AttentionOptions {
  /**
   * Which pairs take part, broadcastable to [*, L, S]: bool (true: takes part), or numbers of the query's dtype that are
   * added to the scores (default: all take part).
   */
  attnMask?: Tensor | null;
  /** Probability of a weight to be dropped; always applied, so give 0 outside of training (default 0). */
  dropoutP?: number;
  /** Query i attends to keys 0 to i only; not together with a mask (default false). */
  isCausal?: boolean;
  /** Factor of the scores (default 1 / √E). */
  scale?: number | null;
  /** Key and value have fewer heads (dimension −3) than the query; each serves a group of them (default false). */
  enableGqa?: boolean;
}

const defaults = {
  attnMask: null as Tensor | null,
  dropoutP: 0,
  isCausal: false,
  scale: null as number | null,
  enableGqa: false,
};

/** @throws ShapeError, DTypeError for operands that don't go together */
function check(q: Tensor, k: Tensor, v: Tensor): void {
  const shapes = `query ${showShape(q.shape)}, key ${showShape(k.shape)}, value ${showShape(v.shape)}`;
  if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2) {
    throw new ShapeError(`${NAME}: operands need at least two dimensions, got ${shapes}`);
  }
  if (q.dtype.kind !== 'float' || k.dtype !== q.dtype || v.dtype !== q.dtype) {
    throw new DTypeError(
      `${NAME}: operands must have one floating-point dtype, got ${q.dtype}, ${k.dtype} and ${v.dtype}`,
    );
  }
  if (q.shape[q.ndim - 1] !== k.shape[k.ndim - 1]) {
    throw new ShapeError(`${NAME}: query and key have vectors of different lengths: ${shapes}`);
  }
  if (k.shape[k.ndim - 2] !== v.shape[v.ndim - 2]) {
    throw new ShapeError(`${NAME}: there are not as many keys as values: ${shapes}`);
  }
}

/** Heads of key or value, each repeated for its group of the query's. */
function grouped(q: Tensor, t: Tensor, what: string): Tensor {
  const [heads, own] = [q.shape[q.ndim - 3], t.shape[t.ndim - 3]];
  if (heads === undefined || own === undefined || own === 0 || heads % own !== 0) {
    throw new ShapeError(
      `${NAME}: with enableGqa the query's heads (dimension −3 of ${showShape(q.shape)}) must be a multiple of the ${what}'s (${showShape(t.shape)})`,
    );
  }
  return heads === own ? t : repeatInterleave(t, heads / own, { dim: -3 });
}

/** The mask as numbers that are added: 0 where a pair takes part, −∞ where it doesn't. */
function additive(mask: Tensor, q: Tensor): Tensor {
  if (mask.dtype !== bool) {
    if (mask.dtype === q.dtype) return mask;
    throw new DTypeError(`${NAME}: attnMask must be bool or ${q.dtype} as the query, got ${mask.dtype}`);
  }
  const at = { dtype: q.dtype, device: q.device };
  return where(mask, full([], 0, at), full([], Number.NEGATIVE_INFINITY, at));
}

/**
 * Attention: softmax(scale · query · keyᵀ + mask) · value (Vaswani et al., 2017). A query that takes part in no pair
 * gives zeros.
 *
 * @param query [*, L, E]
 * @param key [*, S, E]
 * @param value [*, S, Ev]
 * @param options.attnMask bool (true: takes part) or numbers to add, broadcastable to [*, L, S] (default: none)
 * @param options.dropoutP probability of a weight to be dropped (default 0)
 * @param options.isCausal query i attends to keys 0 to i; not together with a mask (default false)
 * @param options.scale factor of the scores (default 1 / √E)
 * @param options.enableGqa key and value have fewer heads, each for a group of the query's (default false)
 * @returns [*, L, Ev]
 * @throws ShapeError, DTypeError for operands that don't go together
 * @throws ArgumentError for a mask together with isCausal, or a probability outside [0, 1]
 */
export const scaledDotProductAttention: FunctionOp<
  (query: Tensor, key: Tensor, value: Tensor, options?: AttentionOptions) => Tensor
> = defineOp(
  {
    name: NAME,
    kind: 'composite',
    method: false,
    dtypes: 'float',
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.scaled_dot_product_attention',
    samples: (make) => [
      [make.tensor([2, 3, 4]), make.tensor([2, 5, 4]), make.tensor([2, 5, 3])],
      [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([3, 4]), { isCausal: true }],
      [
        make.tensor([2, 3, 4]),
        make.tensor([2, 5, 4]),
        make.tensor([2, 5, 3]),
        { attnMask: make.bool([3, 5]) },
      ],
      [
        make.tensor([2, 2, 3, 4]),
        make.tensor([2, 1, 5, 4]),
        make.tensor([2, 1, 5, 4]),
        { attnMask: make.tensor([2, 1, 3, 5]), scale: 0.5 },
      ],
      [make.tensor([1, 4, 3, 2]), make.tensor([1, 2, 5, 2]), make.tensor([1, 2, 5, 2]), { enableGqa: true }],
      [make.tensor([0, 3, 4]), make.tensor([0, 5, 4]), make.tensor([0, 5, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.tensor([3, 5]), make.tensor([3, 4])],
        error: ShapeError,
        message: 'query and key have vectors of different lengths: query [3, 4], key [3, 5]',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([2, 4])],
        error: ShapeError,
        message: 'there are not as many keys as values',
      },
      {
        args: [make.tensor([4]), make.tensor([3, 4]), make.tensor([3, 4])],
        error: ShapeError,
        message: 'operands need at least two dimensions',
      },
      {
        args: [
          make.tensor([3, 4]),
          make.tensor([3, 4]),
          make.tensor([3, 4]),
          { attnMask: make.bool([3, 3]), isCausal: true },
        ],
        error: ArgumentError,
        message: 'attnMask and isCausal',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([3, 4]), make.tensor([3, 4]), { dropoutP: 2 }],
        error: ArgumentError,
        message: 'dropoutP must be between 0 and 1, got 2',
      },
    ],
  },
  composed((query: Tensor, key: Tensor, value: Tensor, options?: unknown) => {
    const o = parseOptions(NAME, options, defaults);
    check(query, key, value);
    const p = checkNumber(NAME, 'dropoutP', o.dropoutP);
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${NAME}: dropoutP must be between 0 and 1, got ${p}`);
    const causal = checkBoolean(NAME, 'isCausal', o.isCausal);
    if (causal && o.attnMask !== null) {
      throw new ArgumentError(
        `${NAME}: attnMask and isCausal can't be given together; put both into the mask`,
      );
    }
    const gqa = checkBoolean(NAME, 'enableGqa', o.enableGqa);
    const [k, v] = gqa ? [grouped(query, key, 'key'), grouped(query, value, 'value')] : [key, value];
    const batch = broadcastShapes(NAME, [
      query.shape.slice(0, -2),
      k.shape.slice(0, -2),
      v.shape.slice(0, -2),
    ]);
    const whole = (t: Tensor): Tensor => {
      const shape = [...batch, ...t.shape.slice(-2)];
      return sameShape(t.shape, shape) ? t : expand(t, shape);
    };
    const operands = [whole(query), whole(k), whole(v)] as [Tensor, Tensor, Tensor];
    const mask = o.attnMask === null ? null : additive(o.attnMask, query);
    const scores = [...batch, query.shape[query.ndim - 2]!, k.shape[k.ndim - 2]!];
    if (mask !== null && !sameShape(broadcastShapes(NAME, [mask.shape, scores]), scores)) {
      throw new ShapeError(
        `${NAME}: attnMask ${showShape(mask.shape)} doesn't broadcast to the scores ${showShape(scores)}`,
      );
    }
    const length = query.shape[query.ndim - 1]!;
    const scale = o.scale === null ? 1 / Math.sqrt(length) : checkNumber(NAME, 'scale', o.scale);
    if (p === 0) return attention.call([...operands, mask], { scale, causal })[0]!;
    const s = attentionScores(operands[0], operands[1], mask, { scale, causal });
    const weights = attentionWeights(s, logsumexp(s, -1, { keepdim: true }));
    return matmul(dropout(weights, p), operands[2]);
  }),
);
