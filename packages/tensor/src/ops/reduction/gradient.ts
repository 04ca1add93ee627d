import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, describe, parseArguments } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDims, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { cat } from '../movement/cat.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { checkTensor } from './reduction.js';

type Spacing = number | readonly number[] | readonly Tensor[];

interface Options {
  spacing?: Spacing;
  dim?: Dims | null;
  edgeOrder?: 1 | 2;
}

type Part = (from: number, length: number) => Tensor;

/** (f₊ − f₋) / 2h inside; at the ends, one-sided of first or second order. */
function uniform(part: Part, n: number, dim: number, h: number, edge: number): Tensor {
  const at = (i: number): Tensor => part(i, 1);
  const inner = div(sub(part(2, n - 2), part(0, n - 2)), 2 * h);
  const end = (a: Tensor, b: Tensor, c: Tensor | null, sign: number): Tensor =>
    c === null
      ? div(sub(b, a), sign * h)
      : div(add(sub(mul(b, 4), mul(a, 3)), c, { alpha: -1 }), sign * 2 * h);
  const first = end(at(0), at(1), edge === 2 ? at(2) : null, 1);
  const last = end(at(n - 1), at(n - 2), edge === 2 ? at(n - 3) : null, -1);
  return cat([first, inner, last], dim);
}

/** The same for positions at any distances: the derivative of the parabola through three neighbours. */
function uneven(part: Part, x: Part, n: number, dim: number, edge: number): Tensor {
  const steps = sub(x(1, n - 1), x(0, n - 1));
  const step = (from: number, length: number): Tensor => narrow(steps, dim, from, length);
  const slope = div(sub(part(1, n - 1), part(0, n - 1)), steps);
  const slopes = (from: number, length: number): Tensor => narrow(slope, dim, from, length);
  const [h1, h2] = [step(0, n - 2), step(1, n - 2)];
  const inner = div(add(mul(slopes(0, n - 2), h2), mul(slopes(1, n - 2), h1)), add(h1, h2));
  const curved = (near: number, far: number): Tensor => {
    const [a, b] = [step(near, 1), step(far, 1)];
    return sub(slopes(near, 1), mul(div(sub(slopes(far, 1), slopes(near, 1)), add(a, b)), a));
  };
  const first = edge === 2 ? curved(0, 1) : slopes(0, 1);
  const last = edge === 2 ? curved(n - 2, n - 3) : slopes(n - 2, 1);
  return cat([first, inner, last], dim);
}

/**
 * Derivatives of sampled values along some dimensions, one tensor each: central differences, at the ends one-sided.
 *
 * @param options.spacing distance of the samples (default 1): one number, one a dimension, or a tensor of positions for
 *   each dimension
 * @param options.dim dimension or dimensions (default: all)
 * @param options.edgeOrder order of the one-sided differences, 1 (default) or 2
 */
export const gradient: FunctionOp<(input: Tensor, options?: Options) => Tensor[]> = defineOp(
  {
    name: 'gradient',
    kind: 'composite',
    method: false,
    dtypes: 'float',
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([5])],
      [make.tensor([3, 4]), { spacing: 0.5 }],
      [make.tensor([3, 4]), { spacing: [0.5, 2], edgeOrder: 2 }],
      [make.tensor([2, 4]), { dim: 1, spacing: 2 }],
      [make.tensor([4, 2]), { dim: 0, spacing: [make.distinct([4])] }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 3])],
        error: ShapeError,
        message: 'gradient: dim 0 of [1, 3] needs at least 2 elements for edgeOrder 1',
      },
      {
        args: [make.tensor([3]), { edgeOrder: 3 }],
        error: ArgumentError,
        message: 'gradient: edgeOrder must be an integer ≥ 1 and ≤ 2, got 3',
      },
      {
        args: [make.tensor([3, 3]), { spacing: [1] }],
        error: ArgumentError,
        message: 'gradient: spacing must have one entry for each of 2 dimensions, got 1',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]): Tensor[] => {
    const o = parseArguments(
      'gradient',
      rest,
      { spacing: 1 as Spacing, dim: null as Dims | null, edgeOrder: 1 },
      0,
    );
    checkTensor('gradient', input, true);
    const edge = checkInteger('gradient', 'edgeOrder', o.edgeOrder, 1, 2);
    const dims = normalizeDims('gradient', o.dim, input.ndim);
    const list = typeof o.spacing === 'number' ? dims.map(() => o.spacing as number) : o.spacing;
    if (!Array.isArray(list) || list.length !== dims.length) {
      const what = Array.isArray(list) ? list.length : describe(list);
      throw new ArgumentError(
        `gradient: spacing must have one entry for each of ${dims.length} dimensions, got ${what}`,
      );
    }
    return dims.map((dim, k) => {
      const n = input.shape[dim]!;
      if (n < edge + 1) {
        throw new ShapeError(
          `gradient: dim ${dim} of ${showShape(input.shape)} needs at least ${edge + 1} elements for edgeOrder ${edge}`,
        );
      }
      const part: Part = (from, length) => narrow(input, dim, from, length);
      const spacing: unknown = list[k];
      if (typeof spacing === 'number') return uniform(part, n, dim, spacing, edge);
      if (!(spacing instanceof Tensor) || spacing.ndim !== 1 || spacing.length !== n) {
        throw new ArgumentError(
          `gradient: spacing of dim ${dim} must be a number or ${n} positions, got ${spacing instanceof Tensor ? showShape(spacing.shape) : describe(spacing)}`,
        );
      }
      const wide = reshape(
        spacing,
        input.shape.map((_, i) => (i === dim ? n : 1)),
      );
      return uneven(part, (from, length) => narrow(wide, dim, from, length), n, dim, edge);
    });
  }),
);
