import type { Device } from '../../device.js';
import type { DType } from '../../dtype.js';
import { float32, int64 } from '../../dtype.js';
import { encode } from '../../io/elements.js';
import { runGather } from '../../kernel/families.js';
import { allocateTensor } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { fromBytes } from '../creation/creation.js';
import { matmul } from '../linalg/matmul.js';
import { owned } from '../movement/dense.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { Fused, FusedReduction } from './fused.js';
import { maxPoolBackward, windowMax } from './max-pool.js';

export interface AdaptiveAttributes {
  /** One size a spatial dimension. */
  readonly outputSize: readonly number[];
  readonly [name: string]: unknown;
}

/** Part `i` of `n` positions cut into `count` nearly equal parts, which may share an edge position. */
const part = (n: number, count: number, i: number): [from: number, to: number] => [
  Math.floor((i * n) / count),
  Math.ceil(((i + 1) * n) / count),
];

const scaledSum = new FusedReduction({
  name: 'adaptiveAvgPoolSum',
  inputs: 1,
  params: 1,
  body: ([x], [scale]) => x!.mul(scale!),
});
const scaled = new Fused('adaptiveAvgPoolScale', 1, ([x], [scale]) => [x!.mul(scale!)]);

const divides = (shape: Shape, size: readonly number[]): boolean =>
  size.every((n, i) => n > 0 && shape[i + 2]! % n === 0);

/** [N, C, o₁, s₁/o₁, o₂, s₂/o₂, …] */
const divided = (shape: Shape, size: readonly number[]): number[] => [
  ...shape.slice(0, 2),
  ...size.flatMap((n, i) => [n, shape[i + 2]! / n]),
];

const innerDims = (rank: number): number[] => Array.from({ length: rank }, (_, i) => 3 + 2 * i);

/** Row i of [count, n] averages part i. */
function averaging(n: number, count: number, dtype: DType, device: Device): Tensor {
  const values = new Array<number>(n * count).fill(0);
  for (let i = 0; i < count; i++) {
    const [from, to] = part(n, count, i);
    values.fill(1 / (to - from), i * n + from, i * n + to);
  }
  return fromBytes(encode(values, dtype), Object.freeze([count, n]), dtype, device);
}

/** x with dimension `dim` multiplied by a matrix [n, m]. */
function along(x: Tensor, dim: number, matrix: Tensor): Tensor {
  return transpose(matmul(transpose(x, dim, -1), matrix), dim, -1);
}

/** Input [N, C, *S]. Where sizes don't divide, a product with a matrix of averages along each dimension. */
export const adaptiveAvgPool: Primitive<AdaptiveAttributes> = new Primitive<AdaptiveAttributes>({
  kind: 'composite',
  name: 'adaptiveAvgPool',
  infer: ([input], { outputSize }) => [
    { shape: Object.freeze([...input!.shape.slice(0, 2), ...outputSize]), dtype: input!.dtype },
  ],
  body: ([input], { outputSize }) => {
    const { shape, dtype, device } = input!;
    if (divides(shape, outputSize)) {
      const cells = reshape(input!, divided(shape, outputSize));
      const scale = numel(outputSize) / numel(shape.slice(2));
      return [scaledSum.call([cells], innerDims(outputSize.length), { params: [scale] })];
    }
    const end = [...shape.slice(0, 2), ...outputSize];
    if (numel(end) === 0) return [allocateTensor(Object.freeze(end), dtype, device)];
    if (dtype.bytes === 2) {
      // One product a dimension: rounded once, at the end.
      return [castTo(adaptiveAvgPool.call([castTo(input!, float32)], { outputSize })[0]!, dtype)];
    }
    let result = input!;
    outputSize.forEach((count, i) => {
      result = along(result, i + 2, transpose(averaging(shape[i + 2]!, count, dtype, device), 0, 1));
    });
    return [owned(reshape(result, result.shape))];
  },
  gradient: (c, [g]) => [adaptiveAvgPoolBackward.call([g!], { inputShape: c.shape(0) })[0]!],
});

