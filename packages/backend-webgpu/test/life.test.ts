import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { CrossEntropyLoss, Linear, ReLU, Sequential } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import {
  DeviceError,
  defaultDevice,
  manualSeed,
  OutOfMemoryError,
  ones,
  rand,
  randint,
  SyncReadError,
  setDefaultDevice,
  type Tensor,
  tensor,
  use,
} from '@cresset/tensor';
import { InternalError } from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { type WebGpuBackend, webgpu } from '../src/index.js';
import { openDevice } from './device.js';

const device = await openDevice();
use(reference(), autograd());

/** A device of its own under the name 'webgpu', after the one before was given up. */
let last: WebGpuBackend | null = device;
async function fresh(debug = false): Promise<WebGpuBackend> {
  last?.dispose();
  last = await webgpu({ debug });
  use(last);
  setDefaultDevice('webgpu');
  return last;
}

const on = (values: number[]): Tensor => tensor(values, { device: 'webgpu' });

describe('opening a device', () => {
  const adapter = (limits: Record<string, number>) => ({
    limits: {
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupSizeX: 256,
      maxComputeWorkgroupStorageSize: 16384,
      maxStorageBuffersPerShaderStage: 8,
      ...limits,
    },
  });
  const gpu = (found: unknown) => ({ requestAdapter: async () => found }) as unknown as GPU;

  it('says when there is no adapter', async () => {
    await expect(webgpu({ gpu: gpu(null) })).rejects.toThrow(DeviceError);
    await expect(webgpu({ gpu: gpu(null) })).rejects.toThrow(/no adapter was found: the machine has no GPU/);
  });

  it('says which limits of an adapter are too low', async () => {
    const small = adapter({ maxStorageBuffersPerShaderStage: 4, maxComputeInvocationsPerWorkgroup: 128 });
    await expect(webgpu({ gpu: gpu(small) })).rejects.toThrow(DeviceError);
    await expect(webgpu({ gpu: gpu(small) })).rejects.toThrow(
      "webgpu: the adapter's limits are too low for the kernels (maxComputeInvocationsPerWorkgroup is 128, needed are 256; maxStorageBuffersPerShaderStage is 4, needed are 8); use another device",
    );
  });
});

describe.skipIf(device === null)('out of memory', () => {
  /** A device that has no memory for buffers of `size` bytes, `times` times. */
  function starve(d: WebGpuBackend, size: number, times: number): { refused: number } {
    const gpu = d.device;
    const make = gpu.createBuffer.bind(gpu);
    const pop = gpu.popErrorScope.bind(gpu);
    const state = { refused: 0 };
    let pending = false;
    gpu.createBuffer = (descriptor) => {
      if (descriptor.size === size && state.refused < times) {
        state.refused++;
        pending = true;
        // What a device without memory gives: a buffer that commands can't use.
        const invalid = make({ ...descriptor, size: 16 });
        invalid.destroy();
        return invalid;
      }
      return make(descriptor);
    };
    gpu.popErrorScope = async () => {
      const mine = pending;
      pending = false;
      const error = await pop();
      return mine ? ({ message: 'no memory' } as GPUError) : error;
    };
    return state;
  }

  it('empties the pool and tries again, and nothing is lost', async () => {
    const d = await fresh();
    const idle = ones([1000]);
    await idle.data();
    idle.dispose();
    const before = d.counters;
    expect(before.bytes - before.inUse).toBeGreaterThanOrEqual(4000);
    const state = starve(d, 1024 * 1024, 1);
    const big = ones([1024, 256]).mul(3);
    expect(await big.sum().item()).toBe(3 * 1024 * 256);
    expect(state.refused).toBe(1);
    // The block that was idle is gone.
    expect(d.counters.bytes).toBeLessThan(before.bytes + 4 * 1024 * 1024);
    expect(d.counters.bytes - d.counters.inUse).toBeLessThan(before.bytes - before.inUse + 3 * 1024 * 1024);
  });

  it('gives up with the sizes, and goes on', async () => {
    const d = await fresh();
    starve(d, 2 * 1024 * 1024, 2);
    const error = await ones([1024, 512])
      .data()
      .then(
        () => null,
        (e: unknown) => e,
      );
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect((error as Error).message).toMatch(
      /no memory for a buffer of 2097152 bytes beside \d+ bytes in use, also after \d+ bytes of unused buffers were given back/,
    );
    expect(await on([1, 2]).mul(2).toArray()).toEqual([2, 4]);
  });

  it('refuses at once what is over the limit', async () => {
    const d = await fresh();
    const most = d.limits.maxBufferBytes;
    expect(() => ones([most / 4 + 1])).toThrow(OutOfMemoryError);
    expect(() => ones([most / 4 + 1])).toThrow(
      new RegExp(`over this adapter's limit of ${most}|largest buffer has ${most}`),
    );
  });
});

