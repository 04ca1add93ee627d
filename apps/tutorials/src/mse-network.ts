import assert from 'node:assert/strict';
import { Linear, MSELoss, ReLU, Sequential } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { functional as F } from '@cresset/tensor';
import { digits } from './digits.js';

/** 784-128-64-10 against one-hot targets, with the squared error and plain SGD. */
export async function mseNetwork(): Promise<void> {
  const net = new Sequential(
    new Linear(784, 128),
    new ReLU(),
    new Linear(128, 64),
    new ReLU(),
    new Linear(64, 10),
  );
  const criterion = new MSELoss();
  const optimizer = new SGD(net.parameters(), { lr: 1 });
  const epochs: number[] = [];
  for (let epoch = 0; epoch < 4; epoch++) {
    let sum = 0;
    for await (const [images, labels] of digits(1000)) {
      const target = F.oneHot(labels, 10).to('float32');
      optimizer.zeroGrad();
      const loss = criterion.forward(net.forward(images.flatten(1)), target);
      loss.backward();
      optimizer.step();
      sum += (await loss.item()) * labels.shape[0]!;
    }
    epochs.push(sum / 1000);
  }
  assert.ok(epochs[3]! < epochs[0]! * 0.8, `mean losses by epoch: ${epochs.join(', ')}`);
  assert.ok(
    epochs.every((e, i) => i === 0 || e < epochs[i - 1]!),
    `mean losses by epoch: ${epochs.join(', ')}`,
  );
}
