import { type DType, getDefaultDtype, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError, OutOfMemoryError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { defineOp } from '../../op/define.js';
import { checkBoolean, checkInteger, checkNumber, parseOptions } from '../../op/options.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fromBytes } from '../creation/creation.js';

export interface WindowOptions extends CreationOptions {
  /** One period of a repeating window, for spectra; otherwise symmetric, for filters (default true). */
  periodic?: boolean;
}

interface Shape {
  /** Further parameters, by name, with their defaults. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** The value at n of a symmetric window whose last position is `last`. */
  readonly at: (n: number, last: number, parameters: Readonly<Record<string, number>>) => number;
}

/** Declares a window function; positions are few, and computed in float64 here. */
export function defineWindow<O>(name: string, w: Shape): O {
  const own = { ...w.parameters };
  const names = Object.keys(own);
  return defineOp(
    {
      name,
      kind: 'creation',
      method: false,
      dtypes: 'float',
      differentiable: false,
      tolerance: 'transcendental',
      samples: () => [
        [6],
        [5, false],
        [7, { periodic: true, dtype: 'float64' }],
        [1],
        [0],
        ...(names.length > 0 ? [[6, true, 0.75]] : []),
      ],
      errors: () => [
        { args: [-1], error: ArgumentError, message: `${name}: windowLength must be an integer ≥ 0, got -1` },
        {
          args: [4, { dtype: 'int64' }],
          error: DTypeError,
          message: `${name}: a window is made of floating-point numbers, not int64`,
        },
      ],
    },
    (windowLength: number, ...rest: unknown[]): Tensor => {
      const last = rest[rest.length - 1];
      const hasOptions = typeof last === 'object' && last !== null;
      const o = parseOptions(name, hasOptions ? last : undefined, {
        ...creationDefaults,
        periodic: true,
        ...own,
      } as Required<WindowOptions> & Record<string, unknown>);
      const [periodic = o.periodic, ...given] = hasOptions ? rest.slice(0, -1) : rest;
      const length = checkInteger(name, 'windowLength', windowLength, 0);
      checkBoolean(name, 'periodic', periodic);
      const parameters = Object.fromEntries(names.map((p, i) => [p, checkNumber(name, p, given[i] ?? o[p])]));
      const dtype = o.dtype === null ? getDefaultDtype() : toDType(o.dtype);
      if (dtype.kind !== 'float')
        throw new DTypeError(`${name}: a window is made of floating-point numbers, not ${dtype}`);
      const shape = checkShape(name, [length]);
      const end = periodic === true ? length : length - 1;
      const bytes = bytesOf(name, length, dtype, (n) => (length === 1 ? 1 : w.at(n, end, parameters)));
      const t = fromBytes(bytes, shape, dtype, o.device);
      return o.requiresGrad ? t.requiresGrad_() : t;
    },
  );
}

/** @throws OutOfMemoryError instead of the engine's RangeError */
function bytesOf(name: string, length: number, dtype: DType, at: (n: number) => number): Uint8Array {
  try {
    return encode(
      new Float64Array(length).map((_, n) => at(n)),
      dtype,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OutOfMemoryError(`${name}: no memory for a window of ${length} elements (${error.message})`);
  }
}

/** a − b cos 2πn/N. */
export const raisedCosine = (n: number, last: number, a: number, b: number): number =>
  a - b * Math.cos((2 * Math.PI * n) / last);
