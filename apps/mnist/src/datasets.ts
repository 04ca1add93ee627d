import { fileURLToPath } from 'node:url';
import { type Dataset, Subset } from '@cresset/data';
import { CressetError } from '@cresset/tensor';
import { MNIST, SyntheticDigits, transforms } from '@cresset/vision';
import { UserError } from './errors.js';
import type { Normalization } from './pictures.js';
import type { Settings } from './settings.js';
import type { Sample } from './train.js';

export interface Datasets {
  readonly train: Dataset<Sample>;
  readonly test: Dataset<Sample>;
  /** For the user. */
  readonly description: string;
  readonly normalization: Normalization;
}

/** Where MNIST is downloaded to when no folder is named. */
const downloads = fileURLToPath(new URL('../data', import.meta.url));

/** Mean and deviation of MNIST's training images; the drawn digits are close enough to use the same. */
const normalization: Normalization = { mean: 0.1307, std: 0.3081 };

const TRAIN_DIGITS = 20_000;
const TEST_DIGITS = 4_000;

/**
 * @param folder folder of data sets, or of MNIST's files themselves; undefined: a folder of the program's own, filled
 *   from the network
 * @throws UserError when the data can't be read
 */
export async function openDatasets(settings: Settings, folder: string | undefined): Promise<Datasets> {
  const transform = new transforms.Compose([
    new transforms.ToTensor(),
    new transforms.Normalize(normalization.mean, normalization.std),
  ]);
  const { seed, limit } = settings;
  const limited = (d: Dataset<Sample>): Dataset<Sample> =>
    limit === null || limit >= d.length
      ? d
      : new Subset(
          d,
          Int32Array.from({ length: limit }, (_, i) => i),
        );
  if (settings.dataset === 'digits') {
    const [train, test] = [true, false].map(
      (train) => new SyntheticDigits({ train, seed, transform, length: train ? TRAIN_DIGITS : TEST_DIGITS }),
    ) as [SyntheticDigits, SyntheticDigits];
    return { train: limited(train), test, description: 'drawn digits', normalization };
  }
  try {
    const options = { root: folder ?? downloads, download: folder === undefined, transform };
    const train = await MNIST.load({ ...options, train: true });
    const test = await MNIST.load({ ...options, train: false });
    return { train: limited(train), test, description: 'MNIST', normalization };
  } catch (error) {
    if (error instanceof CressetError && error.code !== 'INTERNAL') {
      throw new UserError(`the data can't be read: ${error.message}`);
    }
    throw error;
  }
}
