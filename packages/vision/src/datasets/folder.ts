import { exists, FileError, FormatError, gunzip, isGzip, listFolder, readFile } from '@cresset/data';

/** Where data sets lie when no folder is given: the environment variable CRESSET_DATA, or `data`. */
export function defaultRoot(): string {
  const environment = typeof process === 'undefined' ? undefined : process.env?.CRESSET_DATA;
  return environment !== undefined && environment !== '' ? environment : 'data';
}

/** Part of a path behind another; forward slashes work on every platform that has files. */
export function join(...parts: readonly string[]): string {
  return parts
    .filter((p) => p !== '')
    .join('/')
    .replace(/\/+/g, '/');
}

/**
 * The folder, among those where people keep a data set, that has all of `files` (packed or not).
 *
 * @param folders below `root`, the likeliest first; '' is `root` itself
 * @returns null when none has them
 */
export async function findFolder(
  root: string,
  folders: readonly string[],
  files: readonly string[],
): Promise<string | null> {
  for (const folder of folders) {
    const path = join(root, folder);
    const found = await Promise.all(files.map((file) => findFile(path, file)));
    if (found.every((f) => f !== null)) return path;
  }
  return null;
}

/** The path of `file` or of `file.gz` in a folder, or null. */
export async function findFile(folder: string, file: string): Promise<string | null> {
  for (const name of [file, `${file}.gz`]) if (await exists(join(folder, name))) return join(folder, name);
  return null;
}

/** Bytes of a file of a data set, unpacked if they are gzip. */
export async function readMaybePacked(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (isGzip(bytes)) return gunzip(bytes, path);
  if (path.endsWith('.gz')) throw new FormatError(`${path} is not gzip, although its name ends in .gz`);
  return bytes;
}

/** What to say when a data set isn't there: what was looked for and where, and what to do. */
export async function notFound(
  name: string,
  root: string,
  folders: readonly string[],
  files: readonly string[],
): Promise<FileError> {
  // A folder that is missing or may not be read is the likelier cause, and has a better message.
  try {
    await listFolder(root);
  } catch (error) {
    if (error instanceof FileError) return new FileError(`${name}: ${error.message}; ${remedy(name)}`);
    throw error;
  }
  const places = folders.map((f) => join(root, f)).join(', ');
  return new FileError(`${name}: found no ${files.join(', ')} (or .gz) in ${places}; ${remedy(name)}`);
}

function remedy(name: string): string {
  return `give the folder as ${name}.load(root) or in the environment variable CRESSET_DATA, or download it with ${name}.load({ download: true })`;
}
