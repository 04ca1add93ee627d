import { ArgumentError, IndexError, ShapeError } from '../../../errors.js';
import { withoutGrad } from '../../../grad/mode.js';
import type { IndexOperand } from '../../../kernel/families.js';
import { runGather, runScatter } from '../../../kernel/families.js';
import { composed } from '../../../op/composed.js';
import { defineOp, Primitive } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkInteger, checkNumber, parseOptions } from '../../../op/options.js';
import type { Shape } from '../../../shape.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { fillWith } from '../../creation/creation.js';
import { onesLike } from '../../creation/ones-like.js';
import { gatherAlong, scatterToZeros } from '../../indexing/gather.js';
import { checkIndex } from '../../indexing/index-tensors.js';
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { norm } from '../../reduction/norm.js';
import { Fused } from '../fused.js';

export interface EmbeddingAttributes {
  /** Row that gets no gradient, or −1. */
  readonly paddingIdx: number;
  /** Divide each row's gradient by how often the row was looked up. */
  readonly scaleGradByFreq: boolean;
  readonly [name: string]: unknown;
}

/** Strides of the table over [*, D]: the row is up to the index. */
const rowStrides = (index: Tensor, table: Tensor): number[] => [
  ...new Array<number>(index.ndim - 1).fill(0),
  table.strides[1]!,
];

const where = (index: Tensor, table: Tensor): IndexOperand[] => [
  { index, size: table.shape[0]!, step: table.strides[0]! },
];

/** Inputs: table [V, D], rows [*, 1]. Output: [*, D]. */
export const embeddingPrimitive: Primitive<EmbeddingAttributes> = new Primitive<EmbeddingAttributes>({
  kind: 'kernel',
  name: 'embedding',
  saves: [1],
  infer: ([table, index]) => [
    { shape: Object.freeze([...index!.shape.slice(0, -1), table!.shape[1]!]), dtype: table!.dtype },
  ],
  run: ([table, index], [out]) => runGather(out!, table!, rowStrides(index!, table!), where(index!, table!)),
  gradient: (c, [g]) => {
    const { paddingIdx, scaleGradByFreq } = c.attributes as EmbeddingAttributes;
    const index = c.input(1);
    const kept = paddingIdx < 0 ? g! : masked.call([g!, index], [paddingIdx]);
    const passed = scaleGradByFreq ? byFrequency(kept, index, c.shape(0)[0]!) : kept;
    return [backward.call([passed, index], { tableShape: c.shape(0) })[0]!, null];
  },
});

const masked = new Fused('embeddingPadding', 1, ([g, row], [padding]) => [
  row!.eq(padding!.to(row!.dtype)).where(0, g!),
]);

const shared = new Fused('embeddingFrequency', 0, ([g, count]) => [g!.div(count!)]);

/** Gradients divided by how often their row occurs in the index. */
function byFrequency(g: Tensor, index: Tensor, rows: number): Tensor {
  const flat = reshape(index, [numel(index.shape)]);
  const counts = scatterToZeros(onesLike(flat, { dtype: g.dtype }), 0, flat, Object.freeze([rows]));
  return shared.call([g, reshape(gatherAlong(counts, 0, flat), index.shape)]);
}

const limited = new Fused('embeddingRenorm', 1, ([x, n], [most]) => [
  n!.gt(most!).where(x!.mul(most!.div(n!.add(1e-7))), x!),
]);

/** Scales the rows of the table that the index names down to the norm `most`, in place and unrecorded. @internal */
export function renormRows(table: Tensor, index: Tensor, most: number, p: number): void {
  withoutGrad(() => {
    const rows = embeddingPrimitive.call([table, index], { paddingIdx: -1, scaleGradByFreq: false })[0]!;
    const scaled = limited.call([rows, norm(rows, { p, dim: -1, keepdim: true })], [most]);
    // A row that is named twice is written twice, with the same values.
    runScatter('set', table, rowStrides(index, table), scaled, where(index, table), scaled.shape);
    table.storage.version++;
  });
}

/** Zeros in the shape of the table, to which each gradient is added at its row. */
const backward: Primitive<{ readonly tableShape: Shape; readonly [name: string]: unknown }> = new Primitive<{
  readonly tableShape: Shape;
  readonly [name: string]: unknown;
}>({
  kind: 'kernel',
  name: 'embeddingBackward',
  saves: [1],
  infer: ([g], { tableShape }) => [{ shape: tableShape, dtype: g!.dtype }],
  run: ([g, index], [out]) => {
    fillWith(out!, 0);
    runScatter('add', out!, rowStrides(index!, out!), g!, where(index!, out!), g!.shape);
  },
  gradient: (c, [g]) => [
    embeddingPrimitive.call([g!, c.input(1)], { paddingIdx: -1, scaleGradByFreq: false })[0]!,
    null,
  ],
});

