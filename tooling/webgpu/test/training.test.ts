import { autograd } from '@cresset/autograd';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { CrossEntropyLoss, Linear, ReLU, Sequential } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { manualSeed, rand, randint, setDefaultDevice, type Tensor, use } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../packages/backend-webgpu/test/device.js';
import { deviation, trainLenet } from '../pages/lenet.mjs';
import { judgeSoak } from '../soak-judge.mjs';

const device = await openDevice();
const natives = isAvailable() ? [cpu({ threads: 1 })] : [];

describe.skipIf(device === null)('training', () => {
  it('a LeNet follows the reference for 50 steps on every device: same weights, same dropout masks', async () => {
    use(reference(), ...natives, autograd(), device!);
    const options = { steps: 50, batch: 4 };
    const expected = await trainLenet('reference', options);
    for (const name of ['webgpu', ...natives.map((n) => n.name)]) {
      const actual = await trainLenet(name, options);
      expect(actual.weights).toEqual(expected.weights);
      expect(actual.masks).toEqual(expected.masks);
      expect(deviation(actual.curve, expected.curve, 50)).toBeLessThanOrEqual(1e-3);
    }
    expect(expected.curve[49]).toBeLessThan(expected.curve[0]);
  }, 180_000);

  it('300 steps that dispose of nothing: memory is flat after warm-up', async () => {
    const d = device!;
    use(d, autograd());
    setDefaultDevice('webgpu');
    manualSeed(0);
    const model = new Sequential(new Linear(784, 32), new ReLU(), new Linear(32, 10));
    const optimizer = new SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
    const loss = new CrossEntropyLoss();
    const samples = [];
    for (let step = 1; step <= 300; step++) {
      const x = rand([80, 784]);
      const y = randint(0, 10, [80]);
      optimizer.zeroGrad();
      const l = loss.forward(model.forward(x) as Tensor, y);
      l.backward();
      optimizer.step();
      const value = await l.item();
      // Nobody calls the collector; what it finds is heard of between turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      const { bytes, inUse, buffers } = d.counters;
      samples.push({ step, bytes, inUse, buffers, heap: process.memoryUsage().heapUsed, loss: value });
    }
    expect(judgeSoak(samples, { warmUp: 150, tolerance: 0.25 }).wrong).toEqual([]);
    expect(samples.at(-1)!.bytes).toBeLessThan(100e6);
  }, 180_000);
});
