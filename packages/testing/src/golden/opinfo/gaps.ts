import { readFileSync } from 'node:fs';
import type { OpInfoFile } from './file.js';

/** A cause, and the samples that fail for it. Strict: each must fail, and no other may. */
export interface OpInfoGap {
  readonly why: string;
  /** Default: every device. */
  readonly devices?: readonly string[];
  /**
   * By name of the golden: `'all'`, dtypes (all samples made for them), numbers of samples, `e0` for the first of the
   * refusals.
   */
  readonly samples: Readonly<Record<string, 'all' | readonly (string | number)[]>>;
}

const file = new URL('../../../goldens/opinfo-gaps.json', import.meta.url);

/** The known gaps of a device. */
export function opInfoGaps(device: string): readonly OpInfoGap[] {
  const all = JSON.parse(readFileSync(file, 'utf8')) as OpInfoGap[];
  return all.filter((g) => g.devices === undefined || g.devices.includes(device));
}

/** Why a sample is known to fail; undefined where it must pass. */
export function gapReader(
  gaps: readonly OpInfoGap[],
  golden: OpInfoFile,
): (id: string) => string | undefined {
  const reasons = new Map<string, string>();
  for (const { why, samples } of gaps) {
    const selectors = samples[golden.key] ?? [];
    const selects = (id: string, dtype: string): boolean =>
      selectors === 'all' || selectors.some((s) => `${s}` === id || s === dtype);
    golden.cases.forEach((c, i) => {
      if (selects(`${i}`, c.d)) reasons.set(`${i}`, why);
    });
    golden.errors.forEach((_, i) => {
      if (selects(`e${i}`, 'errors')) reasons.set(`e${i}`, why);
    });
    const known = new Set([...golden.cases.map((c) => c.d), 'errors']);
    for (const s of selectors === 'all' ? [] : selectors) {
      const exists = known.has(s as never) || `${s}` in golden.cases || /^e\d+$/.test(`${s}`);
      if (!exists)
        throw new Error(`the known gaps of ${golden.key} name the sample '${s}', which does not exist`);
    }
  }
  return (id) => reasons.get(id);
}
