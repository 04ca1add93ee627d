// Makes the tarballs that would be published: `npm run pack -- <folder>`. What CI installs and tests is made here,
// so a release publishes these very files (`npm publish <tarball>`), not the folders.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { addonFile, root } from '../setup/steps.mjs';
import { platformPackageName, stageCopy, stagePlatformPackage } from './platform.mjs';

function npmPack(args, cwd = root) {
  const result = spawnSync('npm', ['pack', '--json', ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.status !== 0)
    throw new Error(`npm pack ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  const parsed = JSON.parse(result.stdout.slice(result.stdout.search(/^[[{]/m)));
  return Object.values(parsed)[0];
}

/**
 * Packs every public package of the family, and the platform package of this machine.
 *
 * @param {string} folder for the tarballs
 * @returns {Record<string, string>} package name → tarball
 */
export function packAll(folder) {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'cresset-pack-'));
  const tarballs = {};
  try {
    for (const entry of readdirSync(join(root, 'packages')).sort()) {
      const from = join(root, 'packages', entry);
      if (!existsSync(join(from, 'package.json'))) continue;
      const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
      if (manifest.private) continue;
      if (!existsSync(join(from, 'dist', 'index.js')))
        throw new Error(`${manifest.name} is not built: run \`npm run build\` first`);
      // Always from a copy: the published manifest has no use for scripts and development dependencies.
      const { files } = npmPack(['--dry-run', from]);
      const stage = join(work, entry);
      stageCopy(
        files.map((file) => file.path),
        from,
        stage,
      );
      const { scripts: _, devDependencies: __, ...published } = manifest;
      if (manifest.name === '@cresset/backend-cpu') {
        // Not in the committed manifest: a checkout builds the addon itself, and before the first release the
        // platform package is in no registry, so `npm ci` would look for it in vain.
        published.optionalDependencies = { [platformPackageName()]: manifest.version };
        const platform = join(work, 'platform');
        stagePlatformPackage(platform, addonFile, manifest.version, join(root, 'LICENSE'));
        const { filename } = npmPack(['--pack-destination', resolve(folder), platform]);
        tarballs[platformPackageName()] = join(resolve(folder), filename);
      }
      writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
      const { filename } = npmPack(['--pack-destination', resolve(folder), stage]);
      tarballs[manifest.name] = join(resolve(folder), filename);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return tarballs;
}
