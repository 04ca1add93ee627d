import type { Combine, KernelSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import type { Expr } from '../expr/instructions.js';
import { identityExpr } from '../expr/build.js';
import type { Shape } from '../shape.js';
import { broadcastStrides, numel } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { addBroadcast, addStrides, mergeReduceSpace, mergeSpace, openSpace, space } from './coalesce.js';
import { Kernel, runCommand } from './kernel.js';

/** Kernels by the part of their key that doesn't depend on the layout. */
const kernels = new Map<string, Kernel>();

function kernel(key: string, specOf: (variant: number) => KernelSpec): Kernel {
  let k = kernels.get(key);
  if (k === undefined) kernels.set(key, (k = new Kernel(specOf)));
  return k;
}

export function mapKernel(expr: Expr): Kernel {
  return kernel(`map ${expr.key}`, (variant) => {
    const rank = variant >> 1;
    const contiguous = (variant & 1) === 1;
    return { family: 'map', expr, rank, contiguous, key: `map ${expr.key} ${rank} ${contiguous}` };
  });
}

/** outs = expr(ins), inputs broadcast to the shape of the outputs. */
export function runMap(
  k: Kernel,
  outs: readonly Tensor[],
  ins: readonly Tensor[],
  params: readonly number[] | null = null,
): void {
  const first = outs[0]!;
  if (first.length === 0) return;
  openSpace(first.shape);
  for (const o of outs) addStrides(o.strides);
  for (const i of ins) addBroadcast(i.shape, i.strides);
  mergeSpace();
  const variant = space.rank * 2 + (space.contiguous ? 1 : 0);
  runCommand(first.device, k.executable(first.device, variant), [...outs, ...ins], params);
}

const copyExprs = new Map<number, Expr>();

/** target = source, with broadcasting and a cast where needed. */
export function runCopy(target: Tensor, source: Tensor, castExpr: (from: DType, to: DType) => Expr): void {
  const key = source.dtype.id * 16 + target.dtype.id;
  let expr = copyExprs.get(key);
  if (expr === undefined) {
    expr = source.dtype === target.dtype ? identityExpr(source.dtype) : castExpr(source.dtype, target.dtype);
    copyExprs.set(key, expr);
  }
  runMap(mapKernel(expr), [target], [source]);
}

export interface ReduceKernel {
  readonly prologue: Expr;
  readonly combine: Combine;
  readonly accumulate: DType;
  readonly epilogue: Expr;
}

/**
 * @param outs shapes without the reduced dims (kept as size 1 or dropped: only their strides over `kept` count)
 * @param dims reduced dims, ascending
 */
export function runReduce(
  r: ReduceKernel,
  outs: readonly Tensor[],
  ins: readonly Tensor[],
  shape: Shape,
  dims: readonly number[],
  params: readonly number[] | null = null,
): void {
  const first = outs[0]!;
  if (first.length === 0) return;
  const kept = shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const order = [...kept, ...dims];
  openSpace(order.map((d) => shape[d]!));
  for (const o of outs) {
    const withDims = o.shape.length === shape.length;
    addStrides(order.map((d, i) => (i >= kept.length ? 0 : o.strides[withDims ? d : i]!)));
  }
  for (const t of ins) {
    const s = broadcastStrides(t.shape, t.strides, shape);
    addStrides(order.map((d) => s[d]!));
  }
  const border = mergeReduceSpace(kept.length);
  const variant = space.rank * 32 + border;
  const key = `reduce ${r.combine} ${r.accumulate.id} ${r.prologue.key} => ${r.epilogue.key}`;
  const k = kernel(key, (v) => ({ family: 'reduce', ...r, rank: v >> 5, kept: v & 31, key: `${key} ${v}` }));
  runCommand(first.device, k.executable(first.device, variant), [...outs, ...ins], params);
}

/** Inclusive scan of `input` along `dim` into `out`. */
export function runScan(combine: 'sum' | 'prod' | 'min' | 'max', out: Tensor, input: Tensor, dim: number): void {
  if (out.length === 0) return;
  const last = (strides: readonly number[]): number[] => [...strides.filter((_, i) => i !== dim), strides[dim] ?? 0];
  openSpace(out.ndim === 0 ? [1] : last(out.shape));
  addStrides(out.ndim === 0 ? [0] : last(out.strides));
  addStrides(input.ndim === 0 ? [0] : last(input.strides));
  const key = `scan ${combine} ${input.dtype.id} ${out.dtype.id}`;
  const k = kernel(key, (rank) => ({
    family: 'scan',
    combine,
    inputType: input.dtype,
    dtype: out.dtype,
    rank,
    key: `${key} ${rank}`,
  }));
  runCommand(out.device, k.executable(out.device, space.rank), [out, input], null);
}

/** out[…, m, n] = a[…, m, k] · b[…, k, n]; batch dims of a and b are broadcast to those of out. */
export function runMatmul(out: Tensor, a: Tensor, b: Tensor): void {
  if (out.length === 0) return;
  const batch = out.shape.slice(0, -2);
  const [m, n] = [out.shape[out.ndim - 2]!, out.shape[out.ndim - 1]!];
  const k = a.shape[a.ndim - 1]!;
  openSpace([...batch, m, n, k]);
  const tail = (t: Tensor, i: number): number => t.strides[t.ndim - i]!;
  const lead = (t: Tensor): readonly number[] => broadcastStrides(t.shape.slice(0, -2), t.strides.slice(0, -2), batch);
  addStrides([...lead(out), tail(out, 2), tail(out, 1), 0]);
  addStrides([...lead(a), tail(a, 2), 0, tail(a, 1)]);
  addStrides([...lead(b), 0, tail(b, 1), tail(b, 2)]);
  const key = `matmul ${out.dtype.id}`;
  const kern = kernel(key, (rank) => ({ family: 'matmul', dtype: out.dtype, rank, key: `${key} ${rank}` }));
  runCommand(out.device, kern.executable(out.device, space.rank), [out, a, b], null);
}

/** One index tensor of a gather or scatter: where it points, and how far a step goes. */
export interface IndexOperand {
  /** Broadcastable to the iteration space; int64 or int32. */
  readonly index: Tensor;
  readonly size: number;
  /** Elements of the indexed tensor a step of the index moves. */
  readonly step: number;
}

const indexKey = (indices: readonly IndexOperand[]): string => indices.map((i) => i.index.dtype.id).join(',');

/** out[i] = src[i·strides + Σ index·step]. `strides` are those of src over the dims of out (0 where an index decides). */
export function runGather(
  out: Tensor,
  src: Tensor,
  strides: readonly number[],
  indices: readonly IndexOperand[],
): void {
  if (out.length === 0) return;
  openSpace(out.shape);
  addStrides(out.strides);
  addStrides(strides);
  for (const i of indices) addBroadcast(i.index.shape, i.index.strides);
  mergeSpace();
  const key = `gather ${out.dtype.id} ${indexKey(indices)}`;
  const indexTypes = indices.map((i) => i.index.dtype);
  const k = kernel(key, (rank) => ({ family: 'gather', dtype: out.dtype, indexTypes, rank, key: `${key} ${rank}` }));
  const params = indices.flatMap((i) => [i.size, i.step]);
  runCommand(out.device, k.executable(out.device, space.rank), [out, src, ...indices.map((i) => i.index)], params);
}

export type ScatterMode = 'set' | 'add' | 'mul' | 'min' | 'max';

/** dst[i·strides + Σ index·step] ⊕= src[i] for all i in `shape`, to which src and the indices are broadcast. */
export function runScatter(
  mode: ScatterMode,
  dst: Tensor,
  strides: readonly number[],
  src: Tensor,
  indices: readonly IndexOperand[],
  shape: Shape,
): void {
  if (numel(shape) === 0) return;
  openSpace(shape);
  addStrides(strides);
  addBroadcast(src.shape, src.strides);
  for (const i of indices) addBroadcast(i.index.shape, i.index.strides);
  mergeSpace();
  const key = `scatter ${mode} ${dst.dtype.id} ${indexKey(indices)}`;
  const indexTypes = indices.map((i) => i.index.dtype);
  const k = kernel(key, (rank) => ({
    family: 'scatter',
    mode,
    dtype: dst.dtype,
    indexTypes,
    rank,
    key: `${key} ${rank}`,
  }));
  const params = indices.flatMap((i) => [i.size, i.step]);
  runCommand(dst.device, k.executable(dst.device, space.rank), [dst, src, ...indices.map((i) => i.index)], params);
}

/** The `count` first of `input` sorted along `dim` (stable), with their positions. */
export function runSort(
  values: Tensor,
  positions: Tensor,
  input: Tensor,
  dim: number,
  count: number,
  descending: boolean,
): void {
  if (values.length === 0) return;
  const last = (list: readonly number[]): number[] => [...list.filter((_, i) => i !== dim), list[dim]!];
  const scalar = input.ndim === 0;
  openSpace(scalar ? [1] : last(input.shape));
  for (const t of [values, positions, input]) addStrides(scalar ? [0] : last(t.strides));
  const key = `sort ${input.dtype.id} ${positions.dtype.id} ${descending}`;
  const k = kernel(key, (rank) => ({
    family: 'sort',
    dtype: input.dtype,
    indexType: positions.dtype,
    descending,
    rank,
    key: `${key} ${rank}`,
  }));
  runCommand(input.device, k.executable(input.device, space.rank), [values, positions, input], [count]);
}
