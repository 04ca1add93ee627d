import type { DeviceLike } from '../../device.js';
import { toDevice } from '../../device.js';
import type { DType, DTypeLike } from '../../dtype.js';
import { float64, getDefaultDtype, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { param } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { inLanes } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { OpInfo, Sample, SampleMaker } from '../../op/info.js';
import { describe, parseOptions } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { checkShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';

/** Options of every function that makes a tensor. */
export interface CreationOptions {
  /** Element type; the default depends on the function, mostly float32. */
  dtype?: DTypeLike | null;
  /** Default: the default device. */
  device?: DeviceLike | null;
  /** Whether to collect a gradient (default false). */
  requiresGrad?: boolean;
}

export const creationDefaults: Required<CreationOptions> = { dtype: null, device: null, requiresGrad: false };

/** Sizes; a number stands for one dimension. */
export type Size = number | readonly number[];

export function toShape(op: string, size: Size): Shape {
  return checkShape(op, typeof size === 'number' ? [size] : size);
}

const fills: (Kernel | undefined)[] = [];

function fillKernel(dtype: DType): Kernel {
  // A complex fill has no imaginary part; kernels cast the real parameter.
  const type = dtype.kind === 'complex' ? float64 : dtype;
  return mapKernel(buildExpr([param(0, type).to(dtype)], [], 1));
}

/** Writes `value` into every element of `t`; nothing is checked or recorded. */
export function fillWith(t: Tensor, value: number): void {
  const { id } = t.dtype;
  fills[id] ??= fillKernel(t.dtype);
  runMap(fills[id], [t], [], [value]);
}

export function fullOf(shape: Shape, value: number, dtype: DType, o: CreationOptions): Tensor {
  const t = allocateTensor(shape, dtype, toDevice(o.device));
  fillWith(t, value);
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}

/** Uploads raw storage bytes as a new tensor. */
export function fromBytes(bytes: Uint8Array, shape: Shape, dtype: DType, device: DeviceLike | null): Tensor {
  const t = inLanes(null, () => allocateTensor(shape, dtype, toDevice(device)));
  if (bytes.byteLength > 0) t.device.backend.upload(t.buffer, t.offset * dtype.bytes, bytes);
  return t;
}

const likeSamples = (make: SampleMaker): readonly Sample[] => [
  [make.tensor([3, 4])],
  [make.tensor([]), { dtype: 'int32' }],
  [make.tensor([0, 2])],
];

/**
 * Declares `zeros` and its kin: a shape and creation options in, a tensor out.
 * @param value null: uninitialised
 */
export function defineFilled<O>(name: string, value: number | null): O {
  return defineOp(
    {
      name,
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      // What uninitialised memory holds can't be compared.
      samples: () =>
        value === null
          ? [[[0, 2]], [[2, 0]]]
          : [[[2, 3]], [[]], [[0, 2]], [[3], { dtype: 'int64' }], [[2], { dtype: 'bool' }]],
      errors: () => [
        { args: [[2], { dtyp: 'int64' }], error: ArgumentError, message: `${name}: unknown option 'dtyp'` },
      ],
    },
    (size: Size, options?: unknown) => {
      const o = parseOptions(name, options, creationDefaults);
      return filled(toShape(name, size), value, o.dtype === null ? getDefaultDtype() : toDType(o.dtype), o);
    },
  );
}

/** Declares `zerosLike` and its kin: shape, dtype and device come from a tensor. */
export function defineFilledLike<O>(name: string, value: number | null): O {
  return defineOp(
    {
      name,
      kind: 'creation',
      method: false,
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      // What is uninitialised can be compared only where there is nothing of it.
      samples: (make) => (value === null ? [[make.tensor([0, 2])]] : likeSamples(make)),
    },
    (input: Tensor, options?: unknown) => {
      const o = parseOptions(name, options, creationDefaults);
      return filled(input.shape, value, ...likeOf(name, input, o));
    },
  );
}

/** Declares the method `newZeros` and its kin: dtype and device come from the tensor, the shape is given. */
export function defineNewFilled<O>(name: string, value: number | null): O {
  return defineOp(
    {
      name,
      kind: 'creation',
      dtypes: 'any',
      differentiable: false,
      tolerance: 'exact',
      torch: `torch.Tensor.${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`,
      samples: (make) =>
        value === null
          ? [[make.tensor([3]), [0, 2]]]
          : [
              [make.tensor([3]), [2, 3]],
              [make.tensor([]), [0], { dtype: 'int64' }],
            ],
    } satisfies Partial<OpInfo>,
    (input: Tensor, size: Size, options?: unknown) => {
      const o = parseOptions(name, options, creationDefaults);
      return filled(toShape(name, size), value, ...likeOf(name, input, o));
    },
  );
}

/** Dtype and options of a tensor made after the model of another. */
export function likeOf(name: string, input: unknown, o: Required<CreationOptions>): [DType, CreationOptions] {
  if (!(input instanceof Tensor))
    throw new ArgumentError(`${name}: input must be a tensor, got ${describe(input)}`);
  input.assertAlive(name);
  return [o.dtype === null ? input.dtype : toDType(o.dtype), { ...o, device: o.device ?? input.device }];
}

function filled(shape: Shape, value: number | null, dtype: DType, o: CreationOptions): Tensor {
  if (value !== null) return fullOf(shape, value, dtype, o);
  const t = allocateTensor(shape, dtype, toDevice(o.device));
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}
