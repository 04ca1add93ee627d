import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { permute } from './permute.js';

/**
 * A view with some dimensions moved to other places; the rest keep their order.
 *
 * @param source dimension or dimensions to move
 * @param destination where each of them goes
 */
export const movedim: Op<(input: Tensor, source: Dims, destination: Dims) => Tensor> = defineOp(
  {
    name: 'movedim',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 3, 4]), 0, -1],
      [make.tensor([2, 3, 4]), [0, 1], [1, 2]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [0, 1], [1]],
        error: ArgumentError,
        message: 'movedim: source [0, 1] and destination [1] have different lengths',
      },
      {
        args: [make.tensor([2, 3]), [0, 0], [0, 1]],
        error: IndexError,
        message: 'movedim: a dim appears twice in [0, 0]',
      },
    ],
  },
  (input: Tensor, source: Dims, destination: Dims) => {
    const list = (name: string, v: Dims): number[] => {
      const dims = checkIntegers('movedim', name, typeof v === 'number' ? [v] : v);
      const result = dims.map((d) => normalizeDim('movedim', d, input.ndim));
      if (new Set(result).size !== result.length) {
        throw new IndexError(`movedim: a dim appears twice in [${dims.join(', ')}]`);
      }
      return result;
    };
    const from = list('source', source);
    const to = list('destination', destination);
    if (from.length !== to.length) {
      throw new ArgumentError(
        `movedim: source [${from.join(', ')}] and destination [${to.join(', ')}] have different lengths`,
      );
    }
    if (input.ndim === 0) return input;
    const rest = input.shape.map((_, i) => i).filter((i) => !from.includes(i));
    return permute(
      input,
      input.shape.map((_, i) => (to.includes(i) ? from[to.indexOf(i)]! : rest.shift()!)),
    );
  },
);

/** The same as `movedim`. */
export const moveaxis: typeof movedim = movedim;
