import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeIfChanged } from '../generate/sources.mjs';
import { examplesOf } from './examples.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Inside the checkout, so that the aliases of the tests and the paths of their tsconfig hold for the programs too. */
export const folder = join(root, 'tooling/readme/programs');

/** The README files of the repository, relative to its root. */
export const readmes = [
  'README.md',
  ...readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}/README.md`)
    .filter((file) => existsSync(join(root, file))),
];

/** Brings the programs in `folder` up to date. What is right already stays untouched: test runners watch it. */
export function writePrograms() {
  const programs = readmes.flatMap((readme) =>
    examplesOf(readFileSync(join(root, readme), 'utf8')).map(({ code, line, prints }) => {
      const file = join(folder, `${readme.replaceAll('/', '-').replace('.md', '')}-${line}.ts`);
      writeIfChanged(file, code);
      return { readme, line, prints, code, file };
    }),
  );
  const current = new Set(programs.map(({ file }) => file));
  for (const name of readdirSync(folder)) {
    if (!current.has(join(folder, name))) rmSync(join(folder, name));
  }
  return programs;
}
