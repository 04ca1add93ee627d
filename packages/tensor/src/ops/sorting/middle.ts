import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { ErrorSample, Sample, SampleMaker } from '../../op/info.js';
import { checkBoolean, checkInteger, parseArguments } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { clampMin } from '../arithmetic/clamp-min.js';
import { floorDivide } from '../arithmetic/floor-divide.js';
import { sub } from '../arithmetic/sub.js';
import { logicalNot } from '../comparison/logical-not.js';
import { lt } from '../comparison/lt.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { gatherAlong } from '../indexing/gather.js';
import { reshape } from '../movement/reshape.js';
import { squeeze } from '../movement/squeeze.js';
import { isnan } from '../pointwise/isnan.js';
import { indexType } from '../reduction/arg.js';
import { checkTensor } from '../reduction/reduction.js';
import { sum } from '../reduction/sum.js';
import { sort } from './sort.js';

export interface MedianOptions {
  dim?: number | null;
  keepdim?: boolean;
}

export interface Median {
  (input: Tensor): Tensor;
  (input: Tensor, dim: number | (MedianOptions & { dim: number }), options?: MedianOptions): ValuesIndices;
}

/** Where in the sorted row the median stands, [..., 1]; the first NaN, if it wins. */
function place(input: Tensor, dim: number, ignoreNaN: boolean): Tensor {
  const n = input.shape[dim]!;
  const type = indexType(input.device);
  const shape = input.shape.map((s, i) => (i === dim ? 1 : s));
  if (input.dtype.kind !== 'float') {
    return fullOf(Object.freeze(shape), (n - 1) >> 1, type, { device: input.device });
  }
  const count = castTo(sum(logicalNot(isnan(input)), dim, { keepdim: true }), type);
  if (ignoreNaN) return clampMin(floorDivide(sub(count, 1), 2), 0);
  return castTo(where(lt(count, n), count, (n - 1) >> 1), type);
}

/** Declares `median` and `nanmedian`: the lower of two middle elements. */
export function defineMedian<O>(name: 'median' | 'nanmedian', ignoreNaN: boolean): O {
  const along = (input: Tensor, dim: number, keepdim: boolean): ValuesIndices => {
    const x = input.ndim === 0 ? reshape(input, [1]) : input;
    const sorted = sort(x, dim);
    const at = withoutGrad(() => place(x, dim, ignoreNaN));
    const values = gatherAlong(sorted.values, dim, at);
    const indices = gatherAlong(sorted.indices, dim, at);
    const cut = (t: Tensor): Tensor => (input.ndim === 0 ? reshape(t, []) : keepdim ? t : squeeze(t, dim));
    return valuesIndices(cut(values), cut(indices));
  };
  const samples = (make: SampleMaker): readonly Sample[] => [
    [make.distinct([3, 5])],
    [make.distinct([4])],
    [make.distinct([3, 4]), 1],
    [make.distinct([2, 3, 4]), 0, { keepdim: true }],
    [make.distinct([])],
  ];
  const errors = (make: SampleMaker): readonly ErrorSample[] => [
    { args: [make.bool([3])], error: DTypeError, message: `${name}: has no rule for bool` },
    {
      args: [make.tensor([2, 0]), 1],
      error: ShapeError,
      message: `${name}: dim 1 of [2, 0] has no elements`,
    },
    {
      args: [make.tensor([2]), 0.5],
      error: ArgumentError,
      message: `${name}: dim must be an integer, got 0.5`,
    },
  ];
  return defineOp(
    { name, kind: 'composite', dtypes: 'signed', tolerance: 'exact', samples, errors },
    composed((input: Tensor, ...rest: unknown[]): Tensor | ValuesIndices => {
      const o = parseArguments(name, rest, { dim: null as number | null, keepdim: false }, 1);
      checkTensor(name, input);
      if (input.dtype.kind === 'bool') {
        throw new DTypeError(`${name}: has no rule for bool (it takes integer or floating-point tensors)`);
      }
      const keepdim = checkBoolean(name, 'keepdim', o.keepdim);
      if (o.dim === null) {
        if (input.length === 0) {
          const value = input.dtype.kind === 'float' ? Number.NaN : -(2 ** (input.dtype.bytes * 8 - 1));
          return fullOf(Object.freeze([]), value, input.dtype, { device: input.device });
        }
        return along(reshape(input, [input.length]), 0, false).values;
      }
      const dim = normalizeDim(name, checkInteger(name, 'dim', o.dim), input.ndim);
      if (input.shape[dim] === 0) {
        throw new ShapeError(`${name}: dim ${dim} of ${showShape(input.shape)} has no elements`);
      }
      return along(input, dim, keepdim);
    }),
  );
}
