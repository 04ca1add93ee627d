// `npm run api`: which of PyTorch's names exist here. `--missing` lists those that don't, one a line, by tier.
import { root } from '../setup/steps.mjs';
import { coverage } from './coverage.mjs';
import { coverageSummary } from './report.mjs';
import { publicSurface } from './surface.mjs';

const rows = coverage(await publicSurface(root));
if (process.argv.includes('--missing')) {
  const missing = rows.filter((row) => row.status === 'missing').sort((a, b) => a.tier - b.tier);
  for (const row of missing)
    process.stdout.write(`tier ${row.tier}  ${row.area}.${row.name}  (expected: ${row.note})\n`);
} else process.stdout.write(`${coverageSummary(rows)}\n`);
