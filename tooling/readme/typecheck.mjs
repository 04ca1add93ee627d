// Part of `npm run typecheck`: the programs of the README files must compile as users would compile them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, writePrograms } from './programs.mjs';

const programs = writePrograms();
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tooling/readme'], {
  cwd: root,
  stdio: 'inherit',
});
process.stdout.write(
  `${programs.length} programs of README files: ${status === 0 ? 'they compile' : 'errors'}\n`,
);
process.exitCode = status ?? 1;
