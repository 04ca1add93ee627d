import assert from 'node:assert/strict';
import { noGrad } from '@cresset/autograd';
import { functional as F, Linear, Module } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import type { Tensor } from '@cresset/tensor';
import { digits } from './digits.js';

/** 784-128-10 with log-softmax, trained by SGD with momentum; accuracy by `max(dim)`. */
class Net extends Module {
  fc1 = new Linear(784, 128);
  fc2 = new Linear(128, 10);

  forward(images: Tensor): Tensor {
    const x = F.relu(this.fc1.forward(images.flatten(1)));
    return F.logSoftmax(this.fc2.forward(x), 1);
  }
}

export async function classifier(): Promise<void> {
  const net = new Net();
  const optimizer = new SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
  const train = digits(2000);
  for (let epoch = 0; epoch < 6; epoch++) {
    for await (const [images, labels] of train) {
      optimizer.zeroGrad();
      const loss = F.nllLoss(net.forward(images), labels);
      loss.backward();
      optimizer.step();
    }
  }

  let correct = 0;
  let total = 0;
  net.eval();
  for await (const [images, labels] of digits(500, { train: false, batchSize: 100 })) {
    const predicted = noGrad(() => net.forward(images).max(1).indices);
    correct += await predicted.eq(labels).sum().item();
    total += labels.shape[0]!;
  }
  const accuracy = correct / total;
  assert.equal(total, 500);
  assert.ok(accuracy > 0.75, `the accuracy on new digits is ${accuracy}`);
}
