import { gunzip, isGzip, RandomStream } from '@cresset/data';
import { datasets, SyntheticDigits, transforms } from '@cresset/vision';

export type Images = datasets.ImageDataset;

export interface Data {
  readonly train: Images;
  readonly test: Images;
  /** For the user. */
  readonly title: string;
}

/** Mean and deviation of MNIST's training images; the drawn digits are close enough to use the same. */
export const MEAN = 0.1307;
export const STD = 0.3081;

const transform = (): transforms.Compose =>
  new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize(MEAN, STD)]);

export function drawnDigits(): Data {
  return {
    title: 'drawn digits',
    train: new SyntheticDigits({ transform: transform(), length: 60_000 }),
    test: new SyntheticDigits({ transform: transform(), train: false, length: 1_000 }),
  };
}

/** Files that don't make a data set; the message says why. */
export class DataError extends Error {}

interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * MNIST from its idx files, packed or not: two files are a training set of which a sixth is kept for testing, four are
 * both sets. Which is which is seen from the files themselves, so that they may have any names.
 *
 * @throws DataError in a sentence
 */
export async function mnistFrom(files: readonly File[]): Promise<Data> {
  const images: Part[] = [];
  const labels: Part[] = [];
  for (const file of files) {
    const packed = new Uint8Array(await file.arrayBuffer());
    const bytes = isGzip(packed) ? await gunzip(packed, file.name) : packed;
    const dimensions = bytes[3];
    if (
      bytes.length < 4 ||
      bytes[0] !== 0 ||
      bytes[1] !== 0 ||
      bytes[2] !== 8 ||
      (dimensions !== 1 && dimensions !== 3)
    ) {
      throw new DataError(`${file.name} is none of MNIST's idx files: it doesn't begin as they do.`);
    }
    const part = { name: file.name, ...datasets.parseIdx(bytes, dimensions, file.name) };
    (dimensions === 3 ? images : labels).push(part);
  }
  const pairs = images.map((i) => pairOf(i, labels)).toSorted((a, b) => b.labels.length - a.labels.length);
  if (pairs.length === 0) {
    const found = files.map((f) => f.name).join(', ');
    throw new DataError(
      `There are no images among these files (${found}): MNIST's images are in train-images-idx3-ubyte and t10k-images-idx3-ubyte, with or without .gz.`,
    );
  }
  const [first, second] = pairs as [Pair, Pair?];
  if (second !== undefined) {
    return { title: 'MNIST', train: stored(first), test: stored(second) };
  }
  const cut = Math.floor((first.labels.length * 5) / 6);
  if (cut === 0 || cut === first.labels.length) {
    throw new DataError(
      `${first.name} has ${first.labels.length} images: too few to train on some and test on others.`,
    );
  }
  return {
    title: `MNIST, the last ${first.labels.length - cut} images of ${first.name} kept for testing`,
    train: stored(slice(first, 0, cut)),
    test: stored(slice(first, cut, first.labels.length)),
  };
}

interface Pair {
  readonly name: string;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

function pairOf(images: Part, labels: readonly Part[]): Pair {
  const [count, height, width] = images.shape;
  if (height !== 28 || width !== 28) {
    throw new DataError(
      `${images.name} has images of ${height}×${width} pixels; the networks here read 28×28.`,
    );
  }
  const found = labels.find((l) => l.shape[0] === count);
  if (found === undefined) {
    const others = labels.map((l) => `${l.name} has ${l.shape[0]}`).join(', ');
    throw new DataError(
      `${images.name} has ${count} images, but no file has as many labels${others === '' ? ': add the file of labels' : ` (${others})`}.`,
    );
  }
  const wrong = found.data.find((label) => label > 9);
  if (wrong !== undefined) throw new DataError(`${found.name} has the label ${wrong}; digits are 0 to 9.`);
  return { name: images.name, images: images.data, labels: found.data };
}

const slice = (p: Pair, from: number, to: number): Pair => ({
  name: p.name,
  images: p.images.subarray(from * 784, to * 784),
  labels: p.labels.subarray(from, to),
});

class StoredDigits extends datasets.StoredImages {
  readonly classes: readonly string[] = Array.from({ length: 10 }, (_, i) => String(i));
}

const stored = (p: Pair): Images =>
  new StoredDigits(p.images, p.labels, [1, 28, 28], { transform: transform(), targetTransform: null });

/** Indices of a data set in random order, epoch after epoch; each order is a function of the epoch's number. */
export class Order {
  private order: Int32Array = new Int32Array();
  private position = 0;
  /** Epochs begun. */
  epoch = 0;

  constructor(private readonly length: number) {}

  /** The next `count` indices, or what is left of the epoch. */
  next(count: number): number[] {
    if (this.position >= this.order.length) {
      this.order = new RandomStream(1 + this.epoch++).permutation(this.length);
      this.position = 0;
    }
    const indices = Array.from(this.order.subarray(this.position, this.position + count));
    this.position += indices.length;
    return indices;
  }
}
