import { StoredImages } from './image-dataset.js';
import { loadMnist, type MnistOptions, type MnistSource } from './mnist.js';

const source: MnistSource = {
  name: 'FashionMNIST',
  folders: ['fashion-mnist', 'FashionMNIST', '', 'FashionMNIST/raw'],
  mirrors: [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
  ],
  // As the project's README gives them.
  checksums: {
    'train-images-idx3-ubyte.gz': { md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d' },
    'train-labels-idx1-ubyte.gz': { md5: '25c81989df183df01b3e8a0aad5dffbe' },
    't10k-images-idx3-ubyte.gz': { md5: 'bef4ecab320f06d8554ea6380940ec79' },
    't10k-labels-idx1-ubyte.gz': { md5: 'bb300cfdad3c16e7a12a480ee83cd310' },
  },
};

/** Articles of clothing, 28×28 gray (Xiao, Rasul, Vollgraf, 2017): a harder set of MNIST's size and format. */
export class FashionMNIST extends StoredImages {
  readonly classes: readonly string[] = [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ];

  /** As `MNIST.load`; looks into `root`, `root/fashion-mnist` and `root/FashionMNIST/raw`. */
  static async load(root?: string | MnistOptions, options?: MnistOptions): Promise<FashionMNIST> {
    const loaded = await loadMnist(source, root, options);
    return new FashionMNIST(loaded.images, loaded.labels, loaded.shape, loaded.options);
  }
}
