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

/**
 * Brings the generated sources up to date; returns the paths, relative to `root`, that changed.
 *
 * Two barrels, as PyTorch has two names for two sets: `torch.*` (every op outside `nn/functional/`, and the methods)
 * and `torch.nn.functional.*` (every op below `nn/`; those that `torch.*` has too stand in `nn/` itself).
 * Further namespaces (`torch.linalg`, `torch.fft`) are the folders `<name>/namespace/`, with the barrel `<name>.gen.ts`.
 */
export function generateSources(root) {
  const ops = 'packages/tensor/src/ops';
  const files = opFiles(join(root, ops));
  const namespaced = (f) => /^(\w+)\/namespace\//.exec(f)?.[1];
  const barrels = {
    [`${ops}/index.gen.ts`]: files.filter((f) => !f.startsWith('nn/functional/') && !namespaced(f)),
    [`${ops}/functional.gen.ts`]: files.filter((f) => f.startsWith('nn/')),
  };
  for (const f of files) {
    const name = namespaced(f);
    if (name) (barrels[`${ops}/${name}.gen.ts`] ??= []).push(f);
  }
  return Object.entries(barrels).flatMap(([target, list]) =>
    writeIfChanged(join(root, target), opBarrel(list)) ? [target] : [],
  );
}
