import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBatch, type KernelSpec } from '../src/backend/index.js';
import {
  add,
  explain,
  softmax,
  type Tensor,
  tensor,
  transpose,
  UnsupportedError,
  use,
  watchLeaks,
} from '../src/index.js';

beforeAll(() => use(reference()));

const on = (device: string, data: number[]): Tensor => tensor(data, { device });

describe('explain', () => {
  it('lists the calls with the way that each took', () => {
    const x = on('reference', [1, 2]);
    expect(explain(add, x, x)).toEqual([{ op: 'add', path: 'kernel' }]);
    expect(explain(transpose, x.reshape([1, 2]), 0, 1)).toEqual([{ op: 'transpose', path: 'view' }]);
    const calls = explain(softmax, x, 0);
    expect(calls.at(-1)).toEqual({ op: 'softmax', path: 'composite' });
    expect(calls.length).toBeGreaterThan(1);
  });
});

describe('a device with gaps', () => {
  beforeAll(() => {
    const inner = reference();
    use({
      name: 'gappy',
      limits: { ...inner.limits, support: (t) => (t.name === 'float64' ? 'storage' : 'arithmetic') },
      families: new Set(['map'] as const),
      batch: createBatch(),
      allocate: (n) => inner.allocate(n),
      release: (b) => inner.release(b),
      upload: (b, o, d) => inner.upload(b, o, d),
      download: (b, o, n) => inner.download(b, o, n),
      prepare: (s: KernelSpec) => inner.prepare(s),
      submit: (b) => inner.submit(b),
      synchronize: () => inner.synchronize(),
      dispose: () => inner.dispose(),
    });
  });

  it('refuses a family in words: op, device, remedy', () => {
    const x = on('gappy', [1, 2]);
    expect(() => x.matmul(x)).toThrowError(
      new UnsupportedError(
        "matmul: device 'gappy' has no matmul kernels; move the operands to another device with .to(…)",
      ),
    );
    expect(() => x.add(x)).not.toThrow();
  });

  it('refuses arithmetic in a dtype that it only stores, and still casts it', async () => {
    const x = tensor([1, 2], { device: 'gappy', dtype: 'float64' });
    expect(() => x.add(x)).toThrowError(
      /^add: device 'gappy' can't compute in float64 \(storage only\); cast them/,
    );
    expect(await x.to('float32').toArray()).toEqual([1, 2]);
  });
});

describe('watchLeaks', () => {
  it('names the place that made a tensor which is still there', () => {
    const watch = watchLeaks();
    const kept = on('reference', [1, 2, 3, 4]);
    on('reference', [1]).dispose();
    const report = watch.report();
    watch.stop();
    expect(report).toHaveLength(1);
    expect(report[0]!.bytes).toBe(16);
    expect(report[0]!.stack).toContain('explain.test.ts');
    expect(kept.numel()).toBe(4);
  });
});
