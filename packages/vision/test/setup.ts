import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reference } from '@cresset/backend-reference';
import { use } from '@cresset/tensor';

/** Registers the device that the tests of this package run on. */
export function setup(): void {
  use(reference());
}

/** The folder with real data sets, or null: tests that need one are skipped without it. */
export function dataFolder(): string | null {
  const given = process.env.CRESSET_DATA;
  if (given !== undefined && given !== '') return given;
  const beside = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  return existsSync(beside) ? beside : null;
}
