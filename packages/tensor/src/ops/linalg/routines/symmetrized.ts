import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { mH } from '../../complex/conjugated.js';

/** (A + Aᵀ) / 2. */
export const symmetrized = (a: Tensor): Tensor => mul(add(a, mH(a)), 0.5);
