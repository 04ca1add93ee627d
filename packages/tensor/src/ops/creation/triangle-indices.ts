import type { Device } from '../../device.js';
import { toDevice } from '../../device.js';
import { int32, int64, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import { checkHostLength } from '../../op/host-limit.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import type { CreationOptions } from './creation.js';
import { creationDefaults, fromBytes } from './creation.js';

export interface TriangleOptions extends CreationOptions {
  /** 0 is the main diagonal, positive ones lie above it (default 0). */
  offset?: number;
}

/** Elements on and below a diagonal: Σ min(i + offset + 1, col) over the rows where that is positive. */
function lowerCount(row: number, col: number, offset: number): number {
  const upTo = (n: number): number => {
    const growing = Math.max(0, Math.min(n, col));
    return (growing * (growing + 1)) / 2 + Math.max(0, n - col) * col;
  };
  return upTo(row + offset) - upTo(offset);
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
      const lower = name === 'trilIndices';
      const from = (i: number): number => (lower ? 0 : Math.max(0, i + offset));
      const to = (i: number): number => (lower ? Math.min(col, i + offset + 1) : col);
      const below = lowerCount(row, col, lower ? offset : offset - 1);
      const count = lower ? below : row * col - below;
      checkHostLength(name, 'the positions', count);
      // Rows without elements at the beginning (lower triangle) or the end (upper) may be very many.
      const first = lower ? Math.max(0, -offset) : 0;
      const end = count === 0 ? first : lower ? row : Math.min(row, col - offset);
      const words = new Int32Array(dtype === int64 ? 4 * count : 2 * count);
      const step = dtype === int64 ? 2 : 1;
      let at = 0;
      const put = (place: number, v: number): void => {
        words[place * step] = v;
        if (step === 2) words[place * step + 1] = Math.floor(v / 2 ** 32);
      };
      for (let i = first; i < end; i++) {
        for (let j = from(i); j < to(i); j++, at++) {
          put(at, i);
          put(count + at, j);
        }
      }
      return fromBytes(new Uint8Array(words.buffer), Object.freeze([2, count]), dtype, device);
    },
  );
}
