import type { Device } from '../../device.js';
import type { DTypeLike } from '../../dtype.js';
import { toDType } from '../../dtype.js';
import type { Tensor } from '../../tensor.js';
import { fullOf } from './creation.js';

/** Ones outside the graph, for counts and masks. @internal */
export function onesOf(shape: readonly number[], dtype: DTypeLike, device: Device): Tensor {
  return fullOf(Object.freeze([...shape]), 1, toDType(dtype), { device });
}
