import { float32, toDType } from '../../../dtype.js';
import { ArgumentError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import { checkInteger, checkNumber, parseOptions } from '../../../op/options.js';
import { div } from '../../arithmetic/div.js';
import { arange } from '../../creation/arange.js';
import { type CreationOptions, creationDefaults } from '../../creation/creation.js';
import { cat } from '../../movement/cat.js';

export interface FrequencyOptions extends CreationOptions {
  /** Time between samples (default 1). */
  d?: number;
}

/** `fftfreq` and `rfftfreq`. */
export function defineFrequencies<O>(name: 'fftfreq' | 'rfftfreq'): O {
  const op = `fft.${name}`;
  return defineOp(
    {
      name: op,
      kind: 'creation',
      method: false,
      dtypes: 'float',
      differentiable: false,
      tolerance: 'elementwise',
      samples: () => [[5], [6], [8, 0.25], [7, { d: 2, dtype: 'float64' }], [1]],
      errors: () => [
        { args: [-1], error: ArgumentError, message: `${op}: n must be an integer ≥ 0, got -1` },
        { args: [4, 0], error: ArgumentError, message: `${op}: d must not be 0` },
      ],
    },
    composed((n: number, d?: unknown, options?: unknown) => {
      const named = typeof d === 'object' && d !== null;
      const { d: step, ...o } = parseOptions(op, named ? d : options, { ...creationDefaults, d: 1 });
      checkInteger(op, 'n', n, 0);
      const spacing = checkNumber(op, 'd', (named ? null : d) ?? step);
      if (spacing === 0) throw new ArgumentError(`${op}: d must not be 0`);
      const dtype = o.dtype === null ? float32 : toDType(o.dtype);
      const own = { ...o, dtype };
      const half = name === 'rfftfreq' ? Math.floor(n / 2) + 1 : Math.ceil(n / 2);
      const positive = arange(0, half, own);
      const counts = name === 'rfftfreq' ? positive : cat([positive, arange(-Math.floor(n / 2), 0, own)], 0);
      return div(counts, n * spacing);
    }),
  );
}
