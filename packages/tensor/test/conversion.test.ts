import { reference } from '@cresset/backend-reference';
import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

const list = (t: Tensor): number[] => Array.from(t.dataSync() as ArrayLike<number | bigint>, Number);
const other = devices[devices.length - 1]!;

for (const device of devices) {
  const make = (data: number[], dtype: T.DTypeName = 'float32'): Tensor => T.tensor(data, { device, dtype });

  describe(`casts on '${device}'`, () => {
    it('truncate, wrap and test as PyTorch does', () => {
      const x = make([1.7, -2.7, 0, 300]);
      expect(list(x.to('int32'))).toEqual([1, -2, 0, 300]);
      expect(list(x.bool())).toEqual([1, 1, 0, 1]);
      expect(list(make([300, -1], 'int32').byte())).toEqual([44, 255]);
      expect(list(make([200, -129], 'int16').char())).toEqual([-56, 127]);
      expect(list(make([1 + 2 ** -11], 'float32').half())).toEqual([1]);
      expect(list(make([NaN, 0.5]).bool())).toEqual([1, 1]);
    });

    it('have a method for every type', () => {
      const x = make([1]);
      const types = [
        x.float(),
        x.double(),
        x.half(),
        x.bfloat16(),
        x.long(),
        x.int(),
        x.short(),
        x.char(),
        x.byte(),
      ];
      expect(types.map((t) => t.dtype.name)).toEqual([
        'float32',
        'float64',
        'float16',
        'bfloat16',
        'int64',
        'int32',
        'int16',
        'int8',
        'uint8',
      ]);
      expect(x.bool().dtype).toBe(T.bool);
      expect(x.float()).toBe(x);
      expect(x.typeAs(make([1], 'int64')).dtype).toBe(T.int64);
    });

    it('let gradients through, cast back', () => {
      const x = T.tensor([1, 2], { device, requiresGrad: true });
      const g = x.double().mul(2).half().sum();
      g.backward();
      expect([x.grad!.dtype, list(x.grad!)]).toEqual([T.float32, [2, 2]]);
    });

    it('keep a tensor that needs no change, unless a copy is asked for', () => {
      const x = make([1]);
      expect(x.to('float32')).toBe(x);
      expect(x.to({ device })).toBe(x);
      expect(x.to('float32', { copy: true })).not.toBe(x);
      expect(x.to(make([1], 'int32')).dtype).toBe(T.int32);
      expect(x.to({ dtype: T.float64 }).dtype).toBe(T.float64);
      expect(x.to(device, { dtype: 'int64' }).dtype).toBe(T.int64);
    });
  });

  describe(`copies on '${device}'`, () => {
    it('clone and contiguous are dense and pass gradients', () => {
      const x = T.tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { device, requiresGrad: true },
      );
      const t = x.transpose(0, 1);
      expect(t.contiguous().stride()).toEqual([2, 1]);
      expect(x.contiguous()).toBe(x);
      t.clone()
        .mul(
          T.tensor(
            [
              [1, 2],
              [3, 4],
            ],
            { device },
          ),
        )
        .sum()
        .backward();
      expect(list(x.grad!)).toEqual([1, 3, 2, 4]);
    });

    it('detach shares memory outside the graph', () => {
      const x = T.tensor([1, 2], { device, requiresGrad: true });
      const d = x.mul(1).detach();
      expect(d.requiresGrad).toBe(false);
      const y = T.ones([2], { device });
      y.detach().fill_(5);
      expect(list(y)).toEqual([5, 5]);
      expect(x.mul(2).detach_().isLeaf).toBe(true);
    });

    it('copy_ broadcasts, casts and records', () => {
      const target = T.zeros([2, 3], { device });
      target.copy_(make([1, 2, 3], 'int64'));
      expect(list(target)).toEqual([1, 2, 3, 1, 2, 3]);
      const x = T.tensor([1, 2, 3], { device, requiresGrad: true });
      const y = T.zeros([2, 3], { device }).copy_(x);
      y.mul(y).sum().backward();
      expect(list(x.grad!)).toEqual([4, 8, 12]);
      expect(() => T.zeros([3], { device }).copy_(T.zeros([2, 3], { device }))).toThrow(
        "[2, 3] can't be copied into",
      );
    });

    it('fill_ and zero_ write windows and cut the graph', () => {
      const t = T.ones([2, 2], { device });
      t.transpose(0, 1).select(0, 1).fill_(7);
      expect(list(t)).toEqual([1, 7, 1, 7]);
      expect(list(t.fill_(T.tensor(2.5, { device })))).toEqual([2.5, 2.5, 2.5, 2.5]);
      expect(list(make([1, 2], 'int32').fill_(3.9))).toEqual([3, 3]);
      const x = T.ones([2], { device, requiresGrad: true });
      const y = x.mul(3).zero_().add(x);
      y.sum().backward();
      expect(list(x.grad!)).toEqual([1, 1]);
      expect(() => x.fill_(1)).toThrow('a leaf that requires a gradient');
      expect(() => t.expand([2, 2]).fill_(make([1, 2]))).toThrow('value must be a number or a 0-dim tensor');
    });
  });
}

describe('between devices', () => {
  const second = reference();
  Object.defineProperty(second, 'name', { value: 'second' });
  T.use(second);

  it('moves elements, and gradients back', () => {
    for (const target of ['second', other]) {
      const x = T.tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { requiresGrad: true },
      );
      const y = x.transpose(0, 1).to(target, { dtype: 'float64' });
      expect([y.device.name, y.dtype.name, list(y)]).toEqual([target, 'float64', [1, 3, 2, 4]]);
      y.mul(y).sum().backward();
      expect([x.grad!.device.name, list(x.grad!)]).toEqual(['reference', [2, 4, 6, 8]]);
    }
    const filled = T.zeros([2], { device: 'second' }).copy_(T.tensor([1, 2]));
    expect([filled.device.name, list(filled)]).toEqual(['second', [1, 2]]);
  });

  it('empty and 0-dim tensors travel too', () => {
    expect(T.zeros([0, 3]).to('second').shape).toEqual([0, 3]);
    expect(T.tensor(3).to('second').itemSync()).toBe(3);
  });

  it('waits where the device cannot block', async () => {
    const x = T.tensor([1, 2], { device: 'second', requiresGrad: true });
    // The reference waits in no case; a device that can't block only has the asynchronous read.
    const download = second.downloadSync!.bind(second);
    Object.defineProperty(second, 'download', {
      value: async (...args: Parameters<NonNullable<typeof download>>) => download(...args),
    });
    Object.defineProperty(second, 'downloadSync', { value: undefined, configurable: true });
    try {
      expect(() => x.to('reference')).toThrow(T.SyncReadError);
      expect(() => x.to('reference')).toThrow(
        "write await x.toDevice('reference') instead of x.to('reference')",
      );
      const moved = await x.toDevice('reference');
      expect(await x.toDevice('second')).toBe(x);
      moved.mul(3).sum().backward();
    } finally {
      Object.defineProperty(second, 'downloadSync', { value: download });
    }
    expect(list(x.grad!)).toEqual([3, 3]);
  });

  it('operands on different devices are refused', () => {
    expect(() => T.ones([2]).add(T.ones([2], { device: 'second' }))).toThrow(T.DeviceError);
  });
});
