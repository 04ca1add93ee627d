import { checkNumber } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { columns, epsilonOf, rows } from './matrix.js';

export interface CutOptions {
  /** Absolute threshold (default 0). */
  atol?: number | null;
  /** Relative threshold (default max(m, n) · ε, or 0 when atol is given). */
  rtol?: number | null;
  /** The matrices are Hermitian (default false). */
  hermitian?: boolean;
}

export const cutDefaults = { atol: null as number | null, rtol: null as number | null, hermitian: false };

/** max(m, n) · ε. */
export const roundingOf = (a: Tensor): number => Math.max(rows(a), columns(a)) * epsilonOf(a);

/** Below which singular values count as 0. */
export function cutOf(op: string, a: Tensor, o: CutOptions): { atol: number; rtol: number } {
  const atol = o.atol == null ? 0 : checkNumber(op, 'atol', o.atol);
  const rtol = o.rtol == null ? (atol > 0 ? 0 : roundingOf(a)) : checkNumber(op, 'rtol', o.rtol);
  return { atol, rtol };
}
