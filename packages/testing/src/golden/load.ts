import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { DTypeName } from '@cresset/tensor';
import type { Num } from './encode.js';

/** A result of PyTorch; without values where only dtype and shape are kept. */
export interface GoldenTensor {
  readonly d: DTypeName;
  readonly s: readonly number[];
  readonly v?: readonly Num[];
}

/** What PyTorch made of a sample; `error` where it refuses. */
export interface GoldenSample {
  readonly h: string;
  readonly out?: readonly GoldenTensor[];
  readonly grad?: readonly (GoldenTensor | null)[];
  readonly error?: string;
}

export interface Golden {
  readonly torch: string;
  readonly cases: Readonly<Record<string, readonly GoldenSample[]>>;
}

const folder = new URL('../../goldens/data/', import.meta.url);

/** The golden of an op, by its path; null when there is none. */
export function loadGolden(path: string): Golden | null {
  const file = fileURLToPath(new URL(`${path}.json.gz`, folder));
  return existsSync(file) ? (JSON.parse(gunzipSync(readFileSync(file)).toString()) as Golden) : null;
}
