import { type Conv2d, Flatten, Linear, Module } from '@cresset/nn';
import type { Tensor } from '@cresset/tensor';
import { LeNet } from '@cresset/vision';
import type { NetworkName } from '../protocol.js';

/** A network for images [N, 1, 28, 28], with ten logits. */
export abstract class Classifier extends Module {
  abstract override forward(x: Tensor): Tensor;
}

/** One weight for each pixel and digit: what it learns can be looked at. */
class LinearClassifier extends Classifier {
  flatten = new Flatten();
  fc = new Linear(28 * 28, 10);

  forward(x: Tensor): Tensor {
    return this.fc.forward(this.flatten.forward(x));
  }
}

/** 784-128-10. */
class Mlp extends Classifier {
  flatten = new Flatten();
  fc1 = new Linear(28 * 28, 128);
  fc2 = new Linear(128, 10);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(this.flatten.forward(x)).relu());
  }
}

interface Network {
  readonly title: string;
  make(): Classifier;
  /** The layer whose weights are shown: a matrix whose rows are images, or the kernels of a convolution. */
  first(model: Classifier): Linear | Conv2d;
  readonly firstName: string;
}

export const networks: Readonly<Record<NetworkName, Network>> = {
  linear: {
    title: 'Linear',
    make: () => new LinearClassifier(),
    first: (m) => (m as LinearClassifier).fc,
    firstName: 'fc',
  },
  mlp: {
    title: 'MLP',
    make: () => new Mlp(),
    first: (m) => (m as Mlp).fc1,
    firstName: 'fc1',
  },
  lenet: {
    title: 'LeNet',
    make: () => new LeNet(),
    first: (m) => (m as LeNet).conv1,
    firstName: 'conv1',
  },
};
