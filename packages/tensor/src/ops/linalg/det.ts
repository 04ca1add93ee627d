import { aliasOp } from '../../op/alias.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { det as original } from './namespace/det.js';

/** The determinant of square matrices: `linalg.det`. */
export const det: Op<(input: Tensor) => Tensor> = aliasOp('det', original);
