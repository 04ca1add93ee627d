import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest, checkSources, findCycles, importsOf } from '../check.mjs';
import { rules } from '../rules.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cresset-boundaries-'));
  mkdirSync(join(folder, 'src', 'deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (name: string, code: string, file = 'index.ts', dependencies: string[] = []) => {
  writeFileSync(join(folder, 'src', file), code);
  return checkSources(folder, name, rules[name], dependencies);
};

describe('imports of a file', () => {
  it('sees every form, and nothing in comments or strings', () => {
    const code = [
      "import { a } from 'one';",
      "import type { B } from 'two';",
      "export * from 'three';",
      "export { c } from 'four';",
      "const d = () => import('five');",
      "import 'six';",
      "// import 'seven';",
      'const text = "import \'eight\'";',
    ].join('\n');
    const found = importsOf('file.ts', code);
    expect(found.map((entry) => entry.specifier).sort()).toEqual([
      'five',
      'four',
      'one',
      'six',
      'three',
      'two',
    ]);
    expect(found.find((entry) => entry.specifier === 'five')).toMatchObject({ lazy: true, line: 5 });
  });
});

describe('rules on sources', () => {
  it('lets a backend import the contract and nothing else of the family', () => {
    expect(problemsOf('@cresset/backend-reference', "import { x } from '@cresset/tensor/backend';")).toEqual(
      [],
    );
    const problems = problemsOf('@cresset/backend-reference', "import { Tensor } from '@cresset/tensor';");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("may not import '@cresset/tensor'");
  });

  it('keeps backends out of the packages', () => {
    expect(problemsOf('@cresset/nn', "export * from '@cresset/backend-cpu';")).toHaveLength(1);
    expect(problemsOf('@cresset/nn', "const f = () => import('@cresset/backend-cpu');")).toHaveLength(1);
  });

  it('refuses relative imports that leave the package', () => {
    expect(problemsOf('@cresset/nn', "import { x } from '../index.js';", 'deep/file.ts')).toEqual([]);
    expect(
      problemsOf('@cresset/nn', "import { x } from '../../../tensor/src/index.js';", 'deep/file.ts'),
    ).toHaveLength(1);
  });

  it("knows three attitudes to Node's own modules", () => {
    const statically = "import { readFileSync } from 'fs';";
    const lazily = "const f = () => import('node:fs');";
    expect(problemsOf('@cresset/optim', lazily)).toHaveLength(1);
    expect(problemsOf('@cresset/data', statically)).toHaveLength(1);
    expect(problemsOf('@cresset/data', lazily)).toEqual([]);
    expect(problemsOf('@cresset/backend-cpu', statically)).toEqual([]);
  });

  it('refuses packages that are not declared', () => {
    expect(problemsOf('@cresset/data', "import { unzip } from 'fflate';")).toHaveLength(1);
    expect(
      problemsOf('@cresset/data', "import { unzip } from 'fflate/browser';", 'index.ts', ['fflate']),
    ).toEqual([]);
  });
});

describe('rules on manifests', () => {
  const good = {
    name: '@cresset/nn',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: { '@cresset/autograd': '^0.1.0' },
    peerDependencies: { '@cresset/tensor': '^0.1.0' },
    devDependencies: { '@cresset/tensor': '^0.1.0' },
  };
  const rule = rules['@cresset/nn'];

  it('accepts the shape of the family', () => {
    expect(checkManifest(good, rule)).toEqual([]);
  });

  it.each([
    ['a second Tensor', { dependencies: { ...good.dependencies, '@cresset/tensor': '^0.1.0' } }],
    ['a missing peer', { peerDependencies: {} }],
    ['a foreign dependency', { dependencies: { ...good.dependencies, lodash: '4' } }],
    ['side effects', { sideEffects: undefined }],
    ['an install script', { scripts: { postinstall: 'node x.js' } }],
    ['types that are not first', { exports: { '.': { default: './a.js', types: './a.d.ts' } } }],
  ])('refuses %s', (_, change) => {
    expect(checkManifest({ ...good, ...change }, rule).length).toBeGreaterThan(0);
  });
});

describe('cycles', () => {
  it('has none in the table, and finds one where there is one', () => {
    expect(findCycles(rules)).toEqual([]);
    const table = { '@cresset/a': { imports: ['@cresset/b'] }, '@cresset/b': { imports: ['@cresset/a'] } };
    expect(findCycles(table as never)).toEqual(['@cresset/a → @cresset/b → @cresset/a']);
  });
});
