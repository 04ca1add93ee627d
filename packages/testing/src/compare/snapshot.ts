import type { DTypeName, Tensor } from '@cresset/tensor';
import { plainIn, tensorsIn } from '../tree.js';

/** A tensor's dtype, shape and elements, read back. */
export interface Snapshot {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** All that a call returned, read back. */
export interface Outcome {
  readonly tensors: readonly Snapshot[];
  /** What it returned beside tensors. */
  readonly plain: readonly unknown[];
}

export async function snapshot(t: Tensor): Promise<Snapshot> {
  return { dtype: t.dtype.name, shape: [...t.shape], data: await t.data() };
}

/** Reads the result of an op and releases it, except for the tensors in `keep` (a result may be an argument). */
export async function outcomeOf(result: unknown, keep: readonly Tensor[] = []): Promise<Outcome> {
  const tensors = tensorsIn(result);
  const snapshots: Snapshot[] = [];
  for (const t of tensors) snapshots.push(await snapshot(t));
  for (const t of tensors) if (!keep.includes(t)) t.dispose();
  return { tensors: snapshots, plain: plainIn(result) };
}
