import { type Checksums, download, FormatError } from '@cresset/data';
import { checkBoolean, positionalOrNamed } from '@cresset/tensor/toolkit';
import { defaultRoot, findFile, findFolder, join, notFound, readMaybePacked } from './folder.js';
import { parseIdx } from './idx.js';
import { type ImageOptions, StoredImages } from './image-dataset.js';

export interface MnistOptions extends ImageOptions {
  /** Folder of data sets (default: the environment variable CRESSET_DATA, or `data`). */
  root?: string | null;
  /** The 60,000 training images (default), or the 10,000 test images. */
  train?: boolean;
  /** Download what isn't there (default false). */
  download?: boolean;
}

/** Where a data set of MNIST's format comes from. */
export interface MnistSource {
  readonly name: string;
  /** Folders below the root that may hold it; the last one is where downloads go. */
  readonly folders: readonly string[];
  readonly mirrors: readonly string[];
  readonly checksums: Readonly<Record<string, Checksums>>;
}

const defaults: Required<MnistOptions> = {
  root: null,
  train: true,
  download: false,
  transform: null,
  targetTransform: null,
};

/** Reads one of the two parts of a data set that is kept as MNIST's four IDX files. */
export async function loadMnist(
  source: MnistSource,
  root: string | MnistOptions | undefined,
  options: MnistOptions | undefined,
): Promise<{
  images: Uint8Array;
  labels: Uint8Array;
  shape: [number, number, number];
  options: Required<MnistOptions>;
}> {
  const o = positionalOrNamed<Required<MnistOptions>>(`${source.name}.load`, 'root', root, options, defaults);
  checkBoolean(source.name, 'train', o.train);
  const folder = o.root ?? defaultRoot();
  const prefix = o.train ? 'train' : 't10k';
  const files = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`];
  let place = await findFolder(folder, source.folders, files);
  if (place === null && checkBoolean(source.name, 'download', o.download)) {
    place = join(folder, source.folders[source.folders.length - 1]!);
    for (const file of files) {
      const urls = source.mirrors.map((mirror) => `${mirror}${file}.gz`);
      await download(urls, join(place, `${file}.gz`), source.checksums[`${file}.gz`]);
    }
  }
  if (place === null) throw await notFound(source.name, folder, source.folders, files);
  const [imagePath, labelPath] = [(await findFile(place, files[0]!))!, (await findFile(place, files[1]!))!];
  const images = parseIdx(await readMaybePacked(imagePath), 3, imagePath);
  const labels = parseIdx(await readMaybePacked(labelPath), 1, labelPath);
  if (images.shape[0] !== labels.shape[0]) {
    throw new FormatError(
      `${imagePath} has ${images.shape[0]} images, ${labelPath} has ${labels.shape[0]} labels: they don't belong together`,
    );
  }
  return {
    images: images.data,
    labels: labels.data,
    shape: [1, images.shape[1]!, images.shape[2]!],
    options: o,
  };
}

const source: MnistSource = {
  name: 'MNIST',
  folders: ['mnist', 'MNIST/raw', '', 'MNIST'],
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
  ],
  checksums: {
    'train-images-idx3-ubyte.gz': {
      sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    },
    'train-labels-idx1-ubyte.gz': {
      sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    },
    't10k-images-idx3-ubyte.gz': {
      sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    },
    't10k-labels-idx1-ubyte.gz': {
      sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    },
  },
};

/**
 * Handwritten digits, 28×28 gray (LeCun, Cortes, Burges): 60,000 for training, 10,000 for testing.
 *
 * @example
 * const train = await MNIST.load('data', { download: true, transform: new transforms.ToTensor() });
 */
export class MNIST extends StoredImages {
  readonly classes: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

  /**
   * Reads the IDX files, packed or not, from `root`, `root/mnist` or `root/MNIST/raw` (torchvision's place).
   *
   * @throws FileError when they aren't there, FormatError when they are damaged, ChecksumError or DownloadError
   */
  static async load(root?: string | MnistOptions, options?: MnistOptions): Promise<MNIST> {
    const loaded = await loadMnist(source, root, options);
    return new MNIST(loaded.images, loaded.labels, loaded.shape, loaded.options);
  }
}
