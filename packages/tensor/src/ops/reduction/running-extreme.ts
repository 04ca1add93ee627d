import type { Attributes } from '../../backend/contract.js';
import { bool, uint8 } from '../../dtype.js';
import { ArgumentError, IndexError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { runScan } from '../../kernel/families.js';
import { composed } from '../../op/composed.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { ErrorSample, SampleMaker } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { eq } from '../comparison/eq.js';
import { logicalOr } from '../comparison/logical-or.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { counting } from '../creation/range.js';
import { gatherAlong } from '../indexing/gather.js';
import { reshape } from '../movement/reshape.js';
import { isnan } from '../pointwise/isnan.js';
import { indexType } from './arg.js';
import { checkTensor } from './reduction.js';

interface Scan extends Attributes {
  readonly dim: number;
  readonly combine: 'min' | 'max';
}

const primitive: Primitive<Scan> = new Primitive<Scan>({
  kind: 'kernel',
  name: 'runningExtreme',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input], [out], { dim, combine }) => runScan(combine, out!, input!, dim),
});

/** The largest (smallest) element so far along a dimension. Without a gradient. @internal */
export function runningExtreme(combine: 'min' | 'max', input: Tensor, dim: number): Tensor {
  return primitive.call([input], { dim, combine })[0]!;
}

/** Where the largest (smallest) element so far stands: the last of equal ones, and NaN before all. */
function positions(combine: 'min' | 'max', input: Tensor, dim: number): Tensor {
  const running = runningExtreme(combine, input, dim);
  const same = eq(input, running);
  const record = input.dtype.kind === 'float' ? logicalOr(same, isnan(input)) : same;
  const n = input.shape[dim]!;
  const after = input.shape.slice(dim + 1).map(() => 1);
  const place = reshape(counting(n, indexType(input.device), input.device), [n, ...after]);
  return runningExtreme('max', where(record, place, 0), dim);
}

export type RunningExtreme = (input: Tensor, dim: number) => ValuesIndices;

/** Declares `cummax` and `cummin`; the gradient goes to where the extremes stood. */
export function defineRunningExtreme<O>(name: 'cummax' | 'cummin', combine: 'min' | 'max'): O {
  return defineOp(
    {
      name,
      kind: 'composite',
      dtypes: 'signed',
      tolerance: 'exact',
      samples: (make) => [
        [make.distinct([6]), 0],
        [make.distinct([3, 4, 2]), 1],
        [make.integers([3, 5], 0, 3, 'int32'), -1],
        [make.distinct([]), 0],
        [make.tensor([2, 0]), 1],
        [make.bool([2, 3]), 1],
      ],
      errors: (make: SampleMaker): readonly ErrorSample[] => [
        { args: [make.tensor([2]), 1], error: IndexError, message: `${name}: dim 1 is out of range` },
        { args: [make.tensor([2])], error: ArgumentError, message: `${name}: dim must be an integer` },
      ],
    },
    composed((input: Tensor, ...rest: unknown[]) => {
      checkTensor(name, input);
      const { dim: given } = parseArguments(name, rest, { dim: undefined as unknown });
      const dim = normalizeDim(name, checkInteger(name, 'dim', given), input.ndim);
      // No scan kernel speaks of bool; false and true keep their order as bytes.
      const numbers = input.dtype === bool ? castTo(input, uint8) : input;
      const x = input.ndim === 0 ? reshape(numbers, [1]) : numbers;
      const indices = withoutGrad(() => positions(combine, x, dim));
      const found = gatherAlong(x, dim, indices);
      const values = input.dtype === bool ? castTo(found, bool) : found;
      if (input.ndim > 0) return valuesIndices(values, indices);
      return valuesIndices(reshape(values, []), reshape(indices, []));
    }),
  );
}
