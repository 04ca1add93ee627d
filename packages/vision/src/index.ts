export * as datasets from './datasets/index.js';
export {
  CIFAR10,
  type Cifar10Options,
  FashionMNIST,
  type ImageOptions,
  type ImageSample,
  MNIST,
  type MnistOptions,
  SyntheticDigits,
  type SyntheticDigitsOptions,
} from './datasets/index.js';
export * as models from './models/index.js';
export { LeNet, ResNet, resnet18, resnet34 } from './models/index.js';
export * as transforms from './transforms/index.js';
