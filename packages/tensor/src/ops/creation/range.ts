import type { Device } from '../../device.js';
import { toDevice } from '../../device.js';
import type { DType } from '../../dtype.js';
import { float32, float64, int64 } from '../../dtype.js';
import { buildExpr } from '../../expr/build.js';
import type { Scalar } from '../../expr/scalar.js';
import { index, param } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { inLanes } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import type { CreationOptions } from './creation.js';

const kernels = new Map<string, Kernel>();

/** Ranges are computed in float64, as PyTorch does, on devices that have it. */
export function rangeType(dtype: DType, device: Device): DType {
  if (dtype.kind === 'int') return int64;
  const support = device.backend.limits.support(float64);
  return support === 'arithmetic' || support === 'accelerated' ? float64 : float32;
}

/**
 * A tensor whose element i, in row-major order, is a function of i.
 *
 * @param name tells this function from others: the kernel is cached by it
 * @param value from the index (in the compute type) and the parameters
 */
export function indexed(
  name: string,
  shape: Shape,
  dtype: DType,
  o: CreationOptions,
  compute: (device: Device) => DType,
  value: (i: Scalar, params: readonly Scalar[]) => Scalar,
  params: readonly number[],
): Tensor {
  const device = toDevice(o.device);
  const type = compute(device);
  // The same numbers in every lane, and counted from the start of one.
  const t = inLanes(null, () => allocateTensor(shape, dtype, device));
  const key = `${name} ${type.id} ${dtype.id}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const words = params.map((_, k) => param(k, type));
    kernel = mapKernel(buildExpr([value(index().to(type), words).to(dtype)], [], params.length));
    kernels.set(key, kernel);
  }
  runMap(kernel, [t], [], params);
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}

/** Parameters of `evenly`: start, end, step, and how many. */
export function spacing(start: number, end: number, steps: number): [number, number, number, number] {
  return [start, end, steps > 1 ? (end - start) / (steps - 1) : 0, steps];
}

/** Element i of evenly spaced numbers; the second half is counted from the end, so that the last one is exact. */
export function evenly(i: Scalar, params: readonly Scalar[]): Scalar {
  const [start, end, step, steps] = params as [Scalar, Scalar, Scalar, Scalar];
  const fromStart = start.add(step.mul(i));
  const fromEnd = end.sub(step.mul(steps.sub(1).sub(i)));
  return i.mul(2).lt(steps).where(fromStart, fromEnd);
}

/** 0, 1, …, n − 1. */
export function counting(length: number, dtype: DType, device: Device): Tensor {
  return indexed(
    'counting',
    Object.freeze([length]),
    dtype,
    { device },
    () => int64,
    (i) => i,
    [],
  );
}
