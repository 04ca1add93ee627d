import type { DTypeLike } from '../../../dtype.js';
import { toDType } from '../../../dtype.js';
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import { describe } from '../../../op/options.js';
import { normalizeDim, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { abs } from '../../arithmetic/abs.js';
import { to } from '../../conversion/to.js';
import { movedim } from '../../movement/movedim.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { amax } from '../../reduction/amax.js';
import { amin } from '../../reduction/amin.js';
import { norm } from '../../reduction/norm.js';
import { sum } from '../../reduction/sum.js';
import { svdFactors } from './decompositions.js';

export type MatrixOrder = 'fro' | 'nuc' | number;

export const matrixOrders = "'fro', 'nuc', Infinity, -Infinity, 1, -1, 2 or -2";

/** The operand in the dtype that is asked for. */
export function cast(op: string, x: unknown, dtype: DTypeLike | null): Tensor {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${op}: input must be a tensor, got ${describe(x)}`);
  x.assertAlive(op);
  if (x.dtype.kind !== 'float' && x.dtype.kind !== 'complex')
    throw new DTypeError(
      `${op}: has no rule for ${x.dtype}; input must be floating-point, cast it with .to(…)`,
    );
  return dtype === null ? x : to(x, toDType(dtype));
}

/** Two different dimensions. @throws IndexError or ShapeError */
export function matrixDims(op: string, x: Tensor, dims: unknown): [number, number] {
  if (!Array.isArray(dims) || dims.length !== 2) {
    throw new ArgumentError(`${op}: dim must be an array of 2 dimensions, got ${describe(dims)}`);
  }
  if (x.ndim < 2) {
    throw new ShapeError(`${op}: input must have at least 2 dimensions, got shape ${showShape(x.shape)}`);
  }
  const [a, b] = dims.map((d: number) => normalizeDim(op, d, x.ndim)) as [number, number];
  if (a === b) throw new IndexError(`${op}: dims must be different, got [${dims}]`);
  return [a, b];
}

/** The norm of matrices that lie in two dimensions. */
export function normOfMatrices(
  op: string,
  x: Tensor,
  order: unknown,
  dims: [number, number],
  keepdim: boolean,
): Tensor {
  if (order === 'fro') return norm(x, 2, dims, { keepdim });
  if (order === 'nuc' || order === 2 || order === -2) {
    const a = movedim(x, dims, [-2, -1]);
    const s = svdFactors.call([a], { full: false, vectors: a.requiresGrad, op })[1]!;
    const value = order === 'nuc' ? sum(s, -1) : order === 2 ? amax(s, -1) : amin(s, -1);
    if (!keepdim) return value;
    return [...dims].sort((p, q) => p - q).reduce((v, d) => unsqueeze(v, d), value);
  }
  if (order !== 1 && order !== -1 && order !== Number.POSITIVE_INFINITY && order !== Number.NEGATIVE_INFINITY)
    throw new ArgumentError(`${op}: ord must be ${matrixOrders} for matrices, got ${describe(order)}`);
  // Sums over rows and then the extreme column, or the other way round.
  const [row, column] = Math.abs(order) === 1 ? dims : [dims[1], dims[0]];
  const sums = sum(abs(x), row, { keepdim: true });
  const extreme = order > 0 ? amax(sums, column, { keepdim: true }) : amin(sums, column, { keepdim: true });
  return keepdim ? extreme : extreme.squeeze([row, column].sort((p, q) => q - p));
}
