import { ArgumentError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** What becomes of the single losses: all of them, their mean, or their sum. */
export type Reduction = 'none' | 'mean' | 'sum';

export interface ReductionOptions {
  /** `'none'`, `'mean'` (default) or `'sum'` of the single losses. */
  reduction?: Reduction;
}

export const reductionDefaults: { reduction: Reduction } = { reduction: 'mean' };

/** Checked when the loss is made, so that a misspelling isn't found an hour later. */
export function checkReduction(loss: string, v: unknown): Reduction {
  if (v === 'none' || v === 'mean' || v === 'sum') return v;
  throw new ArgumentError(`${loss}: reduction must be 'none', 'mean' or 'sum', got ${describe(v)}`);
}
