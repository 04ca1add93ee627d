import { checkNumber } from '../../../op/options.js';
import { Tensor } from '../../../tensor.js';
import { clamp } from '../../arithmetic/clamp.js';
import { maximum } from '../../arithmetic/maximum.js';
import { mul } from '../../arithmetic/mul.js';
import { gt } from '../../comparison/gt.js';
import { where } from '../../comparison/where.js';
import { full } from '../../creation/full.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { columns, epsilonOf, realTypeOf, rows } from './matrix.js';

export interface CutOptions {
  /** Absolute threshold, or one for each matrix (default 0). */
  atol?: number | Tensor | null;
  /** Relative threshold, or one for each matrix (default max(m, n) · ε, or 0 when atol is given). */
  rtol?: number | Tensor | null;
  /** The matrices are Hermitian (default false). */
  hermitian?: boolean;
}

export const cutDefaults: Required<CutOptions> = { atol: null, rtol: null, hermitian: false };

/** max(m, n) · ε. */
export const roundingOf = (a: Tensor): number => Math.max(rows(a), columns(a)) * epsilonOf(a);

/** A threshold: a number, or one for each matrix [*]. */
type Threshold = number | Tensor;

/** Below which singular values count as 0. */
export function cutOf(op: string, a: Tensor, o: CutOptions): { atol: Threshold; rtol: Threshold } {
  const checked = (name: 'atol' | 'rtol', v: Threshold): Threshold =>
    v instanceof Tensor ? v : checkNumber(op, name, v);
  const atol = o.atol == null ? 0 : checked('atol', o.atol);
  if (o.rtol != null) return { atol, rtol: checked('rtol', o.rtol) };
  if (!(atol instanceof Tensor)) return { atol, rtol: atol > 0 ? 0 : roundingOf(a) };
  const usual = full([], roundingOf(a), { dtype: realTypeOf(a), device: a.device });
  return { atol, rtol: where(gt(atol, 0), 0, usual) };
}

/** max(atol, rtol · largest), for `largest` [*, 1]. */
export function thresholdOf(largest: Tensor, atol: Threshold, rtol: Threshold): Tensor {
  const column = (v: Threshold): Threshold => (v instanceof Tensor ? unsqueeze(v, -1) : v);
  const relative = mul(largest, column(rtol));
  return atol instanceof Tensor ? maximum(relative, column(atol) as Tensor) : clamp(relative, { min: atol });
}
