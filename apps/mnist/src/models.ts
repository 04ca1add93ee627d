import * as nn from '@cresset/nn';
import { LeNet, resnet18 } from '@cresset/vision';
import type { ModelName } from './options.js';

/** 784-128-10: the smallest network that is worth training. */
class Mlp extends nn.Module {
  flatten = new nn.Flatten();
  fc1 = new nn.Linear(28 * 28, 128);
  relu = new nn.ReLU();
  fc2 = new nn.Linear(128, 10);

  forward(x: Parameters<nn.Linear['forward']>[0]): ReturnType<nn.Linear['forward']> {
    return this.fc2.forward(this.relu.forward(this.fc1.forward(this.flatten.forward(x))));
  }
}

/** A fresh model for greyscale images of 28×28 pixels and ten classes. */
export function makeModel(name: ModelName): nn.Module {
  switch (name) {
    case 'mlp':
      return new Mlp();
    case 'lenet':
      return new LeNet();
    case 'resnet18':
      return resnet18({ numClasses: 10, inChannels: 1 });
  }
}
