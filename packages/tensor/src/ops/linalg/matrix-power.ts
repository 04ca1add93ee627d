import { aliasOp } from '../../op/alias.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { matrixPower as original } from './namespace/matrix-power.js';

/** Square matrices to an integer power: `linalg.matrixPower`. */
export const matrixPower: Op<(input: Tensor, n: number) => Tensor> = aliasOp('matrixPower', original);
