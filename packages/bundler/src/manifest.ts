import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a module's package says of itself. */
export interface Manifest {
  readonly name: string | null;
  /** `sideEffects: false`: its modules run only as far as something of them is used. */
  readonly pure: boolean;
}

const none: Manifest = { name: null, pure: false };

/** Manifests of the folders that a build meets, each read once. */
export class Manifests {
  private readonly known = new Map<string, Manifest>();

  /** The manifest of the package that a file belongs to. */
  of(file: string): Manifest {
    return this.ofFolder(dirname(file));
  }

  private ofFolder(folder: string): Manifest {
    let manifest = this.known.get(folder);
    if (manifest === undefined) {
      manifest = read(folder) ?? (dirname(folder) === folder ? none : this.ofFolder(dirname(folder)));
      this.known.set(folder, manifest);
    }
    return manifest;
  }
}

function read(folder: string): Manifest | null {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  const { name, sideEffects } = JSON.parse(readFileSync(file, 'utf8')) as {
    name?: string;
    sideEffects?: unknown;
  };
  // `{ "type": "module" }` in a folder of a package says nothing of the package.
  if (name === undefined && sideEffects === undefined) return null;
  return { name: name ?? null, pure: sideEffects === false };
}
