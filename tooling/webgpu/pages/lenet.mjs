// LeNet trained with one seed on a device: losses, initial weights and dropout masks, to be compared with other devices'.
import * as nn from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { functional as F, manualSeed, ones, rand, randint, scope, setDefaultDevice } from '@cresset/tensor';

export const lenet = () =>
  new nn.Sequential(
    new nn.Conv2d(1, 6, 5, { padding: 2 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(6, 16, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(400, 84),
    new nn.ReLU(),
    new nn.Dropout(0.25),
    new nn.Linear(84, 10),
  );

/** The bytes of a tensor, as text. */
async function bits(t) {
  const data = await t.data();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} device
 * @param {{ steps: number, batch: number, batches?: number }} options `batches`: how many different ones there are
 * @returns {Promise<{ weights: string[], masks: string[], curve: number[] }>}
 */
export async function trainLenet(device, { steps, batch, batches = 8 }) {
  setDefaultDevice(device);
  manualSeed(1);
  const model = lenet();
  const weights = await Promise.all([...model.parameters()].map(bits));
  const masks = [];
  for (let i = 0; i < 3; i++) masks.push(await bits(F.dropout(ones([batch, 84]), 0.25)));
  const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
  const data = Array.from({ length: batches }, () => [rand([batch, 1, 28, 28]), randint(0, 10, [batch])]);
  const curve = [];
  for (let i = 0; i < steps; i++) {
    const [x, y] = data[i % batches];
    await scope(async () => {
      optimizer.zeroGrad();
      const loss = F.crossEntropy(model.forward(x), y);
      loss.backward();
      optimizer.step();
      curve.push(await loss.item());
    });
  }
  return { weights, masks, curve };
}

/** Largest relative difference of the first `steps` losses. */
export function deviation(actual, expected, steps) {
  let most = 0;
  for (let i = 0; i < steps; i++) most = Math.max(most, Math.abs(actual[i] - expected[i]) / expected[i]);
  return most;
}
