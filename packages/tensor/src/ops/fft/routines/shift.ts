import { IndexError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import { positionalOrNamed } from '../../../op/options.js';
import type { Dims } from '../../../op/signatures.js';
import { normalizeDims } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { checkOperand } from '../../complex/parts-views.js';
import { roll } from '../../movement/roll.js';

/** `fftshift` and its inverse: rolls by half of each size. */
export function defineShift<O>(name: 'fftshift' | 'ifftshift'): O {
  const op = `fft.${name}`;
  return defineOp(
    {
      name: op,
      kind: 'composite',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [make.tensor([5])],
        [make.tensor([4, 3])],
        [make.tensor([2, 3, 4]), [0, 2]],
        [make.tensor([3, 5]), { dim: 1 }],
        [make.tensor([0, 3])],
      ],
      errors: (make) => [
        { args: [make.tensor([3]), 1], error: IndexError, message: `${op}: dim 1 is out of range` },
      ],
    },
    composed((input: Tensor, dim?: unknown, options?: unknown) => {
      checkOperand(op, input);
      const o = positionalOrNamed(op, 'dim', dim, options, { dim: null as Dims | null });
      const dims = normalizeDims(op, o.dim, input.ndim);
      const shifts = dims.map((d) => {
        const half = input.shape[d]! / 2;
        return name === 'fftshift' ? Math.floor(half) : Math.ceil(half);
      });
      return roll(input, shifts, dims);
    }),
  );
}
