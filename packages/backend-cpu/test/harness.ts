import {
  type BufferHandle,
  type DType,
  type Expr,
  float64 as F64,
  type Instruction,
  type KernelSpec,
  type ScalarOp,
} from '@cresset/tensor/backend';
import { type CpuBackend, cpu } from '../src/index.js';

export const backend: CpuBackend = cpu();

type TypedArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const arrays: Readonly<Record<string, new (b: ArrayBufferLike) => TypedArray>> = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
};

/** A strided window on a buffer, as the core would hold it. */
export interface View {
  readonly buffer: BufferHandle;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export function rowMajor(shape: readonly number[]): number[] {
  const strides: number[] = new Array(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function bytesOf(dtype: DType, values: readonly (number | bigint)[]): Uint8Array {
  const A = arrays[dtype.name] as unknown as { from(v: readonly unknown[]): TypedArray };
  const typed = A.from(dtype.name === 'int64' ? values.map((v) => BigInt(v)) : values);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

/** Raw element bits for halves, real and imaginary parts in turn for complex types. */
export function from(dtype: DType, shape: readonly number[], values: readonly (number | bigint)[]): View {
  const buffer = backend.allocate(product(shape) * dtype.bytes);
  backend.upload(buffer, 0, bytesOf(dtype, values));
  return { buffer, dtype, shape, strides: rowMajor(shape), offset: 0 };
}

export function empty(dtype: DType, shape: readonly number[]): View {
  return {
    buffer: backend.allocate(product(shape) * dtype.bytes),
    dtype,
    shape,
    strides: rowMajor(shape),
    offset: 0,
  };
}

/** Dense values of a buffer from the start; int64 as numbers. */
export function read(v: View): number[] {
  const bytes = backend.downloadSync(v.buffer, 0, v.buffer.byteLength);
  const typed = new arrays[v.dtype.name](bytes.buffer);
  return Array.from(typed as unknown as ArrayLike<number | bigint>, (x) => Number(x));
}

/** A step of an expression under construction: [op, type, arguments, value]. */
export type Step = readonly [op: ScalarOp, dtype: DType, args?: readonly number[], value?: number];

let keys = 0;

export function expr(
  inputs: readonly DType[],
  steps: readonly Step[],
  outputs: readonly number[] = [steps.length - 1],
): Expr {
  const code: Instruction[] = steps.map(([op, dtype, args = [], value = 0]) => ({ op, dtype, args, value }));
  return {
    inputs,
    params: code.reduce((n, i) => (i.op === 'param' ? Math.max(n, i.value + 1) : n), 0),
    code,
    outputs,
    outputTypes: outputs.map((o) => code[o].dtype),
    key: `test${keys++}`,
  };
}

/** Loads of all inputs, then an instruction on them. */
export function simple(op: ScalarOp, inputs: readonly DType[], result: DType): Expr {
  return expr(inputs, [
    ...inputs.map((t, i): Step => ['load', t, [], i]),
    [op, result, inputs.map((_, i) => i)],
  ]);
}

export const identity = (dtype: DType): Expr => expr([dtype], [['load', dtype, [], 0]]);

/** Writes one command and runs it. Strides are those of the iteration space, one list an operand. */
export function command(
  executable: number,
  dims: readonly number[],
  operands: readonly (readonly [View, readonly number[]])[],
  params: readonly number[] = [],
): void {
  const { batch } = backend;
  const words = [executable, dims.length, ...dims];
  for (const [view, strides] of operands) words.push(view.buffer.id, view.offset, ...strides);
  words.push(...params);
  batch.words.set(words);
  batch.length = words.length;
  batch.count = 1;
  batch.operands = operands.length;
  for (let i = 0; i < operands.length; i++) batch.buffers[i] = operands[i][0].buffer;
  try {
    backend.submit(batch);
  } finally {
    batch.length = batch.count = batch.operands = 0;
  }
}

let specs = 0;
export const spec = <S extends Omit<KernelSpec, 'key'>>(s: S): KernelSpec =>
  ({ ...s, key: `spec${specs++}` }) as unknown as KernelSpec;

/** Runs an expression over dense operands of one length and returns the first output. */
export function mapDense(
  e: Expr,
  inputs: readonly View[],
  n: number,
  params: readonly number[] = [],
): View[] {
  const outputs = e.outputTypes.map((t) => empty(t, [n]));
  const id = backend.prepare(spec({ family: 'map', rank: 1, expr: e, contiguous: true }));
  command(
    id,
    [n],
    [...outputs, ...inputs].map((v) => [v, [product(v.shape) === 1 && n !== 1 ? 0 : 1]] as const),
    params,
  );
  return outputs;
}

/** Runs an expression over strided views of one shape into dense outputs. */
export function mapStrided(
  e: Expr,
  shape: readonly number[],
  inputs: readonly View[],
  params: readonly number[] = [],
): View[] {
  const outputs = e.outputTypes.map((t) => empty(t, shape));
  const id = backend.prepare(spec({ family: 'map', rank: shape.length, expr: e, contiguous: false }));
  command(
    id,
    shape,
    [...outputs, ...inputs].map((v) => [v, v.strides] as const),
    params,
  );
  return outputs;
}

export const float64 = F64;
