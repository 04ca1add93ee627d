import type { DeviceLike, Device as DeviceObject } from '../../device.js';
import { Device, toDevice as findDevice } from '../../device.js';
import type { DTypeLike } from '../../dtype.js';
import { DType, dtypes, toDType } from '../../dtype.js';
import { ArgumentError, DeviceError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, describe, parseOptions } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { castTo, copyOf } from './cast.js';
import { transfer } from './transfer.js';

export interface ToOptions {
  /** Default: that of the input. */
  dtype?: DTypeLike | null;
  /** Default: that of the input. */
  device?: DeviceLike | null;
  /** Copy also when neither dtype nor device changes (default false). */
  copy?: boolean;
}

const names: ReadonlySet<string> = new Set(dtypes.map((t) => t.name));
const defaults: Required<ToOptions> = { dtype: null, device: null, copy: false };

/** What the first argument asks for, over the options. */
function wanted(target: unknown, options: unknown): Required<ToOptions> {
  if (target instanceof Tensor)
    return { ...parseOptions('to', options, defaults), dtype: target.dtype, device: target.device };
  if (target instanceof DType || (typeof target === 'string' && names.has(target))) {
    return { ...parseOptions('to', options, defaults), dtype: target as DTypeLike };
  }
  if (target instanceof Device || typeof target === 'string') {
    return { ...parseOptions('to', options, defaults), device: target as DeviceLike };
  }
  if (typeof target === 'object' && target !== null && options === undefined)
    return parseOptions('to', target, defaults);
  throw new ArgumentError(
    `to: expected a dtype, a device, a tensor or { dtype, device, copy }, got ${describe(target)}`,
  );
}

/**
 * The tensor in another dtype, on another device, or both; itself when there is nothing to change. Gradients flow
 * through. Floats become integers by truncation; anything but 0 becomes true.
 *
 * @param target dtype (`'float64'`), device (`'cpu'`), a tensor to be like, or `{ dtype, device, copy }`
 * @param options.copy make a new tensor in any case (default false)
 * @throws SyncReadError when the tensor is on a device that can't block; `toDevice` is the asynchronous form
 */
export const to: Op<
  (input: Tensor, target: DTypeLike | DeviceLike | Tensor | ToOptions, options?: ToOptions) => Tensor
> = defineOp(
  {
    name: 'to',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.to',
    samples: (make) => [
      [make.tensor([3, 4]), 'float64'],
      [make.tensor([3, 4]), 'int32'],
      [make.tensor([]), 'bool'],
      [make.tensor([0, 2]), { dtype: 'float16' }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 'nowhere'],
        error: DeviceError,
        message: "device 'nowhere' is not registered",
      },
      { args: [make.tensor([2]), { dtyp: 'int64' }], error: ArgumentError, message: "unknown option 'dtyp'" },
      { args: [make.tensor([2]), 3], error: ArgumentError, message: 'to: expected a dtype, a device' },
    ],
  },
  (input: Tensor, target: unknown, options?: unknown): Tensor => {
    const o = wanted(target, options);
    const dtype = o.dtype === null ? input.dtype : toDType(o.dtype);
    const device: DeviceObject = o.device === null ? input.device : findDevice(o.device);
    input.assertAlive('to');
    if (device !== input.device) {
      // The narrower of the two travels.
      const narrow = dtype.bytes < input.dtype.bytes ? castTo(input, dtype) : input;
      const moved = transfer(narrow, device);
      return moved.dtype === dtype ? moved : castTo(moved, dtype);
    }
    if (dtype !== input.dtype) return castTo(input, dtype);
    return checkBoolean('to', 'copy', o.copy) ? copyOf(input) : input;
  },
);
