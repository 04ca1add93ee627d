import type { DeviceLike } from '../../device.js';
import { toDevice as findDevice } from '../../device.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { transferAsync } from './transfer.js';

/**
 * The tensor on another device (itself when it is there already), read without blocking: `to(device)` for devices that
 * can't wait for their results. Gradients flow through.
 *
 * @param device name or object
 */
export const toDevice: Op<(input: Tensor, device: DeviceLike) => Promise<Tensor>> = defineOp(
  {
    name: 'toDevice',
    kind: 'routine',
    dtypes: 'any',
    tolerance: 'exact',
    torch: null,
    samples: (make) => {
      const x = make.tensor([3, 4]);
      return [[x, x.device]];
    },
  },
  async (input: Tensor, device: DeviceLike): Promise<Tensor> => {
    const target = findDevice(device);
    return input.device === target ? input : transferAsync(input, target);
  },
);
