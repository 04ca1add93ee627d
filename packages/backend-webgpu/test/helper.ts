import {
  type Backend,
  type BufferHandle,
  type DType,
  type Expr,
  float32,
  type Instruction,
  int32,
  int64,
  type KernelSpec,
  type ScalarOp,
} from '@cresset/tensor/backend';

/** An instruction in short: op, dtype, arguments, value. */
export type Short = readonly [op: ScalarOp, dtype: DType, args?: readonly number[], value?: number];

/** An expression written by hand; `outputs` defaults to the last instruction. */
export function expr(
  inputs: readonly DType[],
  code: readonly Short[],
  outputs = [code.length - 1],
  params = 0,
): Expr {
  const full: Instruction[] = code.map(([op, dtype, args = [], value = 0]) => ({ op, dtype, args, value }));
  const key = JSON.stringify([inputs.map(String), params, code.map((c) => c.map(String)), outputs]);
  return { inputs, params, code: full, outputs, outputTypes: outputs.map((o) => full[o].dtype), key };
}

export interface Operand {
  readonly buffer: BufferHandle;
  readonly offset: number;
  readonly strides: readonly number[];
}

const arrays = (dtype: DType) => {
  switch (dtype) {
    case float32:
      return Float32Array;
    case int32:
      return Int32Array;
    default:
      return Uint8Array;
  }
};

const bytesOf = (dtype: DType, values: readonly number[]): Uint8Array => {
  const list = dtype === int64 ? BigInt64Array.from(values.map(BigInt)) : arrays(dtype).from(values);
  return new Uint8Array(list.buffer);
};

export function place(
  backend: Backend,
  dtype: DType,
  values: readonly number[],
  strides: readonly number[] = [1],
  offset = 0,
): Operand {
  const buffer = backend.allocate(values.length * dtype.bytes);
  backend.upload(buffer, 0, bytesOf(dtype, values));
  return { buffer, offset, strides };
}

export async function elements(backend: Backend, { buffer }: Operand, dtype: DType): Promise<number[]> {
  const { buffer: memory } = await backend.download(buffer, 0, buffer.byteLength);
  if (dtype === int64) return Array.from(new BigInt64Array(memory), Number);
  return Array.from(new (arrays(dtype))(memory as ArrayBuffer));
}

/** Runs one kernel. */
export function run(
  backend: Backend,
  spec: KernelSpec,
  dims: readonly number[],
  operands: readonly Operand[],
  params: readonly number[] = [],
): void {
  const { batch } = backend;
  const words = [backend.prepare(spec), dims.length, ...dims];
  for (const o of operands) words.push(o.buffer.id, o.offset, ...o.strides);
  words.push(...params);
  batch.words.set(words);
  batch.length = words.length;
  batch.buffers.splice(0, batch.buffers.length, ...operands.map((o) => o.buffer));
  batch.operands = operands.length;
  batch.count = 1;
  try {
    backend.submit(batch);
  } finally {
    batch.length = batch.operands = batch.count = 0;
    batch.buffers.length = 0;
  }
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
