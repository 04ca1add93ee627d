// The platform package of backend-cpu: the compiled addon with the shared libraries that a bare system lacks.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Libraries that belong to the system. glibc must be the machine's own; libstdc++ and libgcc_s are already in the
 * process, because Node itself needs them, and a second copy would split exceptions and iostreams in two.
 */
const systemLibraries =
  /^(linux-vdso|ld-linux[^/]*|lib(c|m|dl|rt|pthread|resolv|util|stdc\+\+|gcc_s))\.so(\.|$)|^ld-linux/;

function run(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.error) throw new Error(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** What an ELF file needs, transitively, as `ldd` resolves it: soname → file. */
export function neededLibraries(listing) {
  const found = new Map();
  for (const line of listing.split('\n')) {
    const missing = /^\s*(\S+) => not found/.exec(line);
    if (missing) throw new Error(`the addon needs ${missing[1]}, which is not on this system`);
    const match = /^\s*(\S+) => (\/\S+)/.exec(line);
    if (match && !systemLibraries.test(match[1])) found.set(match[1], match[2]);
  }
  return found;
}

/**
 * Names of libraries that a binary opens at run time rather than at load time: they stand in it as plain text and
 * `ldd` does not see them.
 *
 * @param {Buffer} binary an ELF file; the names it links against are among the result too
 */
export function namedLibraries(binary) {
  const names = binary.toString('latin1').match(/\blib[A-Za-z0-9_+-]+\.so\.\d+/g) ?? [];
  return [...new Set(names)].filter((name) => !systemLibraries.test(name)).sort();
}

/** Every library that the addon needs, linked or opened, and what those need: soname → file. */
function allLibraries(addon) {
  const found = neededLibraries(run('ldd', [addon]));
  const known = run('/sbin/ldconfig', ['-p']);
  for (const name of namedLibraries(readFileSync(addon))) {
    if (found.has(name)) continue;
    const entry = known
      .split('\n')
      .find((line) => line.trim().startsWith(`${name} `) && line.includes('x86-64'));
    if (entry === undefined) throw new Error(`the addon opens ${name}, which is not on this system`);
    const file = entry.slice(entry.indexOf('=> ') + 3);
    found.set(name, file);
    for (const [inner, path] of neededLibraries(run('ldd', [file]))) found.set(inner, path);
  }
  return found;
}

/** The Debian package that owns a file, or undefined elsewhere. */
function debianPackageOf(file) {
  // dpkg knows /usr/lib paths; on a merged /usr `ldd` answers with /lib.
  for (const path of [realpathSync(file), file]) {
    const result = spawnSync('dpkg', ['-S', path], { encoding: 'utf8' });
    if (result.status === 0) return result.stdout.split(':')[0];
  }
  return undefined;
}

/** Name of the platform package of the machine that runs this. */
export function platformPackageName() {
  return `@cresset/backend-cpu-${process.platform}-${process.arch}-gnu`;
}

/**
 * Lays the platform package out in `folder`.
 *
 * @param {string} folder where to; emptied first
 * @param {string} addon the compiled .node file
 * @param {string} version of the family
 * @param {string} license file with the project's own license
 */
export function stagePlatformPackage(folder, addon, version, license) {
  if (!existsSync(addon)) throw new Error(`${addon} is not there: run \`npm run build:native\` first`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  const name = platformPackageName();
  const main = basename(addon);
  copyFileSync(addon, join(folder, main));
  copyFileSync(license, join(folder, 'LICENSE'));

  const libraries = allLibraries(addon);
  const notices = [];
  const owners = new Set();
  for (const [soname, file] of libraries) {
    copyFileSync(realpathSync(file), join(folder, 'lib', soname));
    // Every library looks beside itself: the run path of the addon does not count for what its libraries need.
    run('patchelf', ['--set-rpath', '$ORIGIN', join(folder, 'lib', soname)]);
    const owner = debianPackageOf(file);
    if (owner === undefined) throw new Error(`${file} belongs to no Debian package: its license is unknown`);
    if (owners.has(owner)) continue;
    owners.add(owner);
    notices.push(`## ${owner}\n\n${readFileSync(`/usr/share/doc/${owner}/copyright`, 'utf8').trim()}\n`);
  }
  run('patchelf', ['--set-rpath', '$ORIGIN/lib', join(folder, main)]);

  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(
      {
        name,
        version,
        description: `Cresset: the prebuilt native CPU backend for ${process.platform} ${process.arch} with glibc`,
        license: 'Apache-2.0',
        engines: { node: '>=20' },
        os: [process.platform],
        cpu: [process.arch],
        libc: ['glibc'],
        main,
        files: [main, 'lib', 'THIRD_PARTY_NOTICES.md'],
        publishConfig: { access: 'public' },
      },
      null,
      2,
    )}\n`,
  );
  writeFileSync(
    join(folder, 'README.md'),
    `# ${name}\n\nThe prebuilt addon of [@cresset/backend-cpu](../backend-cpu) for this platform, with the libraries it needs. ` +
      'It is installed as an optional dependency of that package; there is nothing to import here.\n',
  );
  writeFileSync(
    join(folder, 'THIRD_PARTY_NOTICES.md'),
    `# Libraries in this package and their licenses\n\n${notices.sort().join('\n')}`,
  );
  return { name, libraries: [...libraries.keys()].sort() };
}

/** Copies a package's publishable files so that its manifest can be changed without touching the checkout. */
export function stageCopy(files, from, to) {
  rmSync(to, { recursive: true, force: true });
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(from, file), join(to, file));
  }
}
