import { aliasOp } from '../../op/alias.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { inv as original } from './namespace/inv.js';

/** The inverse of square matrices: `linalg.inv`. */
export const inverse: Op<(input: Tensor) => Tensor> = aliasOp('inverse', original);