describe.skipIf(device === null)('errors of the device', () => {
  /** Makes the text of the next kernels of a family wrong. */
  function spoil(d: WebGpuBackend, family: string): void {
    const make = d.device.createShaderModule.bind(d.device);
    d.device.createShaderModule = (descriptor) => {
      const spoilt = descriptor.label?.startsWith(family);
      return make(spoilt ? { ...descriptor, code: `${descriptor.code}\nfn broken( {` } : descriptor);
    };
  }

  it('a shader that fails to compile is an error that names the kernel and what the compiler said', async () => {
    const d = await fresh();
    const x = on([1, 2, 3]);
    spoil(d, 'map');
    const error = await x
      .mul(2)
      .data()
      .then(
        () => null,
        (e: unknown) => e,
      );
    expect(error).toBeInstanceOf(InternalError);
    expect((error as Error).message).toMatch(/can't compile the kernel map .*expected/s);
    // It stays an error, and other kernels go on.
    await expect(x.mul(2).data()).rejects.toThrow(/can't compile the kernel map/);
    expect(await x.toArray()).toEqual([1, 2, 3]);
  });

  it('in debug mode an error names the op and has the stack of its call', async () => {
    const d = await fresh(true);
    const x = on([1, 2, 3]);
    spoil(d, 'reduce');
    function theCulprit(): Tensor {
      return x.sum();
    }
    const y = x.mul(2);
    const s = theCulprit();
    const error = await y.data().then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(InternalError);
    expect((error as Error).message).toMatch(/^sum: the device refused it: /);
    expect((error as Error).stack).toContain('theCulprit');
    expect((error as Error).stack).toContain('life.test.ts');
    expect(await y.toArray()).toEqual([2, 4, 6]);
    s.dispose();
  });

  it('debug mode computes the same', async () => {
    await fresh(true);
    const x = on([1, 2, 3, 4]).reshape([2, 2]);
    expect(await x.matmul(x).softmax(1).sum().item()).toBeCloseTo(2, 5);
  });

  it('blocking reads say what to write instead', async () => {
    await fresh();
    const x = on([1]);
    expect(() => x.dataSync()).toThrow(SyncReadError);
    expect(() => x.dataSync()).toThrow(
      "dataSync: device 'webgpu' can't block; write await x.data() instead of x.dataSync()",
    );
    expect(() => x.itemSync()).toThrow(/await x\.item\(\)/);
    expect(() => x.toArraySync()).toThrow(/await x\.toArray\(\)/);
  });
});

describe.skipIf(device === null)('a device that is lost', () => {
  it('in the middle of training: a new one goes on from the saved state', async () => {
    const first = await fresh();
    manualSeed(1);
    const network = (): Sequential => new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 3));
    const [xs, ys] = [rand([32, 8], { device: 'reference' }), randint(0, 3, [32], { device: 'reference' })];
    const step = async (model: Sequential, optimizer: SGD, x: Tensor, y: Tensor): Promise<number> => {
      optimizer.zeroGrad();
      const l = new CrossEntropyLoss().forward(model.forward(x) as Tensor, y);
      l.backward();
      optimizer.step();
      return l.item();
    };
    let model = network();
    let optimizer = new SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
    let [x, y] = [xs.to('webgpu'), ys.to('webgpu')];
    for (let i = 0; i < 5; i++) await step(model, optimizer, x, y);

    // Saved on the host, as a program does it now and then.
    const { toDevice } = await import('@cresset/tensor');
    const state = Object.entries(model.stateDict());
    const saved = Object.fromEntries(
      await Promise.all(state.map(async ([k, t]) => [k, await toDevice(t, 'reference')])),
    );
    const expected = [await step(model, new SGD(model.parameters(), { lr: 0.1 }), x, y)];

    const lost = step(model, optimizer, x, y);
    first.device.destroy();
    await first.device.lost;
    // What was on its way arrived, or says why not.
    await lost.catch((error: unknown) => expect(error).toBeInstanceOf(DeviceError));
    await expect(step(model, optimizer, x, y)).rejects.toThrow(DeviceError);
    await expect(step(model, optimizer, x, y)).rejects.toThrow(
      /device 'webgpu' was lost \(destroyed.*make a new one with use\(await webgpu\(\)\), and load the model from its saved state/,
    );
    expect(first.closed).toBe(true);

    const second = await webgpu();
    use(second);
    last = second;
    expect(defaultDevice().name).toBe('webgpu');
    expect(defaultDevice().backend.closed).not.toBe(true);
    model = network();
    model.loadStateDict(saved as Record<string, Tensor>);
    optimizer = new SGD(model.parameters(), { lr: 0.1 });
    [x, y] = [xs.to('webgpu'), ys.to('webgpu')];
    const losses = [await step(model, optimizer, x, y)];
    expect(losses).toEqual(expected);
    for (let i = 0; i < 10; i++) losses.push(await step(model, optimizer, x, y));
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    // The old tensors stay with the old device.
    expect(() => xs.to('webgpu').add(1)).not.toThrow();
  });

  it('another device of the name is refused while the first lives', async () => {
    await fresh();
    const other = await webgpu();
    expect(() => use(other)).toThrow("a backend named 'webgpu' is registered already");
    other.dispose();
  });
});

describe.skipIf(device === null)('a loop that never reads', () => {
  it('is held back when it yields: few submissions are in flight, few commands wait', async () => {
    const d = await fresh();
    let x = ones([64, 64]);
    await x.data();
    let most = 0;
    const { maps } = d.counters;
    for (let i = 0; i < 3000; i++) {
      const y = x.mul(0.5).add(0.5);
      x.dispose();
      x = y;
      const wait = defaultDevice().backend.ready?.() ?? null;
      if (wait !== null) await wait;
      most = Math.max(most, d.counters.inFlight);
    }
    expect(d.counters.maps).toBe(maps);
    expect(most).toBeLessThanOrEqual(33);
    expect(await x.mean().item()).toBe(1);
    expect(d.counters.inFlight).toBe(0);
  });

  it('reuses its memory all the same', async () => {
    const d = await fresh();
    let x = ones([256, 256]);
    for (let i = 0; i < 400; i++) {
      const y = x.add(1);
      x.dispose();
      x = y;
    }
    expect(await x.mean().item()).toBe(401);
    expect(d.counters.bytes).toBeLessThan(8 * 1024 * 1024);
  });
});
