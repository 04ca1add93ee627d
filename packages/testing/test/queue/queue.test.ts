import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { Linear } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import {
  ArgumentError,
  add,
  IndexError,
  matmul,
  OutOfMemoryError,
  ones,
  scope,
  type Tensor,
  tensor,
  use,
} from '@cresset/tensor';
import type { Backend, Override } from '@cresset/tensor/backend';
import { flushPending } from '@cresset/tensor/backend';
import { deferred, NullBackend } from '@cresset/testing';
import { beforeEach, describe, expect, it } from 'vitest';

const device = new NullBackend();
const order: string[] = [];

/** A softmax of the device's own, which says when it runs. */
const softmax: Override = {
  accepts: () => true,
  run: ([x], [y]) => {
    order.push(`softmax ${x!.shape} ${y!.shape}`);
  },
};
const overridden = Object.create(new NullBackend({ onSubmit: ({ spec }) => order.push(spec.family) }), {
  name: { value: 'overridden' },
  overrides: { value: { softmax } },
}) as NullBackend;

let fails: ((family: string) => Error | null) | null = null;
const failing = new NullBackend({
  name: 'failing',
  onSubmit({ spec }) {
    const error = fails?.(spec.family) ?? null;
    if (error !== null) throw error;
  },
});

use(device, overridden, failing, reference(), deferred(reference()), autograd());

beforeEach(() => {
  flushPending();
  device.reset();
  failing.reset();
  overridden.reset();
  order.length = 0;
  fails = null;
});

const on = (name: string, shape = [4, 4]): Tensor => ones(shape, { device: name });

describe('when queued commands are given to the device', () => {
  it('before anything is read', async () => {
    const x = on('null');
    const y = x.add(1);
    expect(device.kernels).toHaveLength(0);
    await y.data();
    expect(device.kernels).toHaveLength(1);
    y.mul(2).dataSync();
    expect(device.kernels).toHaveLength(2);
    x.sub(1);
    await device.synchronize();
    expect(device.kernels).toHaveLength(2);
    await x.device.backend.synchronize();
    expect(device.kernels).toHaveLength(3);
  });

  it("at the end of a user's outermost scope, not inside ops", () => {
    scope(() => {
      scope(() => on('null').add(1).std().exp());
      expect(device.kernels).toHaveLength(0);
    });
    // Everything was released: nothing had to be computed.
    expect(device.kernels).toHaveLength(0);
    const kept = scope(() => on('null').add(1));
    expect(device.kernels).toHaveLength(1);
    kept.var();
    expect(device.kernels).toHaveLength(1);
  });

  it('at the end of an async scope', async () => {
    const y = await scope(async () => {
      const made = on('null').add(1);
      await Promise.resolve();
      expect(device.kernels).toHaveLength(0);
      return made;
    });
    expect(device.kernels).toHaveLength(1);
    y.dispose();
  });

  it("after an optimizer's step, unless a scope will end", () => {
    const model = new Linear(4, 2, { device: 'null' });
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    const loss = (): Tensor => model.forward(on('null')).sum();
    loss().backward();
    optimizer.step();
    expect(device.kernels.length).toBeGreaterThan(2);
    device.reset();
    scope(() => {
      loss().backward();
      optimizer.step();
      expect(device.kernels).toHaveLength(0);
    });
    expect(device.kernels.length).toBeGreaterThan(2);
  });

  it('when very many have gathered, or much memory', () => {
    const x = on('null');
    for (let i = 0; i < 5000; i++) x.add_(1);
    // 1 + 5000 commands: two full queues have gone, each as one kernel for the instructions that fit.
    const { counters } = x.device.backend as unknown as { counters: { commands: number; flushes: number } };
    const before = counters.flushes;
    expect(device.kernels.length).toBeGreaterThan(0);
    for (let i = 0; i < 8; i++) on('null', [4096, 4096]).dispose();
    expect((x.device.backend as unknown as { counters: { flushes: number } }).counters.flushes).toBe(
      before + 2,
    );
  });

  it('before memory that they use is written from outside', () => {
    const x = tensor([1, 2, 3], { device: 'reference-deferred' });
    const y = x.mul(2);
    x.device.backend.upload(x.buffer, 0, new Uint8Array(12));
    expect(Array.from(y.dataSync(), Number)).toEqual([2, 4, 6]);
    expect(Array.from(x.dataSync(), Number)).toEqual([0, 0, 0]);
  });
});

