import { ArgumentError } from '../errors.js';
import { checkInteger, describe, parseOptions } from '../op/options.js';

export interface PrintOptions {
  /** Digits after the point (default 4). */
  precision: number;
  /** Number of elements above which only the edges are printed (default 1000). */
  threshold: number;
  /** Elements printed at each edge of a dimension then (default 3). */
  edgeitems: number;
  /** Characters a line (default 80). */
  linewidth: number;
  /** Exponents always (true), never (false), or where the numbers call for them (null, the default). */
  sciMode: boolean | null;
}

const profiles = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Infinity, edgeitems: 3, linewidth: 80 },
} as const;

/** @internal */
export const printOptions: PrintOptions = { ...profiles.default, sciMode: null };

/**
 * Sets how tensors are printed, as `torch.set_printoptions`: what isn't given stays, except `sciMode`, which goes back
 * to null.
 *
 * @param options.profile 'default', 'short' (2 digits, 2 edge items) or 'full' (no summary)
 * @throws ArgumentError for a profile that isn't known, and for sizes that are no integers ≥ 0
 */
export function setPrintOptions(options: Partial<PrintOptions> & { profile?: keyof typeof profiles }): void {
  const { profile, ...given } = parseOptions('setPrintOptions', options, {
    profile: null as keyof typeof profiles | null,
    precision: null as number | null,
    threshold: null as number | null,
    edgeitems: null as number | null,
    linewidth: null as number | null,
    sciMode: null as boolean | null,
  });
  const next: PrintOptions = { ...printOptions };
  if (profile !== null) {
    if (!Object.hasOwn(profiles, profile)) {
      const known = Object.keys(profiles).join(', ');
      throw new ArgumentError(`setPrintOptions: profile must be one of ${known}, got ${describe(profile)}`);
    }
    Object.assign(next, profiles[profile]);
  }
  for (const name of ['precision', 'edgeitems', 'linewidth'] as const) {
    const high = name === 'precision' ? 99 : Infinity;
    if (given[name] !== null) next[name] = checkInteger('setPrintOptions', name, given[name], 0, high);
  }
  if (given.threshold !== null) {
    next.threshold =
      given.threshold === Infinity
        ? Infinity
        : checkInteger('setPrintOptions', 'threshold', given.threshold, 0);
  }
  next.sciMode = given.sciMode;
  Object.assign(printOptions, next);
}

/** The options in force, as a copy. */
export function getPrintOptions(): PrintOptions {
  return { ...printOptions };
}
