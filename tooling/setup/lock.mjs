// `npm run lock`: brings package-lock.json up to date after a change of dependencies, for every platform.
//
// npm leaves out of the lock file the optional packages that the registry at hand does not carry (a mirror of one
// platform, for example), and `npm ci` then refuses the file. Such builds of a tool for another platform are named
// here by version alone; npm looks at their os and cpu before it fetches anything.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const platform = /(android|darwin|linux|win32|windows)-(arm64|x64|64)(-musl)?$/;

/** Adds what is missing to a parsed lock file; returns the names that were added. */
export function addMissingPlatforms(lock) {
  const known = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').pop()));
  const added = [];
  for (const owner of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      if (known.has(name)) continue;
      const match = platform.exec(name);
      if (match === null || !/^\d/.test(version)) continue;
      const [, os, cpu, musl] = match;
      lock.packages[`node_modules/${name}`] = {
        version,
        cpu: [cpu === '64' ? 'x64' : cpu],
        dev: true,
        ...(os === 'linux' ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
        license: owner.license,
        optional: true,
        os: [os === 'windows' ? 'win32' : os],
        ...(owner.engines ? { engines: owner.engines } : {}),
      };
      known.add(name);
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  return added;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const result = spawnSync('npm', ['install', '--package-lock-only'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = addMissingPlatforms(lock);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`lock: ${added.length} builds for other platforms named by version\n`);
}
