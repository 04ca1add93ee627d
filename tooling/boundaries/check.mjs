// Checks the import rules of the packages (rules.mjs) on their sources and manifests.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'vite';
import { packageOf, rules } from './rules.mjs';

const builtins = new Set(builtinModules);
const isNodeModule = (specifier) => specifier.startsWith('node:') || builtins.has(specifier.split('/')[0]);

function sourceFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Every specifier that a file imports: static imports, re-exports and `import('…')` with a literal. */
export function importsOf(file, code) {
  const { errors, module } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0].message}`);
  const found = [];
  const add = (specifier, start, lazy) =>
    found.push({ specifier, lazy, line: code.slice(0, start).split('\n').length });
  for (const { moduleRequest, start } of module.staticImports) add(moduleRequest.value, start, false);
  for (const { entries } of module.staticExports) {
    const from = entries.find((entry) => entry.moduleRequest)?.moduleRequest;
    if (from) add(from.value, from.start, false);
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"`])([^$]*)\1$/s.exec(code.slice(moduleRequest.start, moduleRequest.end));
    if (literal) add(literal[2], start, true);
  }
  return found;
}

/** The problems of one package's sources, in words. */
export function checkSources(folder, name, rule, dependencies) {
  const problems = [];
  const src = join(folder, 'src');
  for (const file of sourceFiles(src)) {
    const code = readFileSync(file, 'utf8');
    for (const { specifier, lazy, line } of importsOf(file, code)) {
      const complain = (text) =>
        problems.push(`${relative(join(folder, '..', '..'), file)}:${line}: ${text}`);
      const owner = packageOf(specifier);
      if (specifier.startsWith('.')) {
        if (!resolve(file, '..', specifier).startsWith(src + sep)) {
          complain(`'${specifier}' leaves the package's src: import the other package by its name`);
        }
      } else if (owner === name) {
        complain(`a package may not import itself by name ('${specifier}')`);
      } else if (owner !== undefined) {
        if (!rule.imports.includes(specifier)) {
          const allowed = rule.imports.length > 0 ? rule.imports.join(', ') : 'no package of the family';
          complain(`${name} may not import '${specifier}' (allowed: ${allowed})`);
        }
      } else if (isNodeModule(specifier)) {
        const program = rule.nodeFiles?.includes(relative(src, file)) ?? false;
        if (rule.node === 'none') complain(`${name} runs in browsers and may not import '${specifier}'`);
        else if (rule.node === 'lazy' && !lazy && !program) {
          complain(`${name} must load in browsers: import '${specifier}' by import() where it is used`);
        }
      } else if (
        !dependencies.includes(
          specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0],
        )
      ) {
        complain(`'${specifier}' is not among the package's dependencies`);
      }
    }
  }
  return problems;
}

/** The problems of one manifest: its family dependencies are those of the rule, tensor as a peer. */
export function checkManifest(manifest, rule) {
  const problems = [];
  const complain = (text) => problems.push(`${manifest.name}/package.json: ${text}`);
  const family = (group) => Object.keys(manifest[group] ?? {}).filter((name) => packageOf(name) === name);
  const wanted = [...new Set(rule.imports.map(packageOf))];
  const umbrella = manifest.name === 'cresset';
  const peers = umbrella ? [] : wanted.filter((name) => name === '@cresset/tensor');
  const plain = umbrella ? wanted : wanted.filter((name) => name !== '@cresset/tensor');
  const same = (a, b) => [...a].sort().join() === [...b].sort().join();
  const show = (names) => (names.length > 0 ? names.join(', ') : 'none');
  if (!same(family('peerDependencies'), peers)) {
    complain(
      `peerDependencies of the family are ${show(family('peerDependencies'))}; the table says ${show(peers)}`,
    );
  }
  if (!same(family('dependencies'), plain)) {
    complain(`dependencies of the family are ${show(family('dependencies'))}; the table says ${show(plain)}`);
  }
  if (!same(family('devDependencies'), peers)) {
    complain(`devDependencies of the family are ${show(family('devDependencies'))}; expected ${show(peers)}`);
  }
  const foreign = Object.keys(manifest.dependencies ?? {}).filter((name) => packageOf(name) !== name);
  if (rule.node === 'none' && !same(foreign, rule.dependencies ?? [])) {
    const allowed =
      rule.dependencies === undefined
        ? 'no run-time dependency'
        : `as run-time dependencies only ${show(rule.dependencies)}`;
    complain(`may have ${allowed} outside the family, but has ${show(foreign)}`);
  }
  if (manifest.sideEffects !== false) complain('sideEffects must be false');
  if (manifest.type !== 'module') complain('type must be module');
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
    if (manifest.scripts?.[script])
      complain(`no script may run on a user's machine at install time (${script})`);
  }
  for (const [path, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === 'object' && Object.keys(target)[0] !== 'types')
      complain(`exports['${path}'] must name its types first`);
  }
  return problems;
}

/** Cycles between packages in the table itself, each as the path that closes it. */
export function findCycles(table) {
  const cycles = [];
  const done = new Set();
  const visit = (name, path) => {
    if (path.includes(name)) {
      cycles.push([...path.slice(path.indexOf(name)), name].join(' → '));
      return;
    }
    if (done.has(name)) return;
    for (const next of new Set(table[name]?.imports.map(packageOf))) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of Object.keys(table)) visit(name, []);
  return cycles;
}

/** All problems of the checkout at `root`. */
export function checkAll(root) {
  const problems = findCycles(rules).map((cycle) => `the table of packages has a cycle: ${cycle}`);
  const folder = join(root, 'packages');
  for (const entry of readdirSync(folder).sort()) {
    const path = join(folder, entry, 'package.json');
    if (!existsSync(path)) continue;
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    const rule = rules[manifest.name];
    if (rule === undefined) {
      problems.push(`packages/${entry}: ${manifest.name} has no rule in tooling/boundaries/rules.mjs`);
      continue;
    }
    problems.push(...checkManifest(manifest, rule));
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    problems.push(...checkSources(join(folder, entry), manifest.name, rule, declared));
  }
  return problems;
}
