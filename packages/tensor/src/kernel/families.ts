import type { KernelSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import { UnsupportedError } from '../errors.js';
import { identityExpr } from '../expr/build.js';
import type { Expr } from '../expr/instructions.js';
import { exposed } from '../lanes/expose.js';
import { checkNoLanes } from '../lanes/lanes.js';
import { partOf } from '../op/parts.js';
import type { Shape } from '../shape.js';
import { MAX_RANK, numel } from '../shape.js';
import type { Tensor } from '../tensor.js';
import {
  addBroadcast,
  addStrides,
  mergeBatch,
  mergeReduceSpace,
  mergeSpace,
  openSpace,
  space,
} from './coalesce.js';
import { Kernel, runCommand } from './kernel.js';
import { mapSpec, mapVariant, type ReduceKernel, reduceKey, reduceSpec, reduceVariant } from './specs.js';

export type { ReduceKernel } from './specs.js';

/** Kernels by the part of their key that doesn't depend on the layout. */
const kernels = new Map<string, Kernel>();

function kernel(key: string, specOf: (variant: number) => KernelSpec): Kernel {
  let k = kernels.get(key);
  if (k === undefined) kernels.set(key, (k = new Kernel(specOf)));
  return k;
}

export function mapKernel(expr: Expr): Kernel {
  return kernel(`map ${expr.key}`, (variant) => mapSpec(expr, variant));
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
  if (first.lanes !== null) {
    exposed([...outs, ...ins], first.lanes, first.ndim, (all) =>
      runMap(k, all.slice(0, outs.length), all.slice(outs.length), params),
    );
    return;
  }
  checkNoLanes(ins);
  openSpace(first.shape);
  for (const o of outs) addStrides(o.strides);
  for (const i of ins) addBroadcast(i.shape, i.strides);
  mergeSpace();
  const variant = mapVariant(space.rank, space.contiguous);
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

/** The kernel of a reduction. Building the key costs more than a small kernel: keep the result. */
export function reduceKernel(r: ReduceKernel): Kernel {
  const key = reduceKey(r);
  return kernel(key, (variant) => reduceSpec(r, variant, key));
}

const reduced = new Uint8Array(MAX_RANK);

/**
 * @param outs shapes without the reduced dims (kept as size 1 or dropped: only their strides over `kept` count)
 * @param shape iteration space, to which the inputs broadcast
 * @param dims reduced dims, ascending
 */
export function runReduce(
  k: Kernel,
  outs: readonly Tensor[],
  ins: readonly Tensor[],
  shape: Shape,
  dims: readonly number[],
  params: readonly number[] | null = null,
): void {
  const first = outs[0]!;
  if (first.length === 0) return;
  const rank = shape.length;
  const { lanes } = first;
  if (lanes !== null) {
    const lead = lanes.sizes.length;
    exposed(outs, lanes, 0, (visible) =>
      exposed(ins, lanes, rank, (given) =>
        runReduce(
          k,
          visible,
          given,
          [...lanes.sizes, ...shape],
          dims.map((d) => d + lead),
          params,
        ),
      ),
    );
    return;
  }
  checkNoLanes(ins);
  const kept = rank - dims.length;
  reduced.fill(0, 0, rank);
  for (let i = 0; i < dims.length; i++) reduced[dims[i]!] = 1;
  space.rank = rank;
  space.operands = outs.length + ins.length;
  let keptAt = 0;
  let reducedAt = kept;
  for (let d = 0; d < rank; d++) {
    const isReduced = reduced[d] === 1;
    const at = isReduced ? reducedAt++ : keptAt++;
    space.dims[at] = shape[d]!;
    for (let j = 0; j < outs.length; j++) {
      const o = outs[j]!;
      space.strides[j * MAX_RANK + at] = isReduced ? 0 : o.strides[o.shape.length === rank ? d : at]!;
    }
    for (let j = 0; j < ins.length; j++) {
      const t = ins[j]!;
      const own = d - (rank - t.shape.length);
      space.strides[(outs.length + j) * MAX_RANK + at] = own < 0 || t.shape[own] === 1 ? 0 : t.strides[own]!;
    }
  }
  const border = mergeReduceSpace(kept);
  const variant = reduceVariant(space.rank, border);
  const operands = outs.length === 1 && ins.length === 1 ? [first, ins[0]!] : [...outs, ...ins];
  runCommand(first.device, k.executable(first.device, variant), operands, params);
}

/** Inclusive scan of `input` along `dim` into `out`. */
export function runScan(
  combine: 'sum' | 'prod' | 'min' | 'max',
  out: Tensor,
  input: Tensor,
  dim: number,
): void {
  if (out.length === 0) return;
  const { lanes } = out;
  if (lanes !== null) {
    // A 0-dim lane is scanned over one element.
    exposed([out, input], lanes, Math.max(out.ndim, 1), ([o, i]) =>
      runScan(combine, o!, i!, dim + lanes.sizes.length),
    );
    return;
  }
  checkNoLanes([input]);
  const last = (strides: readonly number[]): number[] => [
    ...strides.filter((_, i) => i !== dim),
    strides[dim] ?? 0,
  ];
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

const matmulKernels: Kernel[] = [];

function matmulKernel(dtype: DType): Kernel {
  const key = `matmul ${dtype.id}`;
  return (matmulKernels[dtype.id] ??= kernel(key, (rank) => ({
    family: 'matmul',
    dtype,
    rank,
    key: `${key} ${rank}`,
  })));
}

/** out[…, m, n] = a[…, m, k] · b[…, k, n]; batch dims of a and b are broadcast to those of out. */
export function runMatmul(out: Tensor, a: Tensor, b: Tensor): void {
  if (out.length === 0) return;
  if (out.lanes !== null) {
    exposed([out, a, b], out.lanes, out.ndim, ([o, x, y]) => runMatmul(o!, x!, y!));
    return;
  }
  if (a.lanes !== null || b.lanes !== null) checkNoLanes([a, b]);
  const { dims, strides } = space;
  const own = out.ndim - 2;
  const operands = [out, a, b];
  for (let i = 0; i < own; i++) dims[i] = out.shape[i]!;
  for (let j = 0; j < 3; j++) {
    const t = operands[j]!;
    const lead = out.ndim - t.ndim;
    for (let i = 0; i < own; i++) {
      strides[j * MAX_RANK + i] = i < lead || t.shape[i - lead] === 1 ? 0 : t.strides[i - lead]!;
    }
  }
  space.operands = 3;
  // The kernel's space has a dim more than the result.
  const batch = own + 3 > MAX_RANK ? mergeBatch(own) : own;
  if (batch + 3 > MAX_RANK) {
    throw new UnsupportedError(
      `matmul: ${own} batch dimensions of these layouts can't be merged into ${MAX_RANK - 3}; reshape the operands to fewer dimensions`,
    );
  }
  dims[batch] = out.shape[own]!;
  dims[batch + 1] = out.shape[own + 1]!;
  dims[batch + 2] = a.shape[a.ndim - 1]!;
  for (let j = 0; j < 3; j++) {
    const t = operands[j]!;
    const at = j * MAX_RANK;
    const row = t.strides[t.ndim - 2]!;
    const column = t.strides[t.ndim - 1]!;
    strides[at + batch] = j === 2 ? 0 : row;
    strides[at + batch + 1] = j === 1 ? 0 : column;
    strides[at + batch + 2] = j === 0 ? 0 : j === 1 ? column : row;
  }
  space.rank = batch + 3;
  runCommand(out.device, matmulKernel(out.dtype).executable(out.device, space.rank), operands, null);
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
  const { lanes } = out;
  if (lanes !== null) {
    exposed([out, ...indices.map((i) => i.index)], lanes, out.ndim, ([o, ...visible]) =>
      exposed([src], lanes, 0, ([from]) =>
        runGather(
          o!,
          from!,
          [...from!.strides.slice(0, lanes.sizes.length), ...strides],
          indices.map((i, k) => ({ ...i, index: visible[k]! })),
        ),
      ),
    );
    return;
  }
  checkNoLanes([src, ...indices.map((i) => i.index)]);
  openSpace(out.shape);
  addStrides(out.strides);
  addStrides(strides);
  for (const i of indices) addBroadcast(i.index.shape, i.index.strides);
  mergeSpace();
  const key = `gather ${out.dtype.id} ${indexKey(indices)}`;
  const indexTypes = indices.map((i) => i.index.dtype);
  const k = kernel(key, (rank) => ({
    family: 'gather',
    dtype: out.dtype,
    indexTypes,
    rank,
    key: `${key} ${rank}`,
  }));
  const params = indices.flatMap((i) => [i.size, i.step]);
  runCommand(
    out.device,
    k.executable(out.device, space.rank),
    [out, src, ...indices.map((i) => i.index)],
    params,
  );
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
  const { lanes } = dst;
  if (lanes !== null) {
    exposed([src, ...indices.map((i) => i.index)], lanes, shape.length, ([from, ...visible]) =>
      exposed([dst], lanes, 0, ([into]) =>
        runScatter(
          mode,
          into!,
          [...into!.strides.slice(0, lanes.sizes.length), ...strides],
          from!,
          indices.map((i, k) => ({ ...i, index: visible[k]! })),
          [...lanes.sizes, ...shape],
        ),
      ),
    );
    return;
  }
  checkNoLanes([src, ...indices.map((i) => i.index)]);
  if (mode === 'add' && dst.dtype.kind === 'complex') {
    // A sum of complex numbers is one of each part.
    const doubled = strides.map((s) => 2 * s);
    const steps = indices.map((i) => ({ ...i, step: 2 * i.step }));
    for (const part of [0, 1] as const) {
      const [into, from] = [partOf(dst, part), partOf(src, part)];
      runScatter(mode, into, doubled, from, steps, shape);
      into.dispose();
      from.dispose();
    }
    return;
  }
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
  runCommand(
    dst.device,
    k.executable(dst.device, space.rank),
    [dst, src, ...indices.map((i) => i.index)],
    params,
  );
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
  const { lanes } = values;
  if (lanes !== null) {
    exposed([values, positions, input], lanes, Math.max(input.ndim, 1), ([v, p, i]) =>
      runSort(v!, p!, i!, dim + lanes.sizes.length, count, descending),
    );
    return;
  }
  checkNoLanes([input]);
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
