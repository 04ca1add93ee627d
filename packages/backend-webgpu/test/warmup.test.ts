import { autograd } from '@cresset/autograd';
import { BatchNorm2d, Conv2d, Dropout, Flatten, Linear, Module, ReLU, Sequential, warmup } from '@cresset/nn';
import { Adam } from '@cresset/optim';
import {
  DeviceError,
  defaultGenerator,
  functional as F,
  manualSeed,
  rand,
  randint,
  setDefaultDevice,
  type Tensor,
  use,
  zeros,
} from '@cresset/tensor';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDevice } from './device.js';

const device = await openDevice();
const d = device!;

const network = (): Sequential =>
  new Sequential(
    new Conv2d(1, 4, 3),
    new BatchNorm2d(4),
    new ReLU(),
    new Flatten(),
    new Dropout(0.5),
    new Linear(4 * 6 * 6, 3),
  );

const target = (): Tensor => zeros([5], { dtype: 'int64' });
const loss = (y: Tensor): Tensor => F.crossEntropy(y, target());

async function valuesOf(model: Module): Promise<Record<string, unknown>> {
  const entries = Object.entries(model.stateDict());
  return Object.fromEntries(await Promise.all(entries.map(async ([k, t]) => [k, await t.toArray()])));
}

describe.skipIf(device === null)('warmup on WebGPU', () => {
  beforeEach(() => {
    use(d, autograd());
    setDefaultDevice('webgpu');
    manualSeed(1);
  });
  afterAll(() => d.dispose());

  it('compiles the kernels of a training step and leaves no traces', async () => {
    const model = network();
    const optimizer = new Adam(model.parameters());
    const before = await valuesOf(model);
    const random = defaultGenerator().getState();
    const { pipelines, buffers, dispatches, inUse } = d.counters;
    await warmup(model, [5, 1, 8, 8], { loss, optimizer });

    expect(d.counters.pipelines).toBeGreaterThan(pipelines + 10);
    expect(d.counters.dispatches).toBe(dispatches);
    expect(d.counters.buffers).toBe(buffers);
    expect(d.counters.inUse).toBe(inUse);
    expect(defaultGenerator().getState()).toEqual(random);
    expect(optimizer.state.size).toBe(0);
    expect(optimizer.steps).toBe(0);
    for (const p of model.parameters()) expect(p.grad).toBeNull();
    expect(await valuesOf(model)).toEqual(before);

    // All that a step needs is there; what is not the model's (data, target) may still be compiled.
    const x = rand([5, 1, 8, 8]);
    const y = randint(0, 3, [5]);
    await Promise.all([x.data(), y.data()]);
    const warm = d.counters.pipelines;
    const l = F.crossEntropy(model.forward(x) as Tensor, y);
    l.backward();
    optimizer.step();
    await l.item();
    expect(d.counters.pipelines).toBe(warm);
  });

  it('leaves gradients and optimizer state that are there as they are', async () => {
    const model = new Sequential(new Linear(3, 2));
    const optimizer = new Adam(model.parameters());
    const step = (): void => {
      (model.forward(rand([4, 3])) as Tensor).sum().backward();
      optimizer.step();
    };
    step();
    const [w] = [...model.parameters()];
    const grad = w.grad!;
    const [gradBefore, stateBefore] = [await grad.toArray(), optimizer.stateDict()];
    const moments = await Promise.all(
      Object.values(optimizer.state.get(w)!).map(async (v) => (typeof v === 'number' ? v : v.toArray())),
    );
    await warmup(model, [4, 3], { loss: (y: Tensor) => y.sum(), optimizer });
    expect(w.grad).toBe(grad);
    expect(await grad.toArray()).toEqual(gradBefore);
    expect(Object.keys(optimizer.stateDict().state)).toEqual(Object.keys(stateBefore.state));
    const after = await Promise.all(
      Object.values(optimizer.state.get(w)!).map(async (v) => (typeof v === 'number' ? v : v.toArray())),
    );
    expect(after).toEqual(moments);
  });

  it('refuses a model that reads values, and is as before', async () => {
    class Reads extends Module {
      fc = new Linear(2, 2);
      seen: Promise<number> | null = null;
      forward(x: Tensor): Tensor {
        const y = this.fc.forward(x);
        this.seen = y.sum().item();
        return y;
      }
    }
    const model = new Reads();
    await warmup(model, [3, 2]);
    await expect(model.seen).rejects.toThrow(DeviceError);
    await expect(model.seen).rejects.toThrow(/read during a warm-up, which computes none/);
    expect((await model.forward(rand([3, 2])).data()).length).toBe(6);
    await expect(model.seen).resolves.toBeTypeOf('number');
  });
});
