// `npm test [-- vitest arguments]`: sets the checkout up where needed, runs vitest, and ends with one plain line
// of totals that is read from vitest's JSON report.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreground } from './child.mjs';
import { fail, root, setUp } from './steps.mjs';
import { totals } from './totals.mjs';

try {
  setUp();
} catch (error) {
  fail(error);
}
if (!process.env.CRESSET_DATA) {
  process.stderr.write(
    'test: CRESSET_DATA is not set: tests on real data sets are left out, the rest runs on drawn data.\n',
  );
}

const folder = mkdtempSync(join(tmpdir(), 'cresset-test-'));
const report = join(folder, 'report.json');
const code = await foreground(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    // As an environment variable, so that CI runs the very command of the README.
    ...(process.env.CRESSET_COVERAGE ? ['--coverage'] : []),
    ...process.argv.slice(2),
  ],
  { cwd: root },
);
try {
  const { line, failed } = totals(JSON.parse(readFileSync(report, 'utf8')));
  process.stdout.write(`${line}\n`);
  // Errors outside any test make vitest fail although no test did; a report with failures never passes.
  process.exitCode = code !== 0 ? code : failed > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`test: vitest left no report: ${error.message}\n`);
  process.exitCode = code || 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
