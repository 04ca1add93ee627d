import type { Tensor } from '../../tensor.js';
import { transpose } from '../movement/transpose.js';
import { conj } from './conj.js';

/** The conjugate of a complex tensor; a real one itself, which `conj` would copy. */
export const conjugated = (t: Tensor): Tensor => (t.dtype.kind === 'complex' ? conj(t) : t);

/** The transposed matrices, conjugated where they are complex. */
export const mH = (t: Tensor): Tensor => transpose(conjugated(t), -2, -1);
