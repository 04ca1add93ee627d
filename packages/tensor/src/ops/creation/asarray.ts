import { ArgumentError } from '../../errors.js';
import type { TypedArray } from '../../io/elements.js';
import type { NestedArray } from '../../io/read.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { type CreationOptions, creationDefaults } from './creation.js';
import { tensor } from './tensor.js';

interface Options extends CreationOptions {
  /** true: always copy; false: never; null: only where it has to be (default). */
  copy?: boolean | null;
}

/**
 * A tensor as it is, or a new one of the given values. What isn't a tensor is always copied to the device.
 *
 * @param obj a tensor, a number, nested arrays of numbers, or a typed array
 * @param options.copy true: always; false: never, which only a tensor allows; null: where it has to be (default)
 */
export const asarray: FunctionOp<(obj: Tensor | NestedArray | TypedArray, options?: Options) => Tensor> =
  defineOp(
    {
      name: 'asarray',
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      // Literals of numbers are float32 here: see `tensor`.
      torch: null,
      samples: () => [[[1, 2, 3]], [2.5], [[[1], [2]], { dtype: 'int64' }]],
      errors: () => [
        {
          args: [[1, 2], { copy: false }],
          error: ArgumentError,
          message: "asarray: values of JavaScript can't be used without a copy",
        },
      ],
    },
    (obj: Tensor | NestedArray | TypedArray, options?: unknown) => {
      const { copy, ...o } = parseOptions('asarray', options, {
        ...creationDefaults,
        copy: null as boolean | null,
      });
      if (!(obj instanceof Tensor)) {
        if (copy === false)
          throw new ArgumentError(
            "asarray: values of JavaScript can't be used without a copy; leave out copy: false",
          );
        return tensor(obj, o);
      }
      const result = to(obj, {
        dtype: o.dtype ?? obj.dtype,
        device: o.device ?? obj.device,
        copy: copy === true,
      });
      if (copy === false && result !== obj) {
        result.dispose();
        throw new ArgumentError('asarray: another dtype or device takes a copy; leave out copy: false');
      }
      return o.requiresGrad && !result.requiresGrad ? result.detach().requiresGrad_() : result;
    },
  );
