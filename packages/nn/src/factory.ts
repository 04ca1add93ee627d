import type { DeviceLike, DTypeLike } from '@cresset/tensor';

/** Where a layer's parameters are made. */
export interface FactoryOptions {
  /** Device of the parameters (default: the default device). */
  device?: DeviceLike | null;
  /** Dtype of the parameters (default float32). */
  dtype?: DTypeLike | null;
}

export const factoryDefaults: { device: DeviceLike | null; dtype: DTypeLike | null } = {
  device: null,
  dtype: null,
};

/** Creation options from a layer's. */
export function factoryTarget(o: Required<FactoryOptions>): { device: DeviceLike | null; dtype: DTypeLike } {
  return { device: o.device, dtype: o.dtype ?? 'float32' };
}
