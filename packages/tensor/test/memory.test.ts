import { autograd, grad } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { countStorages } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultDevice } from '../src/device.js';
import { swapScope } from '../src/engine/index.js';
import type { Device, Tensor } from '../src/index.js';
import {
  add,
  DisposedError,
  exp,
  full,
  matmul,
  mul,
  scope,
  sum,
  tensor,
  transpose,
  use,
} from '../src/index.js';

let device: Device;
beforeAll(() => {
  use(reference(), autograd());
  device = defaultDevice();
});

/** Blocks that are live after `body`, among those allocated in it. */
function liveAfter(body: () => void): number {
  const count = countStorages(device);
  try {
    body();
  } finally {
    count.end();
  }
  return count.now().live;
}

describe('dispose', () => {
  it('gives the block back when the last view of it goes', () => {
    const count = countStorages(device);
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const view = transpose(x, 0, 1);
    x.dispose();
    expect(count.now().live).toBe(1);
    expect(view.toArraySync()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    view.dispose();
    expect(count.end().live).toBe(0);
  });

  it('is harmless twice', () => {
    const x = tensor([1]);
    const y = x.reshape([1, 1]);
    x.dispose();
    x.dispose();
    expect(y.toArraySync()).toEqual([[1]]);
  });

  it('works as `using`', () => {
    const x = tensor([1]);
    x[Symbol.dispose]();
    expect(x.disposed).toBe(true);
  });

  it('leaves a sentence for whoever uses the tensor afterwards', async () => {
    const x = tensor([[1, 2]]);
    x.dispose();
    const said = /: this float32 tensor of shape \[1, 2\] was disposed$/;
    expect(() => add(x, 1)).toThrow(DisposedError);
    expect(() => add(x, 1)).toThrow(said);
    expect(() => x.exp()).toThrow(said);
    expect(() => x.sum()).toThrow(said);
    expect(() => x.reshape([2])).toThrow(said);
    expect(() => x.add_(1)).toThrow(said);
    expect(() => x.dataSync()).toThrow(said);
    expect(() => x.toArraySync()).toThrow(said);
    expect(() => x.requiresGrad_()).toThrow(said);
    await expect(x.data()).rejects.toThrow(said);
  });
});

describe('scope', () => {
  it('releases all but what it returns, in lists and objects too', () => {
    let inner: Tensor | null = null;
    const live = liveAfter(() => {
      const { kept, list } = scope(() => {
        inner = tensor([1, 2]);
        const kept = add(inner, 1);
        return { kept, list: [mul(kept, 2)] };
      });
      expect(inner!.disposed).toBe(true);
      expect(kept.toArraySync()).toEqual([2, 3]);
      expect(list[0]!.toArraySync()).toEqual([4, 6]);
      kept.dispose();
      list[0]!.dispose();
    });
    expect(live).toBe(0);
  });

  it('nests: what an inner one returns belongs to the outer one', () => {
    const live = liveAfter(() => {
      let escaped: Tensor;
      scope(() => {
        escaped = scope(() => tensor([1]));
        expect(escaped.disposed).toBe(false);
      });
      expect(escaped!.disposed).toBe(true);
    });
    expect(live).toBe(0);
  });

  it('releases when the body throws', () => {
    const live = liveAfter(() => {
      expect(() =>
        scope(() => {
          tensor([1]);
          throw new Error('on purpose');
        }),
      ).toThrow('on purpose');
    });
    expect(live).toBe(0);
  });

  it('spares what is kept and what was there before', () => {
    const before = tensor([1]);
    let kept: Tensor;
    scope(() => {
      kept = tensor([2]).keep();
      before.add(kept);
    });
    expect([before.disposed, kept!.disposed]).toEqual([false, false]);
  });

  it('holds an async body until it is done', async () => {
    const count = countStorages(device);
    const result = await scope(async () => {
      const x = tensor([1, 2]);
      const y = x.add(1);
      await Promise.resolve();
      expect(x.disposed).toBe(false);
      return y;
    });
    expect(count.now().live).toBe(1);
    result.dispose();
    await expect(
      scope(async () => {
        tensor([1]);
        await Promise.resolve();
        throw new Error('later');
      }),
    ).rejects.toThrow('later');
    expect(count.end().live).toBe(0);
  });

  it('leaves nothing open behind async bodies that end in another order than they began', async () => {
    const after = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
    const outer = tensor([1]);
    const made: Tensor[] = [];
    const first = scope(async () => {
      made.push(tensor([1]));
      await after(1);
    });
    const second = scope(async () => {
      made.push(tensor([2]));
      await after(15);
      const result = tensor([3]);
      made.push(tensor([4]));
      return result;
    });
    await first;
    expect(made.map((t) => t.disposed)).toEqual([true, false]);
    const result = await second;
    expect(made.map((t) => t.disposed)).toEqual([true, true, true]);
    expect([result.disposed, outer.disposed]).toEqual([false, false]);
    // Outside of any scope again: a new scope that closes may not reach for what was made before it.
    const free = tensor([5]);
    scope(() => tensor([6]));
    expect(swapScope(null)).toBeNull();
    expect([free.disposed, result.toArraySync()]).toEqual([false, [3]]);
  });
});

describe('the graph', () => {
  it('keeps what backward reads, although the handle is gone', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = scope(() => exp(exp(x)).sum());
    y.backward();
    const [g] = [x.grad!.toArraySync() as number[]];
    expect(g[0]).toBeCloseTo(Math.exp(Math.exp(1)) * Math.exp(1), 4);
  });

  it('gives everything back once backward has consumed it', () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const step = (): void => {
      scope(() => {
        const loss = matmul(x, x).exp().mul(0.01).sum();
        loss.backward();
        x.grad = null;
      });
    };
    step();
    const count = countStorages(device);
    for (let i = 0; i < 10; i++) step();
    // The gradient itself belongs to the user: one a step waits for the garbage collector.
    expect(count.end().live).toBeLessThanOrEqual(10);
  });

  it('is released by grad() without touching any tensor', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const live = liveAfter(() => {
      scope(() => {
        const [g] = grad(exp(x).sum(), x);
        expect(g!.toArraySync()).toHaveLength(2);
      });
    });
    expect(live).toBe(0);
  });
});

