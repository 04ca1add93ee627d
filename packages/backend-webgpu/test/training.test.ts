import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import {
  Conv2d,
  CrossEntropyLoss,
  Dropout,
  Flatten,
  Linear,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
} from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { manualSeed, rand, randint, scope, setDefaultDevice, use } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { openDevice } from './device.js';

const device = await openDevice();

const lenet = (): Module =>
  new Sequential(
    new Conv2d(1, 6, 5, { padding: 2 }),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(6, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(400, 84),
    new ReLU(),
    new Dropout(0.25),
    new Linear(84, 10),
  );

/** Losses of `steps` steps with one seed: weights, data, dropout masks are the device's own draws. */
async function losses(
  name: string,
  steps: number,
  batch: number,
): Promise<{ first: number[]; curve: number[] }> {
  setDefaultDevice(name);
  manualSeed(1);
  const model = lenet();
  const first = Array.from((await [...model.parameters()][0].data()) as Float32Array);
  const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
  const loss = new CrossEntropyLoss();
  const x = rand([batch, 1, 28, 28]);
  const y = randint(0, 10, [batch]);
  const curve: number[] = [];
  for (let i = 0; i < steps; i++) {
    await scope(async () => {
      optimizer.zeroGrad();
      const l = loss.forward(model.forward(x), y);
      l.backward();
      optimizer.step();
      curve.push(await l.item());
    });
  }
  return { first, curve };
}

describe.skipIf(device === null)('training', () => {
  it('a LeNet on WebGPU follows the reference', async () => {
    use(reference(), autograd(), device!);
    const steps = 12;
    const expected = await losses('reference', steps, 8);
    const actual = await losses('webgpu', steps, 8);
    expect(actual.first).toEqual(expected.first);
    for (let i = 0; i < steps; i++) {
      expect(Math.abs(actual.curve[i] - expected.curve[i])).toBeLessThanOrEqual(1e-3 * expected.curve[i]);
    }
    expect(actual.curve[steps - 1]).toBeLessThan(actual.curve[0]);
  });

  it('a loop that disposes of nothing takes no more memory', async () => {
    const d = device!;
    use(d, autograd());
    setDefaultDevice('webgpu');
    const model = new Sequential(new Linear(20, 30), new ReLU(), new Linear(30, 10));
    const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
    const loss = new CrossEntropyLoss();
    const x = rand([16, 20]);
    const y = randint(0, 10, [16]);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let settled = 0;
    for (let i = 0; i < 160; i++) {
      optimizer.zeroGrad();
      const l = loss.forward(model.forward(x), y);
      l.backward();
      optimizer.step();
      if (i % 20 !== 19) continue;
      await l.item();
      // What the loop's own variables held (outputs, losses) comes back through the collector, which runs between turns.
      collect();
      await new Promise((resolve) => setImmediate(resolve));
      if (i === 79) settled = d.counters.buffers;
    }
    expect(settled).toBeGreaterThan(0);
    expect(d.counters.buffers).toBe(settled);
  });
});
