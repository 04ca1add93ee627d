import { int64 } from '../../../dtype.js';
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import type { ScatterMode } from '../../../kernel/families.js';
import { allocateTensor } from '../../../memory/make.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkOneOf, parseOptions } from '../../../op/options.js';
import { sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { detach } from '../../conversion/detach.js';
import { arange } from '../../creation/arange.js';
import { fillWith } from '../../creation/creation.js';
import { gatherAlong } from '../../indexing/gather.js';
import { indexed, putIndexed, writeIndexed } from '../../indexing/index-kernel.js';
import { checkIndex } from '../../indexing/index-tensors.js';
import { catAlong } from '../../movement/cat.js';
import { expand } from '../../movement/expand.js';
import { reshape } from '../../movement/reshape.js';
import { sliceDim } from '../../movement/slice.js';
import { zerosOf } from '../../movement/strided.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { cumsum } from '../../reduction/cumsum.js';
import { Fused } from '../fused.js';
import type { EmbeddingOptions } from './embedding.js';
import { embeddingDefaults, embeddingPrimitive, prepareEmbedding } from './embedding.js';

type Mode = 'sum' | 'mean' | 'max';

const ROWS = { dims: [0], place: 0 } as const;

/** A bag of −1 (an element before the first offset) leaves the range instead of counting from the end. */
const bagOf = new Fused('embeddingBagOf', 1, ([started], [bags]) => [
  started!.lt(1).where(bags!.to(started!.dtype), started!.sub(1)),
]);
const counts = new Fused('embeddingBagCounts', 1, ([row, like], [padding]) => [
  row!.eq(padding!.to(row!.dtype)).where(like!.mul(0), like!.mul(0).add(1)),
]);
const weighted = new Fused('embeddingBagWeight', 0, ([x, w]) => [x!.mul(w!)]);
const mean = new Fused('embeddingBagMean', 0, ([x, n]) => [x!.div(n!.max(1))]);
/** The position of an element that is the largest of its bag, else that of the row of zeros at the end. */
const candidates = new Fused('embeddingBagFirst', 2, ([x, most, at, row], [end, padding]) => [
  x!
    .eq(most!)
    .and(row!.ne(padding!.to(row!.dtype)))
    .where(at!, end!.to(at!.dtype)),
]);
const hidden = new Fused('embeddingBagHidden', 1, ([x, row], [padding]) => [
  row!.eq(padding!.to(row!.dtype)).where(x!.mul(0).sub(Number.POSITIVE_INFINITY), x!),
]);

/** Elements that `write` scatters to a tensor filled with `start`, by bags. Outside the graph. */
function combine(mode: ScatterMode, start: number, values: Tensor, bag: Tensor, bags: number): Tensor {
  const out = allocateTensor(Object.freeze([bags, values.shape[1]!]), values.dtype, values.device);
  fillWith(out, start);
  writeIndexed(out, values, [bag], ROWS, mode);
  return out;
}

/** The largest of each bag: positions of the first largest elements, then a gather, which has a gradient. */
function largest(rows: Tensor, index: Tensor, bag: Tensor, bags: number, padding: number): Tensor {
  const n = rows.shape[0]!;
  const seen = hidden.call([detach(rows), index], [padding]);
  const most = combine('max', Number.NEGATIVE_INFINITY, seen, bag, bags);
  const at = unsqueeze(arange(n, { device: rows.device }), 1);
  const found = candidates.call([seen, indexed(most, [bag], ROWS), at, index], [n, padding]);
  const first = combine('min', n, found, bag, bags);
  const none = zerosOf(Object.freeze([1, rows.shape[1]!]), rows.dtype, rows.device);
  return gatherAlong(catAlong([rows, none], 0), 0, first);
}

/** Number of each element's bag, and how many bags there are. */
function bagsOf(
  input: Tensor,
  offsets: Tensor | null,
  includeLastOffset: boolean,
): { bag: Tensor; bags: number } {
  const { device } = input;
  if (input.ndim === 2) {
    if (offsets !== null) {
      throw new ArgumentError(
        `embeddingBag: offsets are for 1-dim input; each row of ${showShape(input.shape)} is a bag`,
      );
    }
    const [bags, each] = input.shape as [number, number];
    return {
      bag: reshape(expand(unsqueeze(arange(bags, { device }), 1), [bags, each]), [bags * each]),
      bags,
    };
  }
  if (input.ndim !== 1 || offsets === null || offsets.ndim !== 1) {
    throw new ShapeError(
      `embeddingBag: input must be [B, N], or [N] with 1-dim offsets, got ${showShape(input.shape)} and ${offsets === null ? 'none' : showShape(offsets.shape)}`,
    );
  }
  checkIndex('embeddingBag', offsets);
  if (includeLastOffset && offsets.length === 0) {
    throw new ShapeError('embeddingBag: includeLastOffset needs at least one offset, got none');
  }
  const bags = offsets.length - (includeLastOffset ? 1 : 0);
  const n = input.length;
  // How many bags have started at each element; an empty bag at the end starts beyond the last.
  const starts = zerosOf(Object.freeze([n + 1]), int64, device);
  const one = zerosOf(Object.freeze([]), int64, device);
  fillWith(one, 1);
  writeIndexed(starts, one, [sliceDim(offsets, 0, 0, bags)], ROWS, 'add');
  return { bag: bagOf.call([sliceDim(cumsum(starts, 0), 0, 0, n)], [bags]), bags };
}

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** First element of each bag, [B], of an input [N]; the first must be 0. */
  offsets?: Tensor | null;
  /** What becomes of a bag's rows: `'sum'`, `'mean'` (default) or `'max'`. */
  mode?: Mode;
  /** Factor of each row, in the shape of the input; only for `'sum'` (default: none). */
  perSampleWeights?: Tensor | null;
  /** Whether the offsets end with the size of the input (default false). */
  includeLastOffset?: boolean;
}

