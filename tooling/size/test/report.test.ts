import { describe, expect, it } from 'vitest';
import { report } from '../measure.mjs';

const parts = {
  tensor: { minified: 150_000, gzipped: 50_000 },
  optim: { minified: 9_900, gzipped: 3_210 },
};

describe('the report of sizes', () => {
  it('has a line for each package and one for the whole', () => {
    const { lines, within } = report(parts, { minified: 159_000, gzipped: 52_000 }, 60_000);
    expect(lines).toEqual([
      '                          minified   gzipped',
      '@cresset/tensor           150.0 kB   50.0 kB',
      '@cresset/optim              9.9 kB    3.2 kB',
      'all in one                159.0 kB   52.0 kB',
      '8.0 kB below the limit of 60.0 kB',
    ]);
    expect(within).toBe(true);
  });

  it('says by how much the limit is exceeded', () => {
    const { lines, within } = report(parts, { minified: 200_000, gzipped: 60_001 }, 60_000);
    expect(lines.at(-1)).toBe('0.0 kB ABOVE the limit of 60.0 kB');
    expect(within).toBe(false);
  });
});
