import { UnsupportedError } from '@cresset/tensor';
import { FileError } from '../errors.js';

/** Why the system refused a path, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
};

export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined ? reasons[code] : undefined) ?? message;
}

/** @throws UnsupportedError in browsers, which have no files */
export async function fileSystem(what: string): Promise<typeof import('node:fs/promises')> {
  if (typeof process === 'undefined' || process.versions?.node === undefined) {
    throw new UnsupportedError(`${what}: there are no local files here; fetch the data by its URL instead`);
  }
  return import('node:fs/promises');
}

/** The bytes of a local file. @throws FileError */
export async function readFile(path: string): Promise<Uint8Array> {
  const fs = await fileSystem(`reading ${path}`);
  try {
    return await fs.readFile(path);
  } catch (error) {
    throw new FileError(`${path} can't be read: ${reasonOf(error)}`);
  }
}

/**
 * The names in a local folder.
 * @throws FileError with the path when there is no such folder, or it can't be read
 */
export async function listFolder(path: string): Promise<string[]> {
  const fs = await fileSystem(`reading ${path}`);
  try {
    return (await fs.readdir(path)).sort();
  } catch (error) {
    throw new FileError(`the folder ${path} can't be read: ${reasonOf(error)}`);
  }
}

/** Whether there is something at this path; a path that may not be looked at counts as absent. */
export async function exists(path: string): Promise<boolean> {
  const fs = await fileSystem(`looking for ${path}`);
  return fs.access(path).then(
    () => true,
    () => false,
  );
}
