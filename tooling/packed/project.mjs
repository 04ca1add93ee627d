import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a program in a project; throws with its output when it fails. */
export function runIn(folder, program, args, env = {}) {
  // NODE_PATH and npm's variables of the checkout must not leak in: the project stands alone.
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(?!config_)|^NODE_PATH$|^LD_LIBRARY_PATH$|^INIT_CWD$/.test(key),
    ),
  );
  const result = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...clean, ...env },
    maxBuffer: 1 << 26,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(
      `${program} ${args.join(' ')} failed (${result.signal ?? result.status}):\n${result.stdout}${result.stderr}`,
    );
  }
  return result.stdout;
}

/**
 * Makes an empty project outside the checkout and installs tarballs into it.
 *
 * @param {string} folder to create
 * @param {string} template whose files are copied in
 * @param {Record<string, string>} tarballs all of them, by package name
 * @param {string[]} names the packages that the project asks for. Those they depend on come from the tarballs too
 *   (`overrides`), because no registry has them yet.
 */
export function makeProject(folder, template, tarballs, names) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  const file = (name) => {
    if (tarballs[name] === undefined) throw new Error(`no tarball of ${name}`);
    return `file:${tarballs[name]}`;
  };
  const dependencies = Object.fromEntries(names.map((name) => [name, file(name)]));
  const overrides = Object.fromEntries(
    Object.keys(tarballs)
      .filter((name) => !names.includes(name))
      .map((name) => [name, file(name)]),
  );
  const manifest = {
    name: 'empty-project',
    version: '1.0.0',
    private: true,
    type: 'module',
    dependencies,
    overrides,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  runIn(folder, 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock']);
}

/** Every package of the family in a project, nested ones included. */
export function installedFamily(folder) {
  const found = [];
  const visit = (modules) => {
    if (!existsSync(modules)) return;
    for (const name of readdirSync(modules)) {
      if (name === 'cresset') found.push(name);
      if (name === '@cresset')
        for (const inner of readdirSync(join(modules, name))) found.push(`@cresset/${inner}`);
      const packages = name.startsWith('@')
        ? readdirSync(join(modules, name)).map((inner) => join(name, inner))
        : [name];
      for (const inner of packages) visit(join(modules, inner, 'node_modules'));
    }
  };
  visit(join(folder, 'node_modules'));
  return found.sort();
}