describe('memory', () => {
  it('is never taken for intermediates that fusion does away with', () => {
    const x = on('null', [256]);
    flushPending();
    device.reset();
    const y = scope(() => x.add(1).mul(2).exp().sub(3));
    expect(device.kernels).toHaveLength(1);
    expect(device.bytes).toBe(1024);
    y.dispose();
  });

  it('goes back after the last command that uses it, within a flush', () => {
    const x = on('null', [64, 64]);
    flushPending();
    device.reset();
    const { live } = device;
    const bytes = 64 * 64 * 4;
    scope(() => {
      let t = x;
      for (let i = 0; i < 20; i++) t = matmul(t, x);
      return t;
    }).dispose();
    expect(device.kernels).toHaveLength(20);
    expect(device.peak - live).toBe(2 * bytes);
    expect(device.live).toBe(live);
  });

  it('of released results that nobody read costs no kernel', () => {
    scope(() => {
      on('null').add(1).sum();
    });
    expect(device.kernels).toHaveLength(0);
    expect(device.bytes).toBe(0);
  });
});

describe('errors', () => {
  const outOfMemory = new OutOfMemoryError('failing: no memory for 64 bytes');

  it('are raised at the next read, once, and the other commands run', async () => {
    const x = on('failing');
    const y = x.cumsum(0);
    const z = x.sum();
    fails = (family) => (family === 'scan' ? outOfMemory : null);
    flushPending();
    expect(failing.sequence).toBe('map scan reduce');
    await expect(z.data()).rejects.toBe(outOfMemory);
    fails = null;
    await expect(z.data()).resolves.toBeDefined();
    expect(failing.sequence).toBe('map scan reduce');
    expect(add(y, 1).dataSync()).toHaveLength(16);
  });

  it('of a queue that fills up are raised when it is full again', () => {
    const x = on('failing', [2]);
    fails = () => outOfMemory;
    expect(() => {
      for (let i = 0; i < 10_000; i++) x.add_(1);
    }).toThrow(outOfMemory);
    fails = null;
    expect(x.dataSync()).toHaveLength(2);
  });

  it('that only values tell come with the read', async () => {
    const x = tensor([1, 2, 3], { device: 'reference-deferred' });
    const bad = x.indexSelect(0, tensor([7], { device: 'reference-deferred', dtype: 'int64' }));
    const good = x.mul(2);
    await expect(bad.data()).rejects.toThrow(IndexError);
    expect(Array.from(good.dataSync(), Number)).toEqual([2, 4, 6]);
  });

  it('of ops are raised at their line', () => {
    const x = tensor([1, 2, 3], { device: 'reference-deferred' });
    expect(() => add(x, tensor([1, 2], { device: 'reference-deferred' }))).toThrow('broadcast');
  });
});

describe('what else a deferred device does', () => {
  it('overrides run in their turn', () => {
    const x = on('overridden');
    const y = x.add(1).softmax(1).cumsum(1);
    x.add_(5);
    expect(order).toEqual([]);
    y.dataSync();
    expect(order).toEqual(['map', 'softmax 4,4 4,4', 'scan']);
  });

  it('a backend that stops deferring is given its commands at once', () => {
    let on = true;
    const inner = new NullBackend({ name: 'moody' });
    use(Object.create(inner, { name: { value: 'moody' }, deferred: { get: () => on } }) as Backend);
    const x = ones([3], { device: 'moody' });
    expect(inner.kernels).toHaveLength(0);
    on = false;
    x.add(1);
    expect(inner.sequence).toBe('map');
    x.sum();
    expect(inner.sequence).toBe('map reduce');
  });

  it('refuses chunks', () => {
    const inner = reference();
    const chunked = Object.create(inner, {
      name: { value: 'chunked' },
      deferred: { value: true },
    }) as Backend;
    expect(() => use(chunked)).toThrow(ArgumentError);
    expect(() => use(chunked)).toThrow("backend 'chunked' is deferred and carves tensors from chunks");
  });
});
