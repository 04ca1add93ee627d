import type { DType } from '../../dtype.js';
import { bool, int64 } from '../../dtype.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import { load, param } from '../../expr/scalar.js';
import { makeView } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { callInPlace, callInstance } from '../../op/elementwise-call.js';
import { checkInteger, positionalOrNamed } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { checkTensor } from '../reduction/reduction.js';
import { counting } from './range.js';

/**
 * Declares `tril` and `triu`. One map kernel: rows and columns come as two small operands that broadcast, since dividing
 * the linear index for every element would cost more than the rest.
 */
export function defineTriangle<O>(name: 'tril' | 'triu'): O {
  const instances: (Instance | undefined)[] = [];
  const instanceOf = (dtype: DType): Instance => {
    const above = load(2, int64).sub(load(1, int64));
    const k = param(0, int64);
    const kept = name === 'tril' ? above.le(k) : above.ge(k);
    const x = load(0, dtype);
    instances[dtype.id] ??= makeInstance(
      name,
      [kept.where(x, x.dtype === bool ? false : 0)],
      [dtype, int64, int64],
      1,
    );
    return instances[dtype.id]!;
  };
  const parse = (input: Tensor, diagonal: unknown, options: unknown): [Tensor[], number[]] => {
    checkTensor(name, input, true);
    const o = positionalOrNamed(name, 'diagonal', diagonal, options, { diagonal: 0 });
    if (input.ndim < 2) {
      throw new ShapeError(
        `${name}: input needs at least two dimensions, got shape ${showShape(input.shape)}`,
      );
    }
    const k = checkInteger(name, 'diagonal', o.diagonal);
    const [rows, columns] = [input.shape[input.ndim - 2]!, input.shape[input.ndim - 1]!];
    const flat = counting(rows, int64, input.device);
    const column = makeView(flat, Object.freeze([rows, 1]), [1, 1], flat.offset);
    flat.dispose();
    return [[input, column, counting(columns, int64, input.device)], [k]];
  };
  const release = ([, rows, columns]: readonly Tensor[]): void => {
    rows!.dispose();
    columns!.dispose();
  };
  return defineOp(
    {
      name,
      kind: 'elementwise',
      dtypes: 'number',
      tolerance: 'exact',
      inplace: (target: Tensor, ...args: never[]) => {
        const [operands, params] = parse(target, args[0], args[1]);
        callInPlace(instanceOf(target.dtype), target, operands, params);
        release(operands);
        return target;
      },
      samples: (make) => [
        [make.tensor([3, 4])],
        [make.tensor([4, 3]), 1],
        [make.tensor([2, 3, 3]), { diagonal: -1 }],
        [make.tensor([0, 3])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3])],
          error: ShapeError,
          message: `${name}: input needs at least two dimensions, got shape [3]`,
        },
        {
          args: [make.tensor([3, 3]), 0.5],
          error: ArgumentError,
          message: `${name}: diagonal must be an integer, got 0.5`,
        },
      ],
    },
    (input: Tensor, diagonal?: unknown, options?: unknown) => {
      const [operands, params] = parse(input, diagonal, options);
      const result = callInstance(instanceOf(input.dtype), operands, params)[0]!;
      release(operands);
      return result;
    },
  );
}
