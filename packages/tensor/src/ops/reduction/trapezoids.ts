import { ArgumentError, ShapeError } from '../../errors.js';
import { checkNumber, describe, parseArguments } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { checkTensor } from './reduction.js';

export interface TrapezoidOptions {
  /** Positions of the values: 1-dim along the dimension, or broadcast with them. */
  x?: Tensor | null;
  /** Distance of the values, where `x` isn't given (default 1). */
  dx?: number;
  /** Dimension to integrate along (default −1). */
  dim?: number;
}

export type Trapezoid = (
  y: Tensor,
  x?: Tensor | null | TrapezoidOptions,
  options?: TrapezoidOptions,
) => Tensor;

/** Areas of the trapezoids between neighbours, times the factor that the sum still needs, and the dimension. */
export function trapezoidAreas(
  op: string,
  y: Tensor,
  rest: readonly unknown[],
): { areas: Tensor; dim: number; factor: number } {
  const o = parseArguments(op, rest, { x: null as Tensor | null, dx: null as number | null, dim: -1 }, 1);
  checkTensor(op, y, true);
  if (y.ndim === 0) throw new ShapeError(`${op}: y needs at least one dimension, got []`);
  const dim = normalizeDim(op, o.dim, y.ndim);
  if (o.x !== null && !(o.x instanceof Tensor))
    throw new ArgumentError(`${op}: x must be a tensor, got ${describe(o.x)}`);
  if (o.x !== null && o.dx !== null) throw new ArgumentError(`${op}: x and dx were both given`);
  const ends = (t: Tensor, d: number): [Tensor, Tensor] => {
    const n = t.shape[d]!;
    return [narrow(t, d, Math.min(1, n), Math.max(n - 1, 0)), narrow(t, d, 0, Math.max(n - 1, 0))];
  };
  const [right, left] = ends(y, dim);
  const heights = add(left, right);
  if (o.x === null) return { areas: heights, dim, factor: checkNumber(op, 'dx', o.dx ?? 1) / 2 };
  const n = y.shape[dim]!;
  const { x } = o;
  const own = x.ndim - (y.ndim - dim);
  const size = x.ndim === 1 ? x.length : x.shape[own];
  if (size !== n) {
    throw new ShapeError(
      `${op}: x ${showShape(x.shape)} must have the ${n} positions of y ${showShape(y.shape)} along dim ${dim}`,
    );
  }
  const after = y.shape.slice(dim + 1).map(() => 1);
  const positions = x.ndim === 1 ? reshape(x, [n, ...after]) : x;
  const [b, a] = ends(positions, x.ndim === 1 ? 0 : own);
  return { areas: mul(heights, sub(b, a)), dim, factor: 1 / 2 };
}
