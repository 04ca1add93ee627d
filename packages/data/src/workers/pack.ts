import { ArgumentError, Tensor, tensor } from '@cresset/tensor';
import type { Packed } from './protocol.js';

/** Makes a batch ready to be sent; the buffers of its tensors are added to `transfer`. */
export async function pack(value: unknown, transfer: ArrayBufferLike[]): Promise<Packed> {
  if (value instanceof Tensor) {
    if (value.dtype.isComplex)
      throw new ArgumentError('DataLoader: complex tensors can’t come from a worker thread');
    const data = await value.data();
    transfer.push(data.buffer);
    return { kind: 'tensor', dtype: value.dtype.name, shape: value.shape, data };
  }
  if (Array.isArray(value)) {
    return { kind: 'list', items: await Promise.all(value.map((item) => pack(item, transfer))) };
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(
      async ([key, item]) => [key, await pack(item, transfer)] as const,
    );
    return { kind: 'record', items: Object.fromEntries(await Promise.all(entries)) };
  }
  return { kind: 'plain', value };
}

/** The batch again, its tensors on the default device. */
export function unpack(packed: Packed): unknown {
  switch (packed.kind) {
    case 'tensor':
      return tensor(packed.data as Float32Array, { shape: packed.shape, dtype: packed.dtype as 'float32' });
    case 'list':
      return packed.items.map(unpack);
    case 'record':
      return Object.fromEntries(Object.entries(packed.items).map(([key, item]) => [key, unpack(item)]));
    case 'plain':
      return packed.value;
  }
}
