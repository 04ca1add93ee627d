import { bool } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, describe, parseArguments } from '../../op/options.js';
import { promoteTypes } from '../../promote.js';
import { Tensor } from '../../tensor.js';
import { clampMax } from '../arithmetic/clamp-max.js';
import { eq } from '../comparison/eq.js';
import { logicalNot } from '../comparison/logical-not.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { indexed } from '../indexing/index-kernel.js';
import { reshape } from '../movement/reshape.js';
import { insertionPoints } from './insertion.js';
import { sort } from './sort.js';

interface Options {
  assumeUnique?: boolean;
  invert?: boolean;
}

/**
 * Whether elements occur among others: sorts those, and looks each element up.
 *
 * @param elements tensor, or one number
 * @param testElements tensor of any shape, or one number
 * @param options.assumeUnique accepted for PyTorch's sake
 * @param options.invert whether they do not (default false)
 * @returns bool tensor of the shape of `elements`
 */
export const isin: FunctionOp<
  (elements: Tensor | number, testElements: Tensor | number, options?: Options) => Tensor
> = defineOp(
  {
    name: 'isin',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.integers([3, 4], 0, 9), make.integers([4], 0, 9)],
      [make.tensor([4]), 1],
      [2, make.integers([3], 0, 4)],
      [make.integers([3], 0, 5), make.integers([2, 2], 0, 5), { invert: true }],
      [make.tensor([3]), make.tensor([0])],
      [make.tensor([0]), make.tensor([2])],
    ],
    errors: (make) => [
      { args: [1, 2], error: ArgumentError, message: 'isin: at least one of elements and testElements' },
      {
        args: [[make.tensor([2])], make.tensor([3])],
        error: ArgumentError,
        message: 'isin: elements must be a number, got an array of 1',
      },
    ],
  },
  composed((elements: Tensor | number, testElements: Tensor | number, ...rest: unknown[]) => {
    const o = parseArguments('isin', rest, { assumeUnique: false, invert: false }, 0);
    checkBoolean('isin', 'assumeUnique', o.assumeUnique);
    const invert = checkBoolean('isin', 'invert', o.invert);
    const known = elements instanceof Tensor ? elements : testElements;
    if (!(known instanceof Tensor)) {
      throw new ArgumentError(
        `isin: at least one of elements and testElements must be a tensor, got ${describe(elements)} and ${describe(testElements)}`,
      );
    }
    const whole = (name: string, v: Tensor | number): Tensor =>
      v instanceof Tensor
        ? v
        : fullOf(Object.freeze([]), checkNumber('isin', name, v), known.dtype, { device: known.device });
    const [x, y] = [whole('elements', elements), whole('testElements', testElements)];
    const type = promoteTypes(x.dtype, y.dtype);
    const flat = (t: Tensor): Tensor => reshape(t.dtype === type ? t : castTo(t, type), [t.length]);
    if (y.length === 0 || x.length === 0) {
      return fullOf(x.shape, invert ? 1 : 0, bool, { device: x.device });
    }
    const [values, sorted] = [flat(x), sort(flat(y)).values];
    const at = clampMax(insertionPoints(sorted, values, false), y.length - 1);
    const found = reshape(eq(indexed(sorted, [at], { dims: [0], place: 0 }), values), x.shape);
    return invert ? logicalNot(found) : found;
  }),
);