export const adaptiveAvgPoolBackward: Primitive<{
  readonly inputShape: Shape;
  readonly [name: string]: unknown;
}> = new Primitive<{ readonly inputShape: Shape; readonly [name: string]: unknown }>({
  kind: 'composite',
  name: 'adaptiveAvgPoolBackward',
  infer: ([grad], { inputShape }) => [{ shape: inputShape, dtype: grad!.dtype }],
  body: ([grad], { inputShape }) => {
    const { dtype, device } = grad!;
    const size = grad!.shape.slice(2);
    if (divides(inputShape, size)) {
      const share = scaled.call([grad!], [numel(size) / numel(inputShape.slice(2))]);
      const ones = [...inputShape.slice(0, 2), ...size.flatMap((n) => [n, 1])];
      return [owned(reshape(expand(reshape(share, ones), divided(inputShape, size)), inputShape))];
    }
    let result = grad!;
    size.forEach((count, i) => {
      result = along(result, i + 2, averaging(inputShape[i + 2]!, count, dtype, device));
    });
    return [owned(reshape(result, result.shape))];
  },
});

/** Positions in the plane of each cell's elements, [cells, most]; smaller cells repeat their last element. */
function cellTable(space: Shape, size: readonly number[]): { values: number[]; most: number } {
  let cells: number[][] = [[0]];
  size.forEach((count, d) => {
    const n = space[d]!;
    const widest = Math.max(
      ...Array.from({ length: count }, (_, i) => part(n, count, i)[1] - part(n, count, i)[0]),
    );
    const next: number[][] = [];
    for (const cell of cells) {
      for (let i = 0; i < count; i++) {
        const [from, to] = part(n, count, i);
        const line = Array.from({ length: widest }, (_, k) => Math.min(from + k, to - 1));
        next.push(cell.flatMap((p) => line.map((q) => p * n + q)));
      }
    }
    cells = next;
  });
  return { values: cells.flat(), most: cells[0]?.length ?? 0 };
}

/** Input [N, C, *S]; outputs: largest elements and, int64, their positions in the plane. */
export const adaptiveMaxPool: Primitive<AdaptiveAttributes> = new Primitive<AdaptiveAttributes>({
  kind: 'composite',
  name: 'adaptiveMaxPool',
  savesOutputs: [1],
  infer: ([input], { outputSize }) => {
    const shape = Object.freeze([...input!.shape.slice(0, 2), ...outputSize]);
    return [
      { shape, dtype: input!.dtype },
      { shape, dtype: int64 },
    ];
  },
  body: ([input], { outputSize }) => {
    const { shape, dtype, device } = input!;
    const [n, c] = shape;
    const result = Object.freeze([...shape.slice(0, 2), ...outputSize]);
    if (numel(result) === 0)
      return [allocateTensor(result, dtype, device), allocateTensor(result, int64, device)];
    const space = shape.slice(2);
    const count = numel(outputSize);
    const { values, most } = cellTable(space, outputSize);
    const table = fromBytes(encode(values, int64), Object.freeze([count, most]), int64, device);
    const flat = reshape(input!, [n!, c!, numel(space)]);
    const cells = allocateTensor(Object.freeze([n!, c!, count, most]), dtype, device);
    const [sn, sc, step] = flat.strides;
    runGather(cells, flat, [sn!, sc!, 0, 0], [{ index: table, size: numel(space), step: step! }]);
    const out = Object.freeze([n!, c!, count]);
    const largest = allocateTensor(out, dtype, device);
    const inCell = allocateTensor(out, int64, device);
    const positions = allocateTensor(out, int64, device);
    windowMax(cells, largest, inCell, [3]);
    runGather(positions, table, [0, 0, most], [{ index: inCell, size: most, step: 1 }]);
    return [owned(reshape(largest, result)), owned(reshape(positions, result))];
  },
  gradient: (c, [g]) => [
    g === null ? null : maxPoolBackward.call([g!, c.output(1)], { inputShape: c.shape(0) })[0]!,
  ],
});
