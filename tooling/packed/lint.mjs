// publint and arethetypeswrong on every tarball: what users get, not what the checkout looks like.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../setup/steps.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Problems found by the two tools; [] when every tarball is in order. */
export function lintTarballs(tarballs) {
  const problems = [];
  for (const [name, tarball] of Object.entries(tarballs)) {
    const checks = [[bin('publint'), ['run', '--strict', tarball]]];
    // The platform package has no code and no types: only its manifest can be wrong.
    if (!name.startsWith('@cresset/backend-cpu-'))
      checks.push([bin('attw'), ['--profile', 'esm-only', tarball]]);
    for (const [program, args] of checks) {
      const result = spawnSync(program, args, { encoding: 'utf8' });
      if (result.error) throw result.error;
      if (result.status !== 0) problems.push(`${name}: ${program}\n${result.stdout}${result.stderr}`);
    }
  }
  return problems;
}
