// Generated sources. Without dependencies, because the set-up runs it before TypeScript is compiled.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { opBarrel, opFiles } from './barrel.mjs';

/** Writes a file only when its text changes, so that compilers and caches see no false change. */
export function writeIfChanged(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

/** Brings the generated sources up to date; returns the paths, relative to `root`, that changed. */
export function generateSources(root) {
  const ops = 'packages/tensor/src/ops';
  const target = `${ops}/index.gen.ts`;
  return writeIfChanged(join(root, target), opBarrel(opFiles(join(root, ops)))) ? [target] : [];
}
