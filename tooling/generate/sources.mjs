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
 */
export function generateSources(root) {
  const ops = 'packages/tensor/src/ops';
  const files = opFiles(join(root, ops));
  const barrels = {
    [`${ops}/index.gen.ts`]: files.filter((f) => !f.startsWith('nn/functional/')),
    [`${ops}/functional.gen.ts`]: files.filter((f) => f.startsWith('nn/')),
  };
  return Object.entries(barrels).flatMap(([target, list]) =>
    writeIfChanged(join(root, target), opBarrel(list)) ? [target] : [],
  );
}
