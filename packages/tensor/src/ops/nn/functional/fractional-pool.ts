import { int64 } from '../../../dtype.js';
import { runGather } from '../../../kernel/families.js';
import { allocateTensor } from '../../../memory/make.js';
import { Primitive } from '../../../op/define.js';
import { numel } from '../../../shape.js';
import { owned } from '../../movement/dense.js';
import { reshape } from '../../movement/reshape.js';
import { maxPoolBackward, windowMax } from '../max-pool.js';

export interface CellAttributes {
  /** Spatial sizes of the result. */
  readonly outputSize: readonly number[];
  readonly [name: string]: unknown;
}

/**
 * Largest elements of cells that a table names. Inputs: planes [N, C, *S] and, int64, the places of each cell's elements
 * in the plane, [N, C, cells, elements]. Outputs: largest elements and, int64, their places.
 */
export const cellMaxPool: Primitive<CellAttributes> = new Primitive<CellAttributes>({
  kind: 'composite',
  name: 'cellMaxPool',
  savesOutputs: [1],
  infer: ([input], { outputSize }) => {
    const shape = Object.freeze([...input!.shape.slice(0, 2), ...outputSize]);
    return [
      { shape, dtype: input!.dtype },
      { shape, dtype: int64 },
    ];
  },
  body: ([input, table], { outputSize }) => {
    const { shape, dtype, device } = input!;
    const [n, c] = shape as [number, number];
    const space = numel(shape.slice(2));
    const [count, most] = table!.shape.slice(2) as [number, number];
    const flat = reshape(input!, [n, c, space]);
    const cells = allocateTensor(table!.shape, dtype, device);
    const [sn, sc, step] = flat.strides as [number, number, number];
    runGather(cells, flat, [sn, sc, 0, 0], [{ index: table!, size: space, step }]);
    const out = Object.freeze([n, c, count]);
    const largest = allocateTensor(out, dtype, device);
    const inCell = allocateTensor(out, int64, device);
    const positions = allocateTensor(out, int64, device);
    windowMax(cells, largest, inCell, [3]);
    const own = table!.strides;
    runGather(positions, table!, [own[0]!, own[1]!, own[2]!], [{ index: inCell, size: most, step: own[3]! }]);
    const result = [n, c, ...outputSize];
    return [owned(reshape(largest, result)), owned(reshape(positions, result))];
  },
  gradient: (c, [g]) => [
    g === null ? null : maxPoolBackward.call([g!, c.output(1)], { inputShape: c.shape(0) })[0]!,
    null,
  ],
});
