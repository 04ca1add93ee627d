import { download, FileError, FormatError, gunzip, readFile } from '@cresset/data';
import { ArgumentError } from '@cresset/tensor';
import { checkBoolean, positionalOrNamed } from '@cresset/tensor/toolkit';
import { defaultRoot, findFolder, join, notFound } from './folder.js';
import { type ImageOptions, StoredImages } from './image-dataset.js';
import { readTar } from './tar.js';

export interface Cifar10Options extends ImageOptions {
  /** Folder of data sets (default: the environment variable CRESSET_DATA, or `data`). */
  root?: string | null;
  /** The 50,000 training images (default), or the 10,000 test images. */
  train?: boolean;
  /** Download what isn't there (default false). */
  download?: boolean;
  /** Names of the batch files, for parts of the set (default: the five training batches, or the test batch). */
  files?: readonly string[] | null;
}

/** Name and content of each batch file. */
type Batches = readonly (readonly [string, Uint8Array])[];

const folders = ['cifar-10-batches-bin', 'cifar10', ''];
const archive = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
};
const SIZE = 3 * 32 * 32;
const trainFiles = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`);

/** Small colour photographs of ten kinds of things, 3×32×32 (Krizhevsky, 2009): 50,000 for training, 10,000 for testing. */
export class CIFAR10 extends StoredImages {
  readonly classes: readonly string[] = [
    'airplane',
    'automobile',
    'bird',
    'cat',
    'deer',
    'dog',
    'frog',
    'horse',
    'ship',
    'truck',
  ];

  /**
   * Reads the binary version (records of a label byte and 3,072 image bytes) from `root`,
   * `root/cifar-10-batches-bin` or `root/cifar10`.
   *
   * @throws FileError when the files aren't there, FormatError when they are damaged, ChecksumError or DownloadError
   */
  static async load(root?: string | Cifar10Options, options?: Cifar10Options): Promise<CIFAR10> {
    const defaults: Required<Cifar10Options> = {
      root: null,
      train: true,
      download: false,
      files: null,
      transform: null,
      targetTransform: null,
    };
    const o = positionalOrNamed<Required<Cifar10Options>>('CIFAR10.load', 'root', root, options, defaults);
    checkBoolean('CIFAR10', 'train', o.train);
    const folder = o.root ?? defaultRoot();
    const files = o.files ?? (o.train ? trainFiles : ['test_batch.bin']);
    if (files.length === 0) throw new ArgumentError('CIFAR10: files names no file');
    const place = await findFolder(folder, folders, files);
    let batches: Batches;
    if (place !== null)
      batches = await Promise.all(files.map(async (f) => [f, await readFile(join(place, f))] as const));
    else if (checkBoolean('CIFAR10', 'download', o.download)) batches = await downloaded(folder, files);
    else throw await notFound('CIFAR10', folder, folders, files);
    return CIFAR10.fromBatches(batches, o);
  }

  private static fromBatches(batches: Batches, options: Required<Cifar10Options>): CIFAR10 {
    const record = SIZE + 1;
    for (const [name, bytes] of batches) {
      if (bytes.length === 0 || bytes.length % record !== 0) {
        throw new FormatError(
          `${name} is no CIFAR-10 batch: its ${bytes.length} bytes are no whole number of records of ${record}`,
        );
      }
    }
    const count = batches.reduce((sum, [, bytes]) => sum + bytes.length / record, 0);
    const data = new Uint8Array(count * SIZE);
    const targets = new Uint8Array(count);
    let i = 0;
    for (const [name, bytes] of batches) {
      for (let at = 0; at < bytes.length; at += record, i++) {
        const label = bytes[at]!;
        if (label > 9) {
          throw new FormatError(
            `${name} is no CIFAR-10 batch: record ${at / record} has the label ${label}, above 9`,
          );
        }
        targets[i] = label;
        data.set(bytes.subarray(at + 1, at + record), i * SIZE);
      }
    }
    return new CIFAR10(data, targets, [3, 32, 32], options);
  }
}

/** The batches from the archive, which is downloaded if it isn't there. */
async function downloaded(root: string, files: readonly string[]): Promise<Batches> {
  const path = await download(archive.url, join(root, 'cifar-10-binary.tar.gz'), { md5: archive.md5 });
  return unpackBatches(await gunzip(await readFile(path), path), path, files);
}

/** Finds files by name in a tar archive, in whatever folder they are there. */
export function unpackBatches(tar: Uint8Array, path: string, files: readonly string[]): Batches {
  const packed = new Map(
    Array.from(readTar(tar, path), ([name, content]) => [name.replace(/.*\//, ''), content]),
  );
  return files.map((file) => {
    const content = packed.get(file);
    if (content === undefined) throw new FileError(`${path} holds no ${file}`);
    return [file, content] as const;
  });
}