export interface EmbeddingOptions {
  /** Row whose gradient is dropped, so that it keeps its value (default: none). */
  paddingIdx?: number | null;
  /** Scale looked-up rows of a larger norm down to this one, in place (default: none). */
  maxNorm?: number | null;
  /** Which norm (default 2). */
  normType?: number;
  /** Divide the gradient of a row by how often it was looked up (default false). */
  scaleGradByFreq?: boolean;
  /** Sparse gradients, which don't exist here: must be false. */
  sparse?: boolean;
}

export const embeddingDefaults = {
  paddingIdx: null as number | null,
  maxNorm: null as number | null,
  normType: 2,
  scaleGradByFreq: false,
  sparse: false,
};

/** Checks what embedding and embeddingBag have in common; renorms the table where asked to. */
export function prepareEmbedding(
  op: string,
  index: Tensor,
  weight: Tensor,
  o: typeof embeddingDefaults,
): EmbeddingAttributes {
  checkIndex(op, index);
  if (weight.ndim !== 2) throw new ShapeError(`${op}: weight must be [V, D], got ${showShape(weight.shape)}`);
  if (checkBoolean(op, 'sparse', o.sparse)) {
    throw new ArgumentError(`${op}: there are no sparse gradients; leave sparse out`);
  }
  const rows = weight.shape[0]!;
  let paddingIdx = -1;
  if (o.paddingIdx !== null) {
    const i = checkInteger(op, 'paddingIdx', o.paddingIdx, -rows, rows - 1);
    paddingIdx = i < 0 ? i + rows : i;
  }
  const scaleGradByFreq = checkBoolean(op, 'scaleGradByFreq', o.scaleGradByFreq);
  const normType = checkNumber(op, 'normType', o.normType);
  if (o.maxNorm !== null) {
    renormRows(weight, unsqueeze(index, -1), checkNumber(op, 'maxNorm', o.maxNorm), normType);
  }
  return { paddingIdx, scaleGradByFreq };
}

/**
 * Rows of a table: out[…, :] = weight[input[…], :].
 *
 * @param input rows, int64 or int32, [*]
 * @param weight table, [V, D]
 * @param options.paddingIdx row that gets no gradient; a negative one counts from the end
 * @param options.maxNorm scale looked-up rows of a larger norm down to this one, in place (default: none)
 * @param options.normType which norm (default 2)
 * @param options.scaleGradByFreq divide the gradient of a row by how often it was looked up (default false)
 * @returns [*, D]
 * @throws IndexError for rows out of range, where the device can check
 */
export const embedding: FunctionOp<(input: Tensor, weight: Tensor, options?: EmbeddingOptions) => Tensor> =
  defineOp(
    {
      name: 'embedding',
      kind: 'kernel',
      method: false,
      tolerance: 'exact',
      torch: 'torch.nn.functional.embedding',
      samples: (make) => [
        [make.integers([2, 3], 0, 5), make.tensor([5, 4])],
        [make.integers([6], 0, 3), make.tensor([3, 2]), { paddingIdx: 1 }],
        [make.integers([], 0, 5), make.tensor([5, 4])],
        [make.integers([0], 0, 5), make.tensor([5, 4])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2], { dtype: 'float32' }), make.tensor([3, 2])],
          error: IndexError,
          message: 'embedding: index must be an int64 or int32 tensor, got float32',
        },
        {
          args: [make.integers([2], 0, 3), make.tensor([3])],
          error: ShapeError,
          message: 'embedding: weight must be [V, D], got [3]',
        },
        {
          args: [make.integers([2], 0, 3), make.tensor([3, 2]), { paddingIdx: 3 }],
          error: ArgumentError,
          message: 'embedding: paddingIdx must be an integer ≥ -3 and ≤ 2, got 3',
        },
        {
          args: [make.integers([2], 0, 3), make.tensor([3, 2]), { sparse: true }],
          error: ArgumentError,
          message: 'embedding: there are no sparse gradients',
        },
        { args: [make.integers([2], 3, 4), make.tensor([3, 2])], error: IndexError, message: 'out of range' },
      ],
    },
    composed((input: Tensor, weight: Tensor, options?: unknown) => {
      const attributes = prepareEmbedding(
        'embedding',
        input,
        weight,
        parseOptions('embedding', options, embeddingDefaults),
      );
      return embeddingPrimitive.call([weight, unsqueeze(input, -1)], attributes)[0]!;
    }),
  );
