import type { DType } from '../../dtype.js';
import { runSort } from '../../kernel/families.js';
import { Primitive } from '../../op/define.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { indexType } from '../reduction/arg.js';
import { checkTensor } from '../reduction/reduction.js';
import { putAlong } from './along.js';

export interface SortAttributes {
  readonly dim: number;
  /** How many of the sorted elements to give. */
  readonly count: number;
  readonly descending: boolean;
  readonly [name: string]: unknown;
}

/** Sorted values and where they were; the gradient goes back there. */
export function sorting(name: string): Primitive<SortAttributes> {
  return new Primitive<SortAttributes>({
    kind: 'kernel',
    name,
    savesOutputs: [1],
    infer: ([input], { dim, count }) => {
      const shape = Object.freeze(input!.shape.map((n, i) => (i === dim ? count : n)));
      const positions: DType = indexType(input!.device);
      return [
        { shape, dtype: input!.dtype },
        { shape, dtype: positions },
      ];
    },
    run: ([input], [values, positions], { dim, count, descending }) =>
      runSort(values!, positions!, input!, dim, count, descending),
    gradient: (c, [g]) => {
      if (g === null) return [null];
      const { dim } = c.attributes as SortAttributes;
      const size = c.shape(0)[dim];
      return [size === undefined ? g! : putAlong(g!, c.output(1), dim, size)];
    },
  });
}

/** The dimension to sort along, and its size. */
export function sortDim(op: string, input: Tensor, dim: number): [number, number] {
  checkTensor(op, input);
  const d = normalizeDim(op, dim, input.ndim);
  return [d, input.shape[d] ?? 1];
}
