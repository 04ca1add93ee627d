// `npm run goldens [-- --scale 4] [op …]`: PyTorch's OpInfo samples with their results, compressed, to
// packages/testing/goldens/opinfo. Needs Python with torch, numpy, scipy and expecttest ($CRESSET_PYTHON, else python3).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = join(here, '../../packages/testing/goldens/opinfo');
const names = process.argv.slice(2).filter((a, i, all) => !a.startsWith('--') && !all[i - 1]?.startsWith('--'));
const raw = mkdtempSync(join(tmpdir(), 'cresset-opinfo-'));
try {
  const python = process.env.CRESSET_PYTHON ?? 'python3';
  const args = [join(here, 'generate.py'), raw, ...process.argv.slice(2)];
  const { status, error } = spawnSync(python, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${python} generate.py ended with ${status}`);
  if (names.length === 0) rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  let total = 0;
  for (const name of readdirSync(raw).sort()) {
    if (name === 'dropped.json') continue;
    const data = brotliCompressSync(readFileSync(join(raw, name)), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 20 },
    });
    writeFileSync(join(target, `${name}.br`), data);
    total += data.length;
  }
  process.stdout.write(`${total} bytes, compressed\n`);
  if (process.env.CRESSET_DROPPED) writeFileSync(process.env.CRESSET_DROPPED, readFileSync(join(raw, 'dropped.json')));
} finally {
  rmSync(raw, { recursive: true, force: true });
}
