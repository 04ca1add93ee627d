import { FormatError } from '../errors.js';

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip, with zlib in Node and the platform's DecompressionStream elsewhere.
 *
 * @param name for the error
 * @throws FormatError when the data is no gzip, ends early, or is damaged
 */
export async function gunzip(bytes: Uint8Array, name = 'data'): Promise<Uint8Array> {
  if (!isGzip(bytes)) {
    const start = Array.from(bytes.subarray(0, 2), (b) => b.toString(16).padStart(2, '0')).join(' ');
    throw new FormatError(
      `${name} is not gzip: it begins with ${start === '' ? 'nothing' : start}, gzip begins with 1f 8b`,
    );
  }
  try {
    if (typeof process !== 'undefined' && process.versions?.node !== undefined) {
      const zlib = await import('node:zlib');
      return await new Promise((resolve, reject) => {
        zlib.gunzip(bytes, (error, result) => (error === null ? resolve(result) : reject(error)));
      });
    }
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    const { message } = error as Error;
    // zlib says "unexpected end of file"; browsers word it in their own ways.
    const early = /unexpected end|ended|truncated|incomplete/i.test(message);
    throw new FormatError(
      early
        ? `${name} is truncated: its gzip data ends early after ${bytes.length} bytes; delete it and download it again`
        : `${name} is damaged: its gzip data can't be unpacked (${message})`,
    );
  }
}
