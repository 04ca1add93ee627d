import { aliasOp } from '../../op/alias.js';
import type { Op } from '../../op/info.js';
import type { NamedResult } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { slogdet as original } from './namespace/slogdet.js';

/** Sign and logarithm of the absolute value of the determinant: `linalg.slogdet`. */
export const slogdet: Op<(input: Tensor) => NamedResult<'sign' | 'logabsdet'>> = aliasOp('slogdet', original);
