import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { ErrorSample, Sample, SampleMaker } from '../../op/info.js';
import { checkBoolean, checkOneOf, describe, parseArguments } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { clampMin } from '../arithmetic/clamp-min.js';
import { lerp } from '../arithmetic/lerp.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { logicalNot } from '../comparison/logical-not.js';
import { lt } from '../comparison/lt.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { gatherAlong } from '../indexing/gather.js';
import { expand } from '../movement/expand.js';
import { movedim } from '../movement/movedim.js';
import { reshape } from '../movement/reshape.js';
import { ceil } from '../pointwise/ceil.js';
import { floor } from '../pointwise/floor.js';
import { isnan } from '../pointwise/isnan.js';
import { round } from '../pointwise/round.js';
import { indexType } from '../reduction/arg.js';
import { checkTensor } from '../reduction/reduction.js';
import { sum } from '../reduction/sum.js';
import { sort } from './sort.js';

const interpolations = ['linear', 'lower', 'higher', 'midpoint', 'nearest'] as const;
type Interpolation = (typeof interpolations)[number];

export interface QuantileOptions {
  dim?: number | null;
  keepdim?: boolean;
  interpolation?: Interpolation;
}

export type Quantile = (
  input: Tensor,
  q: number | Tensor,
  dim?: number | null | QuantileOptions,
  options?: QuantileOptions,
) => Tensor;

/** Values at the ranks [..., k], which may lie between two elements, of sorted rows [..., n]. */
function pick(sorted: Tensor, ranks: Tensor, how: Interpolation): Tensor {
  const last = sorted.ndim - 1;
  const type = indexType(sorted.device);
  const at = (places: Tensor): Tensor =>
    gatherAlong(
      sorted,
      last,
      withoutGrad(() => castTo(places, type)),
    );
  if (how === 'lower') return at(floor(ranks));
  if (how === 'higher') return at(ceil(ranks));
  if (how === 'nearest') return at(round(ranks));
  const below = withoutGrad(() => floor(ranks));
  const weight = how === 'midpoint' ? 0.5 : sub(ranks, below);
  return lerp(at(below), at(ceil(ranks)), weight as Tensor);
}

/** Ranks of the quantiles in rows whose NaN stand at the end: q · (count − 1); the NaN itself, unless it is ignored. */
function ranksOf(rows: Tensor, q: Tensor, ignoreNaN: boolean): Tensor {
  const n = rows.shape[rows.ndim - 1]!;
  const shape = [...rows.shape.slice(0, -1), q.length];
  const count = withoutGrad(() => castTo(sum(logicalNot(isnan(rows)), -1, { keepdim: true }), rows.dtype));
  if (ignoreNaN) return expand(mul(q, clampMin(sub(count, 1), 0)), shape);
  return where(expand(lt(count, n), shape), n - 1, mul(q, n - 1));
}

/** Declares `quantile` and `nanquantile`. */
export function defineQuantile<O>(name: 'quantile' | 'nanquantile', ignoreNaN: boolean): O {
  const checkQ = (q: unknown, input: Tensor): Tensor => {
    if (typeof q === 'number') {
      if (!(q >= 0 && q <= 1)) throw new ArgumentError(`${name}: q must be between 0 and 1, got ${q}`);
      return fullOf(Object.freeze([1]), q, input.dtype, { device: input.device });
    }
    if (!(q instanceof Tensor))
      throw new ArgumentError(`${name}: q must be a number or a tensor, got ${describe(q)}`);
    if (q.ndim > 1) throw new ShapeError(`${name}: q must be 0-dim or 1-dim, got ${showShape(q.shape)}`);
    if (q.dtype !== input.dtype) {
      throw new DTypeError(`${name}: input is ${input.dtype}, but q ${q.dtype}; cast one with .to(…)`);
    }
    return reshape(q, [q.length]);
  };
  const samples = (make: SampleMaker): readonly Sample[] => [
    [make.distinct([3, 5]), 0.4],
    [make.distinct([3, 4]), make.tensor([3], { low: 0.05, high: 0.95 }), 1],
    [make.distinct([2, 3, 4]), make.tensor([], { low: 0.3, high: 0.4 }), 0, { keepdim: true }],
    [make.distinct([2, 3, 4]), 0.3, { dim: -1, keepdim: true, interpolation: 'lower' }],
    [make.distinct([7]), 0.3, { interpolation: 'higher' }],
    [make.distinct([7]), 0.3, { interpolation: 'midpoint' }],
    [make.distinct([7]), 0.3, { interpolation: 'nearest' }],
    [make.distinct([]), 0.5],
  ];
  const errors = (make: SampleMaker): readonly ErrorSample[] => [
    {
      args: [make.tensor([3]), 1.5],
      error: ArgumentError,
      message: `${name}: q must be between 0 and 1, got 1.5`,
    },
    { args: [make.integers([3], 0, 9), 0.5], error: DTypeError, message: `${name}: has no rule for int64` },
    { args: [make.tensor([2, 0]), 0.5, 1], error: ShapeError, message: `${name}: dim 1 of [2, 0]` },
    {
      args: [make.tensor([3]), 0.5, { interpolation: 'cubic' }],
      error: ArgumentError,
      message: `${name}: interpolation must be one of 'linear'`,
    },
  ];
  return defineOp(
    { name, kind: 'composite', dtypes: 'float', tolerance: 'elementwise', samples, errors },
    composed((input: Tensor, q: unknown, ...rest: unknown[]) => {
      const o = parseArguments(
        name,
        rest,
        { dim: null as number | null, keepdim: false, interpolation: 'linear' },
        1,
      );
      checkTensor(name, input);
      if (input.dtype.kind !== 'float' || input.dtype.bytes === 2) {
        throw new DTypeError(
          `${name}: has no rule for ${input.dtype} (it takes float32 and float64 tensors)`,
        );
      }
      const how = checkOneOf(name, 'interpolation', o.interpolation, interpolations);
      const keepdim = checkBoolean(name, 'keepdim', o.keepdim);
      const dim = o.dim === null ? null : normalizeDim(name, o.dim, input.ndim);
      const flat = dim === null || input.ndim === 0;
      const x = flat ? reshape(input, [input.length]) : movedim(input, dim, -1);
      if (x.shape[x.ndim - 1] === 0) {
        throw new ShapeError(`${name}: dim ${dim ?? 0} of ${showShape(input.shape)} has no elements`);
      }
      const given = checkQ(q, input);
      const sorted = sort(x, -1).values;
      const values = movedim(pick(sorted, ranksOf(sorted, given, ignoreNaN), how), -1, 0);
      const lead = q instanceof Tensor && q.ndim === 1 ? [q.length] : [];
      const kept = input.shape.map((n, i) => (flat || i === dim ? 1 : n));
      return reshape(values, [...lead, ...(keepdim ? kept : x.shape.slice(0, -1))]);
    }),
  );
}
