import type { Device } from '../../device.js';
import { SyncReadError } from '../../errors.js';
import { inLanes, refuseLanes } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { contiguousOf } from '../movement/dense.js';

/** Raw storage bytes of a tensor, on their way from one device to another. */
interface Parcel {
  bytes: Uint8Array | null;
}

const primitive: Primitive<{ from: Device; to: Device; parcel: Parcel }> = new Primitive({
  kind: 'composite',
  name: 'toCopy',
  body: ([input], { to, parcel }) => {
    const t = inLanes(null, () => allocateTensor(input!.shape, input!.dtype, to));
    const bytes = parcel.bytes!;
    // The graph keeps the attributes of a call, and must not keep the elements with them.
    parcel.bytes = null;
    if (bytes.byteLength > 0) to.backend.upload(t.buffer, t.offset * t.dtype.bytes, bytes);
    return [t];
  },
  gradient: (c, [g]) => [transfer(g!, c.attributes.from as Device)],
});

/**
 * A copy on another device; gradients travel back the same way.
 * @throws SyncReadError where the tensor's device can't block
 */
export function transfer(t: Tensor, to: Device): Tensor {
  t.assertAlive('to');
  refuseLanes('to', t);
  const { backend } = t.device;
  if (backend.downloadSync === undefined) {
    throw new SyncReadError(
      `to: device '${t.device.name}' can't block until its elements are read; write await x.toDevice('${to.name}') instead of x.to('${to.name}')`,
    );
  }
  const dense = contiguousOf(t);
  const bytes = backend.downloadSync(dense.buffer, dense.offset * t.dtype.bytes, t.length * t.dtype.bytes);
  if (dense !== t) dense.dispose();
  return primitive.call([t], { from: t.device, to, parcel: { bytes } })[0]!;
}

/** As `transfer`, for every device. */
export async function transferAsync(t: Tensor, to: Device): Promise<Tensor> {
  t.assertAlive('toDevice');
  refuseLanes('toDevice', t);
  const dense = contiguousOf(t);
  try {
    const { bytes: size } = t.dtype;
    const bytes = await t.device.backend.download(dense.buffer, dense.offset * size, t.length * size);
    return primitive.call([t], { from: t.device, to, parcel: { bytes } })[0]!;
  } finally {
    if (dense !== t) dense.dispose();
  }
}
