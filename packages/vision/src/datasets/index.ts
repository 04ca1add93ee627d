export { CIFAR10, type Cifar10Options } from './cifar10.js';
export { FashionMNIST } from './fashion-mnist.js';
export { type Idx, parseIdx } from './idx.js';
export { ImageDataset, type ImageOptions, type ImageSample, StoredImages } from './image-dataset.js';
export { MNIST, type MnistOptions } from './mnist.js';
export { SyntheticDigits, type SyntheticDigitsOptions } from './synthetic-digits.js';
