import type { DType } from '../../dtype.js';
import {
  bool,
  float32,
  float64,
  getDefaultDtype,
  int8,
  int16,
  int32,
  int64,
  toDType,
  uint8,
} from '../../dtype.js';
import { ArgumentError, ShapeError } from '../../errors.js';
import type { TypedArray } from '../../io/elements.js';
import { encode } from '../../io/elements.js';
import type { NestedArray } from '../../io/read.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { describe, parseOptions } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { checkShape, numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fromBytes } from './creation.js';

export type { CreationOptions };

function typedArrayType(data: ArrayBufferView): DType | null {
  if (data instanceof Float32Array) return float32;
  if (data instanceof Float64Array) return float64;
  if (data instanceof BigInt64Array) return int64;
  if (data instanceof Int32Array) return int32;
  if (data instanceof Int16Array) return int16;
  if (data instanceof Int8Array) return int8;
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return uint8;
  return null;
}

function flatten(data: unknown, depth: number, shape: number[], into: (number | bigint | boolean)[]): void {
  if (!Array.isArray(data)) {
    if (typeof data !== 'number' && typeof data !== 'bigint' && typeof data !== 'boolean') {
      throw new ArgumentError(`tensor: elements must be numbers or booleans, got ${describe(data)}`);
    }
    if (depth !== shape.length)
      throw new ShapeError(`tensor: a number stands where an array of ${shape[depth]} was expected`);
    into.push(data);
    return;
  }
  if (depth === shape.length || data.length !== shape[depth]) {
    throw new ShapeError(
      `tensor: the nested arrays are ragged: found ${data.length} elements at depth ${depth} where ${shape[depth] ?? 'a number'} was expected`,
    );
  }
  for (const v of data) flatten(v, depth + 1, shape, into);
}

/** Literals of numbers make float32, also when all are integers (JavaScript can't tell 1.0 from 1); bigint int64. */
function inferType(values: readonly (number | bigint | boolean)[]): DType {
  if (values.length === 0) return getDefaultDtype();
  if (values.every((v) => typeof v === 'boolean')) return bool;
  if (values.every((v) => typeof v === 'bigint')) return int64;
  return getDefaultDtype();
}

/**
 * A tensor of the given values, copied.
 *
 * @param data a number, nested arrays of numbers, or a typed array (1-dim unless `shape` is given)
 * @param options.shape for flat data: sizes to give it
 * @param options.dtype default: that of the typed array; float32 for numbers, bool for booleans, int64 for bigints
 * @throws ShapeError for ragged arrays
 */
export const tensor: FunctionOp<
  (
    data: NestedArray | TypedArray | Uint8ClampedArray,
    options?: CreationOptions & { shape?: readonly number[] },
  ) => Tensor
> = defineOp(
  {
    name: 'tensor',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    samples: () => [],
    errors: () => [
      { args: [[[1, 2], [3]]], error: ShapeError, message: 'ragged' },
      { args: [[1], { dtyp: 'int64' }], error: ArgumentError, message: "unknown option 'dtyp'" },
    ],
  },
  (data: unknown, options?: unknown) => {
    const o = parseOptions('tensor', options, {
      ...creationDefaults,
      shape: null as readonly number[] | null,
    });
    let values: ArrayLike<number | bigint | boolean>;
    let shape: Shape;
    let natural: DType;
    if (ArrayBuffer.isView(data)) {
      const type = typedArrayType(data);
      if (type === null) throw new ArgumentError(`tensor: ${describe(data)} has no dtype; convert it first`);
      values = data as unknown as ArrayLike<number | bigint>;
      natural = type;
      shape = [values.length];
    } else {
      const sizes: number[] = [];
      for (let d = data; Array.isArray(d); d = d[0]) sizes.push(d.length);
      const list: (number | bigint | boolean)[] = [];
      flatten(data, 0, sizes, list);
      values = list;
      natural = inferType(list);
      shape = sizes;
    }
    if (o.shape !== null) {
      const given = checkShape('tensor', o.shape);
      if (numel(given) !== values.length) {
        throw new ShapeError(`tensor: ${values.length} values don't fill shape [${given.join(', ')}]`);
      }
      shape = given;
    }
    const dtype = o.dtype === null ? natural : toDType(o.dtype);
    const raw = ArrayBuffer.isView(data) && dtype === natural;
    const bytes = raw ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : encode(values, dtype);
    const t = fromBytes(bytes, checkShape('tensor', shape as number[]), dtype, o.device);
    return o.requiresGrad ? t.requiresGrad_() : t;
  },
);
