// What a checkout needs before anything can run: dependencies, compiled TypeScript, the native addon.
// Plain Node without dependencies, because it runs before there are any.
// Every step first asks whether it has anything to do, so that a second `npm start` starts at once.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSources } from '../generate/sources.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const nativeDir = join(root, 'packages', 'backend-cpu', 'native');
export const nativeBuildDir = join(nativeDir, 'build');
export const addonFile = join(nativeBuildDir, 'Release', 'cresset_cpu.node');

/** Debian's packages for the native addon, with a file of each by which its presence is known. */
const debianPackages = {
  cmake: () => onPath('cmake'),
  'g++': () => onPath('c++') || onPath('g++'),
  make: () => onPath('make') || onPath('ninja'),
  'libdnnl-dev': () => hasHeader('dnnl.hpp') || hasHeader('oneapi/dnnl/dnnl.hpp'),
  'libopenblas-dev': () => hasHeader('cblas.h') || hasHeader('openblas/cblas.h'),
  'liblapacke-dev': () => hasHeader('lapacke.h'),
};

const say = (text) => process.stderr.write(`${text}\n`);

function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => folder && existsSync(join(folder, program)));
}

function hasHeader(name) {
  const folders = [
    '/usr/include',
    '/usr/include/x86_64-linux-gnu',
    '/usr/include/aarch64-linux-gnu',
    '/usr/local/include',
  ];
  return folders.some((folder) => existsSync(join(folder, name)));
}

/** Runs a program quietly; on failure its whole output is in the error. */
function quietly(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error) throw new Error(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    const error = new Error(
      `${program} ${args.join(' ')} failed (${result.signal ?? `exit code ${result.status}`})`,
    );
    error.output = `${result.stdout}${result.stderr}`.trimEnd();
    throw error;
  }
  return result.stdout;
}

/** Hash of files, by content. Cheap enough here: everything it is used on is below a few hundred kilobytes. */
function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    if (existsSync(file))
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(folder, skip = () => false) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skip(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path, skip) : [path];
  });
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Whether node_modules holds what the lock file names, by npm's own record of what it installed. */
function dependenciesAreCurrent() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    // Workspaces appear twice: as their folder and as the link to it. The link is what npm installs.
    if (!path.startsWith('node_modules/')) return true;
    if (found[path] === undefined) return entry.optional === true || entry.peer === true;
    return found[path].version === entry.version && found[path].integrity === entry.integrity;
  });
}

export function installDependencies() {
  if (dependenciesAreCurrent()) return;
  const since = performance.now();
  // `npm ci` starts by deleting node_modules: right on a fresh clone, rude in a checkout somebody works in.
  const command = existsSync(join(root, 'node_modules')) ? 'install' : 'ci';
  say(`setup: installing the dependencies of the lock file (npm ${command}) …`);
  // npm_execpath is the very npm that runs this script; a bare Node has it on the path.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) quietly(process.execPath, [npm, command]);
  else quietly('npm', [command]);
  say(`setup: dependencies installed in ${seconds(since)}`);
}

/** @param {string} [project] folder of a tsconfig.json; default: all of them */
export function buildTypeScript(project = '.') {
  // The compiler's own incremental check takes a fifth of a second when nothing has changed: no stamp of ours is needed.
  const since = performance.now();
  const first = !existsSync(join(root, 'packages', 'tensor', 'dist', 'index.js'));
  if (first) say('setup: compiling TypeScript …');
  quietly(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', project]);
  if (first) say(`setup: TypeScript compiled in ${seconds(since)}`);
}

/** Debian packages that are missing; [] where the addon can be compiled at once. */
export function missingDebianPackages() {
  return Object.keys(debianPackages).filter((name) => !debianPackages[name]());
}

function installDebianPackages(names) {
  if (!onPath('apt-get')) return 'this is not a Debian-like system (no apt-get)';
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    return 'only root, or a user with passwordless sudo, may install Debian packages';
  }
  const apt = (...args) => {
    const [program, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    quietly(program, rest);
  };
  say(`setup: installing Debian packages: ${names.join(' ')} …`);
  try {
    apt('update', '-qq');
    apt('install', '-y', '--no-install-recommends', ...names);
  } catch (error) {
    return `${error.message}\n${lastLines(error.output, 8)}`;
  }
  return undefined;
}

const lastLines = (text, count) => (text ?? '').split('\n').slice(-count).join('\n');

/** Configures and compiles the addon. Throws with the compiler's output when it cannot. */
export function compileNative() {
  if (!existsSync(nativeBuildDir)) mkdirSync(nativeBuildDir, { recursive: true });
  quietly('cmake', ['-S', nativeDir, '-B', nativeBuildDir, '-DCMAKE_BUILD_TYPE=Release']);
  // Two jobs: a translation unit full of intrinsics takes over a gigabyte, and small machines are our users too.
  quietly('cmake', ['--build', nativeBuildDir, '--parallel', String(Math.min(2, availableParallelism()))]);
}

/**
 * Builds the native CPU backend where that is possible.
 *
 * @returns undefined when the addon is there, else a sentence that says why it is not. With
 *   CRESSET_REQUIRE_NATIVE=1 (as in CI) a missing addon is an error instead.
 */
export function buildNative() {
  const reason = tryBuildNative();
  if (reason !== undefined && process.env.CRESSET_REQUIRE_NATIVE === '1') {
    throw new Error(`CRESSET_REQUIRE_NATIVE=1, but the native CPU backend could not be built: ${reason}`);
  }
  return reason;
}

function tryBuildNative() {
  if (process.env.CRESSET_SKIP_NATIVE === '1') {
    // An addon from before is loaded as it is: the variable saves building, it chooses no device.
    return existsSync(addonFile) ? undefined : 'CRESSET_SKIP_NATIVE=1 asks not to build it';
  }
  const sources = listFiles(nativeDir, (name) => name.startsWith('build') || name === 'node_modules');
  const wanted = hashFiles([...sources, join(root, 'package-lock.json')]);
  const stamp = join(nativeBuildDir, '.stamp');
  if (existsSync(addonFile) && readStamp(stamp) === wanted) return undefined;

  const missing = missingDebianPackages();
  if (missing.length > 0) {
    const refused = installDebianPackages(missing);
    if (refused !== undefined) {
      return `it needs ${missing.join(', ')}, and ${refused}. To have it: apt-get install ${missing.join(' ')}`;
    }
  }
  const since = performance.now();
  say('setup: compiling the native CPU backend (about a minute the first time) …');
  try {
    compileNative();
  } catch (error) {
    // A half-written addon must not be taken for a good one by the loader.
    rmSync(addonFile, { force: true });
    return `${error.message}\n${lastLines(error.output, 25)}`;
  }
  writeStamp(stamp, wanted);
  say(`setup: native CPU backend compiled in ${seconds(since)}`);
  return undefined;
}

/** All three steps, and in words what could not be had. */
export function setUp() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Cresset needs Node 20 or newer; this is Node ${process.versions.node}.`);
  }
  installDependencies();
  generateSources(root);
  buildTypeScript();
  const reason = buildNative();
  if (reason !== undefined) {
    say(`setup: the native CPU backend is left out: ${reason}`);
    say("setup: everything goes on with the 'reference' backend, in pure TypeScript and many times slower.");
  }
  return { native: reason === undefined };
}

/** Prints an error of a step in full and ends the process. */
export function fail(error) {
  say(`setup: ${error.message}`);
  if (error.output) say(error.output);
  process.exit(1);
}