/**
 * Sums, means or largest elements of bags of rows of a table: `embedding` and a reduction, without the table's rows
 * being kept for backward.
 *
 * @param input rows, int64 or int32: [B, N] for B bags of N, or [N] with offsets
 * @param weight table, [V, D]
 * @param options.offsets first element of each bag, [B], for input [N]
 * @param options.mode `'sum'`, `'mean'` (default) or `'max'`; an empty bag gives zeros
 * @param options.perSampleWeights factor of each row, in the shape of the input, for 'sum'
 * @param options.includeLastOffset whether the offsets end with the size of the input (default false)
 * @param options.paddingIdx row that counts as absent
 * @param options.maxNorm scale looked-up rows of a larger norm down to this one, in place (default: none)
 * @param options.scaleGradByFreq divide the gradient of a row by how often it was looked up (default false)
 * @returns [B, D]
 */
export const embeddingBag: FunctionOp<
  (input: Tensor, weight: Tensor, options?: EmbeddingBagOptions) => Tensor
> = defineOp(
  {
    name: 'embeddingBag',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.embedding_bag',
    samples: (make) => {
      return [
        [make.integers([3, 4], 0, 5), make.tensor([5, 2])],
        [make.integers([3, 4], 0, 5), make.tensor([5, 2]), { mode: 'sum', paddingIdx: 2 }],
        [make.integers([3, 4], 0, 5), make.distinct([5, 2]), { mode: 'max' }],
        [make.integers([7], 0, 5), make.tensor([5, 2]), { offsets: arange(0, 7, 2), mode: 'mean' }],
        [make.integers([7], 0, 5), make.tensor([5, 2]), { offsets: arange(0, 9, 7), mode: 'sum' }],
        [
          make.integers([6], 0, 5),
          make.distinct([5, 2]),
          { offsets: arange(0, 8, 3), mode: 'max', includeLastOffset: true },
        ],
        [
          make.integers([2, 3], 0, 5),
          make.tensor([5, 2]),
          { mode: 'sum', perSampleWeights: make.tensor([2, 3]) },
        ],
      ];
    },
    errors: (make) => [
      {
        args: [make.integers([4], 0, 3), make.tensor([3, 2])],
        error: ShapeError,
        message: 'embeddingBag: input must be [B, N], or [N] with 1-dim offsets, got [4] and none',
      },
      {
        args: [make.integers([2, 2], 0, 3), make.tensor([3, 2]), { offsets: make.integers([2], 0, 1) }],
        error: ArgumentError,
        message: 'embeddingBag: offsets are for 1-dim input; each row of [2, 2] is a bag',
      },
      {
        args: [make.integers([2, 2], 0, 3), make.tensor([3, 2]), { perSampleWeights: make.tensor([2, 2]) }],
        error: ArgumentError,
        message: "embeddingBag: perSampleWeights are for mode 'sum', not 'mean'",
      },
      {
        args: [
          make.integers([2, 2], 0, 3),
          make.tensor([3, 2]),
          { mode: 'sum', perSampleWeights: make.tensor([2, 2], { dtype: 'float16' }) },
        ],
        error: DTypeError,
        message: 'embeddingBag: weight is ',
      },
      {
        args: [make.integers([3], 0, 3), make.tensor([3, 2]), { offsets: make.integers([2], 1, 2) }],
        error: IndexError,
        message: 'out of range',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor, options?: unknown) => {
    const name = 'embeddingBag';
    const o = parseOptions(name, options, {
      ...embeddingDefaults,
      offsets: null as Tensor | null,
      mode: 'mean',
      perSampleWeights: null as Tensor | null,
      includeLastOffset: false,
    });
    const mode = checkOneOf(name, 'mode', o.mode, ['sum', 'mean', 'max']);
    const scale = o.perSampleWeights;
    if (scale !== null && mode !== 'sum') {
      throw new ArgumentError(`${name}: perSampleWeights are for mode 'sum', not '${mode}'`);
    }
    if (scale !== null && !sameShape(scale.shape, input.shape)) {
      throw new ShapeError(
        `${name}: perSampleWeights ${showShape(scale.shape)} must have the shape of input ${showShape(input.shape)}`,
      );
    }
    if (scale !== null && scale.dtype !== weight.dtype) {
      throw new DTypeError(`${name}: weight is ${weight.dtype}, but perSampleWeights are ${scale.dtype}`);
    }
    const { bag, bags } = bagsOf(
      checkIndex(name, input),
      o.offsets,
      checkBoolean(name, 'includeLastOffset', o.includeLastOffset),
    );
    const attributes = prepareEmbedding(name, input, weight, o);
    const padding = attributes.paddingIdx;
    const index = reshape(input, [input.length, 1]);
    const rows = embeddingPrimitive.call([weight, index], attributes)[0]!;
    if (mode === 'max') return largest(rows, index, bag, bags, padding);
    const one = zerosOf(Object.freeze([1, 1]), weight.dtype, weight.device);
    const present = counts.call([index, one], [padding]);
    const factor = scale === null ? present : weighted.call([present, reshape(scale, [input.length, 1])]);
    const put = { ...ROWS, mode: 'add' } as const;
    const zeros = (columns: number): Tensor =>
      zerosOf(Object.freeze([bags, columns]), weight.dtype, weight.device);
    const needed = padding >= 0 || scale !== null;
    const sum = putIndexed(
      zeros(weight.shape[1]!),
      needed ? weighted.call([rows, factor]) : rows,
      [bag],
      put,
    );
    if (mode === 'sum') return sum;
    return mean.call([sum, combineCounts(present, bag, zeros(1))]);
  }),
);

/** Elements of each bag, [B, 1]. */
function combineCounts(present: Tensor, bag: Tensor, zeros: Tensor): Tensor {
  return putIndexed(zeros, present, [bag], { ...ROWS, mode: 'add' });
}
