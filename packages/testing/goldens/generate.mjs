// Regenerates the goldens: `node packages/testing/goldens/generate.mjs [op …]`. Needs Python with torch; the
// interpreter is $CRESSET_PYTHON, else python3.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTypeScript } from '../load.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { dumpGoldenSamples } = await loadTypeScript(join(here, 'dump.ts'));
const ops = await dumpGoldenSamples();
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? ops : ops.filter((op) => wanted.includes(op.path));
for (const name of wanted) if (!ops.some((op) => op.path === name)) throw new Error(`no op '${name}' with an oracle`);

const folder = mkdtempSync(join(tmpdir(), 'cresset-goldens-'));
try {
  const samples = join(folder, 'samples.json');
  writeFileSync(samples, JSON.stringify(chosen));
  const python = process.env.CRESSET_PYTHON ?? 'python3';
  const { status, error } = spawnSync(python, [join(here, 'oracle.py'), samples, join(here, 'data')], {
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (wanted.length === 0 && existsSync(join(here, 'data'))) {
  const known = new Set(ops.map((op) => `${op.path}.json.gz`));
  for (const file of readdirSync(join(here, 'data'))) if (!known.has(file)) rmSync(join(here, 'data', file));
}
