import { noGrad } from '@cresset/autograd';
import type { Device, DeviceLike, DTypeLike } from '@cresset/tensor';
import { ArgumentError, DType, DTypeError, dtypes, type Tensor, toDevice, toDType } from '@cresset/tensor';
import { describe, findDevice, parseOptions, setData } from '@cresset/tensor/toolkit';

export interface Target {
  readonly device: Device | null;
  readonly dtype: DType | null;
}

export type TargetLike = DeviceLike | DTypeLike | { device?: DeviceLike | null; dtype?: DTypeLike | null };

const dtypeNames: ReadonlySet<unknown> = new Set(dtypes.map((t) => t.name));

/** @throws DTypeError for a dtype that parameters can't have */
export function parseTarget(target: TargetLike, second?: DTypeLike): Target {
  let device: DeviceLike | null = null;
  let dtype: DTypeLike | null = second ?? null;
  if (target instanceof DType || dtypeNames.has(target)) {
    if (dtype !== null) throw new ArgumentError('to: two dtypes were given');
    dtype = target as DTypeLike;
  } else if (typeof target === 'string' || isDevice(target)) {
    device = target as DeviceLike;
  } else {
    const o = parseOptions('to', target, {
      device: null as DeviceLike | null,
      dtype: null as DTypeLike | null,
    });
    device = o.device;
    dtype ??= o.dtype;
    if (device === null && dtype === null) {
      throw new ArgumentError(`to: expected a device, a dtype or { device, dtype }, got ${describe(target)}`);
    }
  }
  const type = dtype === null ? null : toDType(dtype);
  if (type !== null && type.kind !== 'float') {
    throw new DTypeError(`to: a module's parameters must be floating-point, so it can't be moved to ${type}`);
  }
  return { device: device === null ? null : findDevice(device), dtype: type };
}

const isDevice = (v: unknown): v is Device => typeof v === 'object' && v !== null && 'backend' in v;

/** Integers and bool keep their dtype: a counter isn't rounded with the weights. */
const typeFor = (t: Tensor, target: Target): DType =>
  target.dtype !== null && t.dtype.kind === 'float' ? target.dtype : t.dtype;

function place(t: Tensor, moved: Tensor, target: Target): void {
  const cast = moved.to(typeFor(t, target));
  if (cast !== t) {
    setData(t, cast);
    cast.dispose();
  }
  if (moved !== t && moved !== cast) moved.dispose();
}

/** Every distinct tensor and its gradient, moved in place. */
export function moveTensors(tensors: readonly Tensor[], target: Target): void {
  noGrad(() => {
    for (const t of withGrads(tensors)) place(t, target.device === null ? t : t.to(target.device), target);
  });
}

/** As `moveTensors`, for devices that can't block while their memory is read. */
export async function moveTensorsAsync(tensors: readonly Tensor[], target: Target): Promise<void> {
  const all = withGrads(tensors);
  const { device } = target;
  // Everything is fetched before anything is placed, so that no half-moved module is seen meanwhile.
  const moved = await Promise.all(all.map((t) => (device === null ? t : toDevice(t.detach(), device))));
  noGrad(() => {
    all.forEach((t, i) => {
      place(t, moved[i]!, target);
    });
  });
}

function withGrads(tensors: readonly Tensor[]): readonly Tensor[] {
  const all = new Set<Tensor>();
  for (const t of tensors) {
    all.add(t);
    if (t.gradSlot !== null) all.add(t.gradSlot);
  }
  return [...all];
}
