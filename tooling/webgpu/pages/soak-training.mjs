// A long training loop as users write it: no dispose, no scope, no using. Runs in Node and in a page alike.
import { autograd } from '@cresset/autograd';
import { webgpu } from '@cresset/backend-webgpu';
import * as nn from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { functional as F, manualSeed, randint, randn, setDefaultDevice, use } from '@cresset/tensor';

/** @typedef {{ step: number, bytes: number, inUse: number, buffers: number, heap: number, loss: number }} Sample */

/**
 * @param {{ steps: number, every: number, heap: () => number }} options `heap`: bytes of the JavaScript heap
 * @returns {Promise<{ adapter: string, samples: Sample[] }>}
 */
export async function soak({ steps, every, heap }) {
  const device = await webgpu();
  use(device, autograd());
  setDefaultDevice('webgpu');
  manualSeed(0);
  const net = new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
  const optimizer = new SGD(net.parameters(), { lr: 0.01, momentum: 0.9 });
  const samples = [];
  for (let step = 1; step <= steps; step++) {
    // New data in every step, as a loader gives it.
    const x = randn([64, 784]);
    const y = randint(0, 10, [64]);
    optimizer.zeroGrad();
    const loss = F.crossEntropy(net.forward(x), y);
    loss.backward();
    optimizer.step();
    const value = await loss.item();
    if (step % every !== 0) continue;
    // A turn of the event loop, in which the collector's findings are heard of.
    await new Promise((resolve) => setTimeout(resolve));
    const { bytes, inUse, buffers } = device.counters;
    samples.push({ step, bytes, inUse, buffers, heap: heap(), loss: value });
  }
  device.dispose();
  return { adapter: device.description, samples };
}
