import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { opBarrel, opFiles } from '../barrel.mjs';
import { writeIfChanged } from '../sources.mjs';

it('lists every op file once, sorted, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cresset-barrel-'));
  try {
    mkdirSync(join(folder, 'unary'));
    for (const file of ['zeros.ts', 'Add.ts', 'unary/exp.ts', 'index.gen.ts', 'notes.md']) {
      writeFileSync(join(folder, file), 'export const a: Op<Unary> = 1;');
    }
    writeFileSync(join(folder, 'helper.ts'), 'export const shared = 1;');
    expect(opFiles(folder)).toEqual(['Add.ts', 'unary/exp.ts', 'zeros.ts']);
    expect(opBarrel(opFiles(folder)).split('\n').slice(1)).toEqual([
      "export * from './Add.js';",
      "export * from './unary/exp.js';",
      "export * from './zeros.js';",
      '',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('touches a file only when its text changes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cresset-write-'));
  try {
    const file = join(folder, 'deep', 'file.ts');
    expect([writeIfChanged(file, 'a'), writeIfChanged(file, 'a'), writeIfChanged(file, 'b')]).toEqual([
      true,
      false,
      true,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
