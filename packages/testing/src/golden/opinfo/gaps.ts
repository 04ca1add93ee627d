import { readFileSync } from 'node:fs';
import type { OpInfoFile } from './file.js';

/** A cause, and the samples that fail for it. Strict: each must fail, and no other may, unless it is `unsettled`. */
export interface OpInfoGap {
  readonly why: string;
  /** Default: every device. */
  readonly devices?: readonly string[];
  /**
   * The last digits hang on the machine: its processor's kernels, its adapter. The samples may fail, and needn't. Only for
   * roundings at the edge of a tolerance, on devices that don't compute alike everywhere.
   */
  readonly unsettled?: boolean;
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

/** The gap that a sample is known to be in; undefined where it must pass. */
export function gapReader(
  gaps: readonly OpInfoGap[],
  golden: OpInfoFile,
): (id: string) => OpInfoGap | undefined {
  const reasons = new Map<string, OpInfoGap>();
  for (const gap of gaps) {
    const selectors = gap.samples[golden.key] ?? [];
    const selects = (id: string, dtype: string): boolean =>
      selectors === 'all' || selectors.some((s) => `${s}` === id || s === dtype);
    golden.cases.forEach((c, i) => {
      if (selects(`${i}`, c.d)) reasons.set(`${i}`, gap);
    });
    golden.errors.forEach((_, i) => {
      if (selects(`e${i}`, 'errors')) reasons.set(`e${i}`, gap);
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
