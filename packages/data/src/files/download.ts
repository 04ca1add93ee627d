import { parseOptions } from '@cresset/tensor/toolkit';
import { ChecksumError, DownloadError, FileError } from '../errors.js';
import { type Checksums, verifyBytes, verifyFile, wantedChecksums } from './checksum.js';
import { exists, fileSystem, reasonOf } from './read.js';

export interface DownloadOptions extends Checksums {
  /** Called as bytes arrive: how many there are, and of how many (null when the server doesn't say). */
  onProgress?: ((received: number, total: number | null) => void) | null;
  /** Stops the download; what has arrived is kept for the next try. */
  signal?: AbortSignal | null;
}

const defaults: Required<DownloadOptions> = { sha256: null, md5: null, onProgress: null, signal: null };

/**
 * Downloads a file, unless it is already there with the right checksum. The file appears under its name only when it is
 * complete and verified; until then it is `path` + `.part`, and an interrupted download goes on where it stopped.
 *
 * @param urls one address, or several of the same file that are tried in turn
 * @returns `path`
 * @throws DownloadError when no address gives the file, ChecksumError when what they give is another, FileError
 */
export async function download(
  urls: string | readonly string[],
  path: string,
  options: DownloadOptions = {},
): Promise<string> {
  const o = parseOptions('download', options, defaults);
  wantedChecksums(o);
  const fs = await fileSystem(`downloading to ${path}`);
  if (await exists(path)) {
    const intact = await verifyFile(path, o).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ChecksumError) return false;
        throw new FileError(`${path} can't be read: ${reasonOf(error)}`);
      },
    );
    if (intact) return path;
  }
  const { dirname } = await import('node:path');
  try {
    await fs.mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw new FileError(`the folder ${dirname(path)} can't be made: ${reasonOf(error)}`);
  }
  const failures: string[] = [];
  let wrong: ChecksumError | null = null;
  for (const url of typeof urls === 'string' ? [urls] : urls) {
    try {
      await fetchVerified(url, path, o);
      return path;
    } catch (error) {
      if (error instanceof FileError || o.signal?.aborted === true) throw error;
      if (error instanceof ChecksumError) wrong = error;
      failures.push((error as Error).message);
    }
  }
  if (wrong !== null) throw wrong;
  throw new DownloadError(`${path} could not be downloaded: ${failures.join('; ')}`);
}

async function fetchVerified(url: string, path: string, o: Required<DownloadOptions>): Promise<void> {
  const fs = await fileSystem(`downloading to ${path}`);
  const part = `${path}.part`;
  const resumed = await fetchInto(url, part, o);
  try {
    await verifyFile(part, o);
  } catch (error) {
    // Left there, a wrong file would be resumed for ever.
    await fs.rm(part, { force: true });
    // What was there before may have been of another version of the file.
    if (resumed && error instanceof ChecksumError) return fetchVerified(url, path, o);
    throw error;
  }
  await fs.rename(part, path);
}

/** Brings `part` to its full length. @returns whether the beginning was there from before */
async function fetchInto(url: string, part: string, o: Required<DownloadOptions>): Promise<boolean> {
  const fs = await fileSystem(`downloading ${url}`);
  const present = await fs.stat(part).then(
    (s) => s.size,
    () => 0,
  );
  const headers: Record<string, string> = present > 0 ? { Range: `bytes=${present}-` } : {};
  // Compressed transfer would make byte positions mean something else.
  headers['Accept-Encoding'] = 'identity';
  let response: Response;
  try {
    response = await fetch(url, { headers, signal: o.signal });
  } catch (error) {
    throw new DownloadError(`${url}: ${causeOf(error)}`);
  }
  // The server has no more than is here already: the checksum tells whether that is all.
  if (response.status === 416 && present > 0) {
    await response.body?.cancel();
    return true;
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new DownloadError(
      `${url}: the server answered ${response.status} ${response.statusText}`.trimEnd(),
    );
  }
  const resumed = response.status === 206 && startsAt(response, present);
  if (response.status === 206 && !resumed) {
    await response.body.cancel();
    throw new DownloadError(`${url}: the server sent another part of the file than was asked for`);
  }
  await writeBody(response, part, resumed ? present : 0, url, o);
  return resumed;
}

function startsAt(response: Response, position: number): boolean {
  const range = response.headers.get('content-range');
  return range === null || range.startsWith(`bytes ${position}-`);
}

async function writeBody(
  response: Response,
  part: string,
  start: number,
  url: string,
  o: Required<DownloadOptions>,
): Promise<void> {
  const fs = await fileSystem(`downloading ${url}`);
  const length = response.headers.get('content-length');
  const total = length === null ? null : start + Number(length);
  let received = start;
  const file = await fs.open(part, start > 0 ? 'a' : 'w').catch((error: unknown) => {
    throw new FileError(`${part} can't be written: ${reasonOf(error)}`);
  });
  try {
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new DownloadError(
          `${url}: interrupted after ${received} bytes (${causeOf(error)}); try again to go on`,
        );
      });
      if (done) break;
      await file.write(value).catch((error: unknown) => {
        throw new FileError(`${part} can't be written: ${reasonOf(error)}`);
      });
      received += value.length;
      o.onProgress?.(received, total);
    }
  } finally {
    await file.close();
  }
  if (total !== null && received < total) {
    throw new DownloadError(`${url}: interrupted after ${received} of ${total} bytes; try again to go on`);
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

/**
 * The bytes at an address, verified, in memory: the way for browsers.
 * @throws DownloadError, ChecksumError
 */
export async function fetchBytes(url: string, options: DownloadOptions = {}): Promise<Uint8Array> {
  const o = parseOptions('fetchBytes', options, defaults);
  let bytes: Uint8Array;
  try {
    const response = await fetch(url, { signal: o.signal });
    if (!response.ok)
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new DownloadError(`${url}: ${causeOf(error)}`);
  }
  o.onProgress?.(bytes.length, bytes.length);
  await verifyBytes(bytes, o, url);
  return bytes;
}
