import { reference } from '@cresset/backend-reference';
import { tensor, use } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, SafetensorsError, safetensors } from '../src/index.js';

beforeAll(() => use(reference()));

describe('safetensors.save and load', () => {
  it.each([
    ['float64', [0.1, -2]],
    ['float32', [0.5, -2]],
    ['int64', [7, -7]],
    ['int32', [7, -7]],
    ['int16', [7, -7]],
    ['int8', [7, -7]],
    ['uint8', [7, 255]],
    ['bool', [true, false]],
  ] as const)('%s comes back with dtype, shape and values', async (dtype, values) => {
    const file = await safetensors.save({ x: tensor([[...values]], { dtype }) });
    const { x } = safetensors.load(file, { device: 'reference' });
    expect(x!.dtype.name).toBe(dtype);
    expect(await x!.toArray()).toEqual([values]);
  });

  it('half types keep every value they have, to the bit', async () => {
    // Normal, smallest normal, subnormal, largest, zeros, infinities.
    const halves = [1.5, -0.333251953125, 2 ** -14, 3 * 2 ** -24, 65504, 0, -0, Infinity, -Infinity];
    const bfloats = [1.5, -3.140625, 2 ** -126, 2 ** -133, 3.3895313892515355e38, 0, -0, Infinity, -Infinity];
    for (const [dtype, values] of [
      ['float16', halves],
      ['bfloat16', bfloats],
    ] as const) {
      const file = await safetensors.save({ x: tensor(values, { dtype }) });
      const { dtype: written, bytes } = decodeSafetensors(file).tensors.get('x')!;
      expect([written, bytes.length]).toEqual([dtype, 2 * values.length]);
      expect(await safetensors.load(file).x!.toArray()).toEqual(values);
      const nan = await safetensors.save({ x: tensor([NaN], { dtype }) });
      expect(await safetensors.load(nan).x!.toArray()).toEqual([NaN]);
    }
    const bits = decodeSafetensors(await safetensors.save({ x: tensor([1.5, -2], { dtype: 'float16' }) }));
    expect([...bits.tensors.get('x')!.bytes]).toEqual([0x00, 0x3e, 0x00, 0xc0]);
  });

  it('views are written as they are seen, and any name may be a tensor’s', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const named = Object.fromEntries([
      ['__proto__', x.t()],
      ['empty', x.at(0, []).reshape([0])],
    ]);
    const read = safetensors.load(await safetensors.save(named));
    expect(Object.keys(read)).toEqual(['__proto__', 'empty']);
    expect(await Object.entries(read)[0]![1].toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(read.empty!.shape).toEqual([0]);
  });

  it('metadata come back, and a damaged file is refused in words', async () => {
    const file = await safetensors.save({ x: tensor([1]) }, { metadata: { epoch: '3' } });
    expect(safetensors.metadata(file)).toEqual({ epoch: '3' });
    expect(() => safetensors.load(file.subarray(0, file.length - 1))).toThrow(SafetensorsError);
    const complex = tensor([1], { dtype: 'complex64' });
    await expect(safetensors.save({ x: complex })).rejects.toThrow('safetensors has no word for complex64');
  });
});
