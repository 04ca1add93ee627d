import { getDefaultDtype, int64, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, parseOptions } from '../../op/options.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults } from './creation.js';
import { indexed } from './range.js';

/**
 * A matrix with ones on its diagonal and zeros elsewhere.
 *
 * @param n rows
 * @param m columns (default n)
 * @param options.dtype default float32
 */
export const eye: FunctionOp<(n: number, m?: number | CreationOptions, options?: CreationOptions) => Tensor> =
  defineOp(
    {
      name: 'eye',
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      samples: () => [[3], [2, 4], [5, 2], [0], [3, { dtype: 'bool' }], [1, 3, { dtype: 'int64' }]],
      errors: () => [{ args: [-1], error: ArgumentError, message: 'eye: n must be an integer ≥ 0, got -1' }],
    },
    (n: number, m?: unknown, options?: unknown) => {
      const named = typeof m === 'object' && m !== null;
      const { m: columns, ...o } = parseOptions('eye', named ? m : options, {
        ...creationDefaults,
        m: null as number | null,
      });
      const rows = checkInteger('eye', 'n', n, 0);
      const cols = checkInteger('eye', 'm', (named ? null : m) ?? columns ?? n, 0);
      const dtype = o.dtype === null ? getDefaultDtype() : toDType(o.dtype);
      // Element i is on the diagonal when it is a multiple of m + 1 within the first m rows.
      return indexed(
        'eye',
        checkShape('eye', [rows, cols]),
        dtype,
        o,
        () => int64,
        (i, [step, end]) => i.remainder(step!).eq(0).and(i.lt(end!)),
        [cols + 1, cols * cols],
      );
    },
  );
