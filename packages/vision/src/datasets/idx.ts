import { FormatError } from '@cresset/data';

/** An array of bytes with sizes: what IDX files of images and labels hold. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Parses the IDX format of MNIST (http://yann.lecun.com/exdb/mnist/): two zero bytes, a type (8: unsigned byte), the
 * number of dimensions, the sizes as big-endian 32-bit integers, the data.
 *
 * @param dimensions how many there must be: 3 for images, 1 for labels
 * @param name for the errors
 * @throws FormatError for another magic number, and when the data is shorter or longer than the sizes say
 */
export function parseIdx(bytes: Uint8Array, dimensions: number, name: string): Idx {
  const wanted = 0x0800 + dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0) !== wanted) {
    const magic = bytes.length < 4 ? `only ${bytes.length} bytes` : `the magic number ${view.getUint32(0)}`;
    const kind = dimensions === 3 ? 'images' : 'labels';
    throw new FormatError(
      `${name} is no IDX file of ${kind}: it has ${magic}, expected the magic number ${wanted}`,
    );
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start)
    throw new FormatError(`${name} is truncated: its header ends after ${bytes.length} bytes`);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== start + count) {
    throw new FormatError(
      `${name} is ${bytes.length < start + count ? 'truncated' : 'too long'}: sizes [${shape.join(', ')}] need ${start + count} bytes, it has ${bytes.length}`,
    );
  }
  return { shape, data: bytes.subarray(start) };
}
