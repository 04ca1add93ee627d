import { FormatError } from '@cresset/data';

/**
 * The regular files of a tar archive (POSIX ustar): name and content, in order.
 *
 * @param name for the error
 * @throws FormatError when the archive ends in the middle of a file
 */
export function* readTar(
  bytes: Uint8Array,
  name: string,
): Generator<readonly [name: string, content: Uint8Array]> {
  const text = (at: number, length: number): string => {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  let at = 0;
  while (at + 512 <= bytes.length && bytes[at] !== 0) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const start = at + 512;
    if (!(start + size <= bytes.length)) {
      throw new FormatError(
        `${name} is truncated: ${text(at, 100)} ends after ${bytes.length - start} of ${size} bytes`,
      );
    }
    const type = bytes[at + 156];
    if (type === 0 || type === 48) yield [text(at, 100), bytes.subarray(start, start + size)];
    at = start + Math.ceil(size / 512) * 512;
  }
}
