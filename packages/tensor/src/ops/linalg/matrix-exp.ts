import { aliasOp } from '../../op/alias.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { matrixExp as original } from './namespace/matrix-exp.js';

/** The matrix exponential: `linalg.matrixExp`. */
export const matrixExp: Op<(input: Tensor) => Tensor> = aliasOp('matrixExp', original);
