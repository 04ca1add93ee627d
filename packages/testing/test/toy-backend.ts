import type { Backend, Batch, BufferHandle, DType, Expr, KernelSpec, Limits } from '@cresset/tensor/backend';
import {
  createBatch,
  OutOfMemoryError,
  UnsupportedError,
  uniform32,
  uniform64,
} from '@cresset/tensor/backend';
import { functions } from './toy-math.js';

// A backend written from outside, through the public contract only, in the crudest way that is still right: every
// kernel is interpreted element by element in JavaScript's numbers. It does three of the seven families.

type Elements = Float64Array | Float32Array | Int32Array | Uint8Array | BigInt64Array;
const small = { int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };
const views = { float64: Float64Array, float32: Float32Array, int64: BigInt64Array, ...small };
const viewOf = (t: DType) => (t.name in views ? views[t.name as keyof typeof views] : null);

interface ToyBuffer extends BufferHandle {
  readonly memory: ArrayBuffer;
}

/** Brings a number into a dtype, as storing and loading it would. */
function into(v: number, t: DType): number {
  if (t.name === 'float32') return Math.fround(v);
  if (t.name === 'bool') return v !== 0 ? 1 : 0;
  if (t.name === 'uint8') return Math.trunc(v) & 255;
  if (t.name === 'int32') return Math.trunc(v) | 0;
  if (t.name !== 'int64' || Number.isSafeInteger(v)) return v;
  return Number(BigInt.asIntN(64, BigInt(Number.isFinite(v) ? Math.trunc(v) : 0)));
}

/** The results of an expression. */
function evaluate(e: Expr, inputs: readonly number[], params: readonly number[], index: number): number[] {
  const v: number[] = [];
  for (const { op, dtype, args, value } of e.code) {
    const [a, b, c] = args.map((i) => v[i]!) as [number, number, number];
    if (op === 'load') v.push(inputs[value]!);
    else if (op === 'param') v.push(into(params[value]!, dtype));
    else if (op === 'const') v.push(into(value, dtype));
    else if (op === 'index') v.push(index);
    else if (op === 'where') v.push(a !== 0 ? b : c);
    else if (op === 'uniform') v.push((dtype.name === 'float64' ? uniform64 : uniform32)(a, b, c));
    else v.push(into(functions[op]!(a, b, e.code[args[0]!]!.dtype), dtype));
  }
  return e.outputs.map((o) => v[o]!);
}

/** A command with its operands: element of operand k at an index with one number a dimension. */
interface Command {
  readonly dims: readonly number[];
  readonly params: readonly number[];
  get(k: number, index: readonly number[]): number;
  set(k: number, index: readonly number[], value: number): void;
}

/** Calls `body` with every index of dims[from…to), the rest of `index` staying as it is, and with a running count. */
function each(c: Command, from: number, to: number, index: number[], body: (count: number) => void): void {
  let count = 0;
  const visit = (d: number): void => {
    if (d === to) body(count++);
    else for (index[d] = 0; index[d]! < c.dims[d]!; index[d]!++) visit(d + 1);
  };
  visit(from);
}

function store(c: Command, index: readonly number[], results: readonly number[]): void {
  for (let k = 0; k < results.length; k++) c.set(k, index, results[k]!);
}

type Reduce = Extract<KernelSpec, { family: 'reduce' }>;

/** The next state of a reduction: value and, for the extremes, its position. */
function combine(s: Reduce, [best, at]: [number, number], v: number, i: number): [number, number] {
  if (s.combine === 'sum')
    return [into(best + v, s.accumulate.isFloatingPoint ? float64Like : s.accumulate), 0];
  if (s.combine === 'prod')
    return [into(best * v, s.accumulate.isFloatingPoint ? float64Like : s.accumulate), 0];
  if (s.combine === 'any') return [best || v, 0];
  if (s.combine === 'all') return [best && v, 0];
  const wins = s.combine.endsWith('min') ? v < best : v > best;
  return i === 0 || (!Number.isNaN(best) && (wins || Number.isNaN(v))) ? [v, i] : [best, at];
}

const float64Like = { name: 'float64' } as DType;