describe('reuse', () => {
  it('runs a loop of a thousand steps on a constant number of blocks', () => {
    const w = full([8, 8], 0.5);
    const body = (): void =>
      scope(() => {
        const h = matmul(w, w).add(1).exp().sum(1);
        sum(h);
      });
    body();
    const count = countStorages(device);
    body();
    const perStep = count.now().allocated;
    let most = 0;
    for (let i = 0; i < 1000; i++) {
      body();
      most = Math.max(most, count.now().live);
    }
    expect(count.end().allocated).toBe(perStep * 1001);
    expect(most).toBe(0);
  });

  it('takes the same memory again for small tensors', () => {
    const at = (t: Tensor): string => `${t.buffer.id}:${t.storage.byteOffset}`;
    const x = tensor([1, 2, 3]);
    const place = at(x);
    x.dispose();
    const y = tensor([4, 5, 6]);
    expect(at(y)).toBe(place);
    y.dispose();
  });

  it('asks the backend for no more buffers in a loop of small tensors', () => {
    const { backend } = device as unknown as { backend: { allocate(bytes: number): unknown } };
    const allocate = backend.allocate;
    let asked = 0;
    backend.allocate = (bytes) => {
      asked++;
      return allocate.call(backend, bytes);
    };
    try {
      for (let i = 0; i < 5000; i++) {
        scope(() => {
          tensor([i]).add(1).mul(2).sum();
        });
      }
    } finally {
      backend.allocate = allocate;
    }
    expect(asked).toBeLessThanOrEqual(1);
  });

  it('keeps neighbours in a chunk apart', () => {
    const list = Array.from({ length: 100 }, (_, i) => tensor([i, i + 0.5, i]));
    for (let i = 0; i < 100; i += 2) list[i]!.dispose();
    const more = Array.from({ length: 50 }, (_, i) => tensor([-i, -i, -i]));
    for (let i = 1; i < 100; i += 2) expect(list[i]!.toArraySync()).toEqual([i, i + 0.5, i]);
    more.forEach((t, i) => {
      expect(t.toArraySync()).toEqual([-i, -i, -i]);
    });
  });
});
