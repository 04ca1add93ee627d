import type { Device, Tensor } from '@cresset/tensor';
import { empty, slice } from '@cresset/tensor';
import { makeView } from '@cresset/tensor/engine';
import { layouts } from '../../sample/layout.js';
import type { OpInfoFile, PackedTensor } from './file.js';

const sliced = layouts.find((l) => l.name === 'sliced')!;

function upload(bytes: Uint8Array, shape: readonly number[], like: PackedTensor, device: Device): Tensor {
  const t = empty(shape, { dtype: like.dtype, device });
  if (bytes.length > 0) device.backend.upload(t.buffer, t.offset * like.dtype.bytes, bytes);
  return t;
}

/** A tensor of the file on a device; in every second element of padded rows where PyTorch's was not contiguous. */
export function unpack(packed: PackedTensor, device: Device, mayStride: boolean): Tensor {
  const { shape, dtype, bytes } = packed;
  if (!packed.strided || !mayStride) return upload(bytes, shape, packed, device);
  const { strides, offset, size } = sliced.place(shape);
  const width = dtype.bytes;
  const storage = new Uint8Array(size * width).fill(dtype.kind === 'bool' ? 1 : 0x7f);
  const index = new Array<number>(shape.length).fill(0);
  for (let at = 0; at < bytes.length; at += width) {
    const place = offset + strides.reduce((sum, s, d) => sum + s * index[d]!, 0);
    storage.set(bytes.subarray(at, at + width), place * width);
    for (let d = shape.length - 1; d >= 0 && ++index[d]! === shape[d]; d--) index[d] = 0;
  }
  const base = upload(storage, [size], packed, device);
  const window = makeView(base, Object.freeze([...shape]), strides, base.offset + offset);
  window.base = null;
  base.dispose();
  return window;
}

type Marked = Readonly<Record<'$t' | '$i' | '$f' | '$d' | '$s', unknown>>;

/**
 * Arguments of a call from JSON: `$t` a tensor, `$d` a dtype, `$s` a slice, `$i` a large integer, `$f` a float that JSON
 * lacks. Every tensor that is made goes to `operands`, in the order in which Python counted them.
 */
export function decodeArguments(
  file: OpInfoFile,
  device: Device,
  call: { readonly a: readonly unknown[]; readonly o?: Readonly<Record<string, unknown>> },
  mayStride: boolean,
): { args: unknown[]; operands: Tensor[] } {
  const operands: Tensor[] = [];
  const decode = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(decode);
    if (typeof v !== 'object' || v === null) return v;
    const mark = v as Marked;
    if (mark.$t !== undefined) {
      const t = unpack(file.tensor(mark.$t as number), device, mayStride);
      operands.push(t);
      return t;
    }
    if (mark.$d !== undefined) return mark.$d;
    if (mark.$i !== undefined) return BigInt(mark.$i as string);
    if (mark.$f !== undefined) return Number((mark.$f as string).replace('inf', 'Infinity'));
    const [start, stop, step] = mark.$s as (number | null)[];
    return slice(start ?? null, stop ?? null, step ?? undefined);
  };
  const args = call.a.map(decode);
  if (call.o !== undefined) {
    args.push(Object.fromEntries(Object.entries(call.o).map(([name, v]) => [name, decode(v)])));
  }
  return { args, operands };
}
