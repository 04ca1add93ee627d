import { ArgumentError, DTypeError } from './errors.js';

export type DTypeName =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/** Categories in the order of type promotion: a higher category wins over a lower one. */
export type DTypeKind = 'bool' | 'int' | 'float' | 'complex';

/** An element type. There is one object per type, so `x.dtype === float32` is the comparison to write. */
export class DType {
  constructor(
    readonly name: DTypeName,
    /** Small stable number; tables are indexed by it, and native code knows types by it. */
    readonly id: number,
    /** Bytes an element takes in storage. */
    readonly bytes: number,
    readonly kind: DTypeKind,
  ) {}

  get isFloatingPoint(): boolean {
    return this.kind === 'float';
  }

  get isComplex(): boolean {
    return this.kind === 'complex';
  }

  /** Whether the type can carry a gradient. */
  get isDifferentiable(): boolean {
    return this.kind === 'float' || this.kind === 'complex';
  }

  toString(): string {
    return this.name;
  }

  toJSON(): string {
    return this.name;
  }
}

export const bool = new DType('bool', 0, 1, 'bool');
export const uint8 = new DType('uint8', 1, 1, 'int');
export const int8 = new DType('int8', 2, 1, 'int');
export const int16 = new DType('int16', 3, 2, 'int');
export const int32 = new DType('int32', 4, 4, 'int');
export const int64 = new DType('int64', 5, 8, 'int');
export const float16 = new DType('float16', 6, 2, 'float');
export const bfloat16 = new DType('bfloat16', 7, 2, 'float');
export const float32 = new DType('float32', 8, 4, 'float');
export const float64 = new DType('float64', 9, 8, 'float');
export const complex64 = new DType('complex64', 10, 8, 'complex');
export const complex128 = new DType('complex128', 11, 16, 'complex');

/** All types; `dtypes[t.id] === t`. */
export const dtypes: readonly DType[] = [
  bool,
  uint8,
  int8,
  int16,
  int32,
  int64,
  float16,
  bfloat16,
  float32,
  float64,
  complex64,
  complex128,
];

const byName = new Map<string, DType>(dtypes.map((t) => [t.name, t]));

/** A dtype given as the object or by name: `float32` or `'float32'`. */
export type DTypeLike = DType | DTypeName;

let defaultType: DType = float32;
const whenChanged: (() => void)[] = [];

/** The floating type of literals, random numbers and the results of `exp(integers)`: float32, until it is set. */
export function getDefaultDtype(): DType {
  return defaultType;
}

/**
 * Sets the floating type that tensors get where none is given.
 *
 * @throws DTypeError for a dtype that isn't floating-point
 */
export function setDefaultDtype(dtype: DTypeLike): void {
  const t = toDType(dtype);
  if (t.kind !== 'float') {
    throw new DTypeError(`setDefaultDtype: only a floating-point dtype can be the default, got ${t}`);
  }
  if (t === defaultType) return;
  defaultType = t;
  for (const forget of whenChanged) forget();
}

/** Calls `forget` when the default changes: for caches that results of integers depend on. @internal */
export function onDefaultDtype(forget: () => void): void {
  whenChanged.push(forget);
}

/** @throws ArgumentError for a name that is no dtype */
export function toDType(t: DTypeLike): DType {
  if (t instanceof DType) return t;
  const found = byName.get(t as string);
  if (found === undefined) {
    throw new ArgumentError(
      `dtype: ${String(t)} is no dtype; known are ${dtypes.map((d) => d.name).join(', ')}`,
    );
  }
  return found;
}
