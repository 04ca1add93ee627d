import { Conv2d, functional as F, Linear, Module } from '@cresset/nn';
import type { Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';

export interface LeNetOptions {
  /** Outputs (default 10). */
  numClasses?: number;
  /** Channels of the images (default 1). */
  inChannels?: number;
}

/**
 * LeNet-5 for 28×28 images, as it is written today: two 5×5 convolutions with ReLU and max pooling, three linear layers
 * (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998). 61,706 parameters
 * for one channel and ten classes.
 */
export class LeNet extends Module {
  conv1: Conv2d;
  conv2: Conv2d;
  fc1 = new Linear(16 * 5 * 5, 120);
  fc2 = new Linear(120, 84);
  fc3: Linear;

  constructor(options: LeNetOptions = {}) {
    super();
    const { numClasses, inChannels } = parseOptions('LeNet', options, { numClasses: 10, inChannels: 1 });
    this.conv1 = new Conv2d(checkInteger('LeNet', 'inChannels', inChannels, 1), 6, 5, { padding: 2 });
    this.conv2 = new Conv2d(6, 16, 5);
    this.fc3 = new Linear(84, checkInteger('LeNet', 'numClasses', numClasses, 1));
  }

  /**
   * @param x images, [N, C, 28, 28]
   * @returns logits, [N, numClasses]
   */
  forward(x: Tensor): Tensor {
    let y = F.maxPool2d(this.conv1.forward(x).relu(), 2);
    y = F.maxPool2d(this.conv2.forward(y).relu(), 2);
    y = this.fc1.forward(y.flatten(1)).relu();
    return this.fc3.forward(this.fc2.forward(y).relu());
  }
}
