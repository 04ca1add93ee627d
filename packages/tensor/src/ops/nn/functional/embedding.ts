import { ArgumentError, IndexError, ShapeError } from '../../../errors.js';
import type { IndexOperand } from '../../../kernel/families.js';
import { runGather, runScatter } from '../../../kernel/families.js';
import { composed } from '../../../op/composed.js';
import { defineOp, Primitive } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, parseOptions } from '../../../op/options.js';
import type { Shape } from '../../../shape.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { fillWith } from '../../creation/creation.js';
import { checkIndex } from '../../indexing/index-tensors.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { Fused } from '../fused.js';

interface EmbeddingAttributes {
  /** Row that gets no gradient, or −1. */
  readonly paddingIdx: number;
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
const primitive: Primitive<EmbeddingAttributes> = new Primitive<EmbeddingAttributes>({
  kind: 'kernel',
  name: 'embedding',
  saves: [1],
  infer: ([table, index]) => [
    { shape: Object.freeze([...index!.shape.slice(0, -1), table!.shape[1]!]), dtype: table!.dtype },
  ],
  run: ([table, index], [out]) => runGather(out!, table!, rowStrides(index!, table!), where(index!, table!)),
  gradient: (c, [g]) => {
    const { paddingIdx } = c.attributes as EmbeddingAttributes;
    const index = c.input(1);
    const passed = paddingIdx < 0 ? g! : masked.call([g!, index], [paddingIdx]);
    return [backward.call([passed, index], { tableShape: c.shape(0) })[0]!, null];
  },
});

const masked = new Fused('embeddingPadding', 1, ([g, row], [padding]) => [
  row!.eq(padding!.to(row!.dtype)).where(0, g!),
]);

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
  gradient: (c, [g]) => [primitive.call([g!, c.input(1)], { paddingIdx: -1 })[0]!, null],
});

export interface EmbeddingOptions {
  /** Row whose gradient is dropped, so that it keeps its value (default: none). */
  paddingIdx?: number | null;
}

/**
 * Rows of a table: out[…, :] = weight[input[…], :].
 *
 * @param input rows, int64 or int32, [*]
 * @param weight table, [V, D]
 * @param options.paddingIdx row that gets no gradient; a negative one counts from the end
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
        { args: [make.integers([2], 3, 4), make.tensor([3, 2])], error: IndexError, message: 'out of range' },
      ],
    },
    composed((input: Tensor, weight: Tensor, options?: unknown) => {
      const o = parseOptions('embedding', options, { paddingIdx: null as number | null });
      checkIndex('embedding', input);
      if (weight.ndim !== 2)
        throw new ShapeError(`embedding: weight must be [V, D], got ${showShape(weight.shape)}`);
      const rows = weight.shape[0]!;
      let paddingIdx = -1;
      if (o.paddingIdx !== null) {
        const i = checkInteger('embedding', 'paddingIdx', o.paddingIdx, -rows, rows - 1);
        paddingIdx = i < 0 ? i + rows : i;
      }
      return primitive.call([weight, unsqueeze(input, -1)], { paddingIdx })[0]!;
    }),
  );