function run(s: KernelSpec, c: Command): void {
  const n = c.dims.length;
  const index = new Array<number>(n).fill(0);
  if (s.family === 'map') {
    each(c, 0, n, index, (count) => {
      const inputs = s.expr.inputs.map((_, k) => c.get(s.expr.outputs.length + k, index));
      store(c, index, evaluate(s.expr, inputs, c.params, count));
    });
  } else if (s.family === 'matmul') {
    each(c, 0, n - 1, index, () => {
      let sum = 0;
      each(c, n - 1, n, index, () => {
        sum += c.get(1, index) * c.get(2, index);
      });
      c.set(0, index, into(sum, s.dtype));
    });
  } else if (s.family === 'reduce') {
    each(c, 0, s.kept, index, () => {
      let state: [number, number] = [s.combine === 'prod' || s.combine === 'all' ? 1 : 0, 0];
      each(c, s.kept, n, index, (i) => {
        const inputs = s.prologue.inputs.map((_, k) => c.get(s.epilogue.outputs.length + k, index));
        state = combine(s, state, evaluate(s.prologue, inputs, c.params, i)[0]!, i);
      });
      const value = [into(state[0], s.accumulate), state[1]];
      store(c, index, evaluate(s.epilogue, value, c.params.slice(s.prologue.params), 0));
    });
  }
}

/** The dtypes of a kernel's operands, outputs first. */
function operandsOf(s: KernelSpec): readonly DType[] {
  if (s.family === 'map') return [...s.expr.outputTypes, ...s.expr.inputs];
  if (s.family === 'reduce') return [...s.epilogue.outputTypes, ...s.prologue.inputs];
  if (s.family === 'matmul') return [s.dtype, s.dtype, s.dtype];
  throw new UnsupportedError(`toy: has no ${s.family} kernels`);
}

const limits: Limits = {
  support: (t) => (viewOf(t) === null ? 'none' : 'arithmetic'),
  maxBufferBytes: 2 ** 28,
  maxRank: 32,
  maxBindings: 64,
  chunk: null,
};

export class ToyBackend implements Backend {
  readonly name = 'toy';
  readonly limits = limits;
  readonly families = new Set(['map', 'reduce', 'matmul'] as const);
  readonly batch: Batch = createBatch();
  private readonly kernels: KernelSpec[] = [];
  private made = 0;

  allocate(bytes: number): ToyBuffer {
    if (bytes > limits.maxBufferBytes) throw new OutOfMemoryError(`toy: no buffer of ${bytes} bytes`);
    return { id: ++this.made, byteLength: bytes, memory: new ArrayBuffer(bytes) };
  }

  release(): void {}

  upload(b: BufferHandle, byteOffset: number, bytes: Uint8Array): void {
    new Uint8Array((b as ToyBuffer).memory).set(bytes, byteOffset);
  }

  async download(b: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    return new Uint8Array((b as ToyBuffer).memory.slice(byteOffset, byteOffset + byteLength));
  }

  prepare(spec: KernelSpec): number {
    operandsOf(spec);
    return this.kernels.push(spec);
  }

  submit({ words, buffers, length }: Batch): void {
    const spec = this.kernels[words[0]! - 1]!;
    const rank = words[1]!;
    const types = operandsOf(spec);
    const at = (k: number) => 2 + rank + k * (2 + rank);
    const elements: Elements[] = types.map((t, k) => new (viewOf(t)!)((buffers[k] as ToyBuffer).memory));
    const place = (k: number, index: readonly number[]) =>
      index.reduce((sum, i, d) => sum + i * words[at(k) + 2 + d]!, words[at(k) + 1]!);
    run(spec, {
      dims: Array.from(words.subarray(2, 2 + rank)),
      params: Array.from(words.subarray(at(types.length), length)),
      get: (k, index) => Number(elements[k]![place(k, index)]),
      set: (k, index, v) => {
        elements[k]![place(k, index)] = types[k]!.name === 'int64' ? BigInt(v) : v;
      },
    });
  }

  async synchronize(): Promise<void> {}

  dispose(): void {}
}
