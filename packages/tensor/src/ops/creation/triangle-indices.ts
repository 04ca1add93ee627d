import type { Device } from '../../device.js';
import { toDevice } from '../../device.js';
import { int32, int64, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { defineOp } from '../../op/define.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import type { CreationOptions } from './creation.js';
import { creationDefaults, fromBytes } from './creation.js';

export interface TriangleOptions extends CreationOptions {
  /** 0 is the main diagonal, positive ones lie above it (default 0). */
  offset?: number;
}

/** Declares `trilIndices` and `triuIndices`: rows, then columns, of a triangle's elements in row-major order. */
export function defineTriangleIndices<O>(name: 'trilIndices' | 'triuIndices'): O {
  return defineOp(
    {
      name,
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      samples: () => [
        [3, 4],
        [4, 3, 1],
        [3, 3, { offset: -1 }],
        [2, 5, { offset: 2, dtype: 'int32' }],
        [0, 3],
      ],
      errors: () => [
        { args: [-1, 3], error: ArgumentError, message: `${name}: row must be an integer ≥ 0, got -1` },
        {
          args: [3, 3, { dtype: 'float32' }],
          error: DTypeError,
          message: `${name}: positions are int64 or int32`,
        },
      ],
    },
    (row: number, col: number, ...rest: unknown[]) => {
      const o = parseArguments(name, rest, { offset: 0, ...creationDefaults }, 1);
      checkInteger(name, 'row', row, 0);
      checkInteger(name, 'col', col, 0);
      const offset = checkInteger(name, 'offset', o.offset);
      const device: Device = toDevice(o.device);
      const dtype = o.dtype === null ? int64 : toDType(o.dtype);
      if (dtype !== int64 && dtype !== int32)
        throw new DTypeError(`${name}: positions are int64 or int32, got ${dtype}`);
      const [rows, columns]: [number[], number[]] = [[], []];
      for (let i = 0; i < row; i++) {
        const from = name === 'trilIndices' ? 0 : Math.max(0, i + offset);
        const to = name === 'trilIndices' ? Math.min(col, i + offset + 1) : col;
        for (let j = from; j < to; j++) {
          rows.push(i);
          columns.push(j);
        }
      }
      return fromBytes(encode([...rows, ...columns], dtype), Object.freeze([2, rows.length]), dtype, device);
    },
  );
}
