import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, parseOptions } from '../../op/options.js';
import { type NamedResult, namedResult } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { permutationMatrix } from './routines/lu.js';
import { checkPivots } from './routines/lu-solving.js';
import { checkMatrix, rows, zerosLike } from './routines/matrix.js';
import { unpack } from './routines/unpack.js';

/**
 * P, L and U from compact LU factors.
 *
 * @param LU_data [*, m, n] of `linalg.luFactor`
 * @param LU_pivots int32 [*, min(m, n)] of `linalg.luFactor`
 * @param options.unpackData give L and U; empty otherwise (default true)
 * @param options.unpackPivots give P; empty otherwise (default true)
 * @returns { P, L, U }
 */
export const luUnpack: Op<
  (
    LU_data: Tensor,
    LU_pivots: Tensor,
    options?: { unpackData?: boolean; unpackPivots?: boolean },
  ) => NamedResult<'P' | 'L' | 'U'>
> = defineOp(
  {
    name: 'luUnpack',
    kind: 'composite',
    tolerance: 'exact',
    // PyTorch's backward fails for empty factors.
    torch:
      'lambda d, p, unpack_data=True, unpack_pivots=True: torch.lu_unpack(d if unpack_data else d.detach(), p, unpack_data, unpack_pivots)',
    samples: (make) => [
      [make.matrices([3, 3]), make.integers([3], 3, 4, 'int32')],
      [make.matrices([2, 2, 4]), make.integers([2, 2], 2, 3, 'int32')],
      [make.matrices([4, 2]), make.integers([2], 2, 4, 'int32')],
      [make.matrices([3, 3]), make.integers([3], 3, 4, 'int32'), { unpackData: false }],
      [make.matrices([3, 3]), make.integers([3], 3, 4, 'int32'), { unpackPivots: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.integers([3], 1, 4, 'int32')],
        error: ShapeError,
        message: 'luUnpack: LU_data must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.tensor([3, 3]), make.integers([3], 1, 4)],
        error: DTypeError,
        message: 'luUnpack: pivots must be int32, got int64',
      },
    ],
  },
  composed((lu: Tensor, pivots: Tensor, options?: unknown) => {
    const o = parseOptions('luUnpack', options, { unpackData: true, unpackPivots: true });
    const data = checkBoolean('luUnpack', 'unpackData', o.unpackData);
    const order = checkBoolean('luUnpack', 'unpackPivots', o.unpackPivots);
    checkMatrix('luUnpack', 'LU_data', lu);
    checkPivots('luUnpack', lu, pivots);
    const empty = (): Tensor => zerosLike(lu, [0]);
    const p = order ? permutationMatrix(pivots, rows(lu), lu) : empty();
    const [l, u] = data ? unpack(lu) : [empty(), empty()];
    return namedResult(['P', 'L', 'U'], [p, l, u]);
  }),
);
