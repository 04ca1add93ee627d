import type { DType } from '../dtype.js';
import type { Expr } from '../expr/instructions.js';

/**
 * Kernel specs: what a backend must be able to run, as data. A spec says everything that may shape the generated code
 * (family, expression, dtypes, rank, contiguity); sizes, strides, offsets and user scalars are words of the batch.
 *
 * All commands have one layout (see `Batch`): the iteration space `dims`, then each operand with one stride a
 * dimension (in elements; 0 = broadcast or not indexed by it; may be negative), then the parameter words.
 */
export type KernelSpec = MapSpec | ReduceSpec | ScanSpec | MatmulSpec | GatherSpec | ScatterSpec | SortSpec;

export type KernelFamily = KernelSpec['family'];

interface Common {
  /** Number of dimensions of the iteration space, after merging. */
  readonly rank: number;
  /** Equal keys mean equal specs. */
  readonly key: string;
}

/**
 * out_j[i] = expr_j(in_0[i], in_1[i], …). Operands: outputs, then inputs. An output may be the same memory as an input
 * with the same strides (in-place); other overlaps never reach a backend.
 */
export interface MapSpec extends Common {
  readonly family: 'map';
  readonly expr: Expr;
  /** Every operand is dense in row-major order (rank is then 1), or has only stride 0. */
  readonly contiguous: boolean;
}

export type Combine = 'sum' | 'prod' | 'min' | 'max' | 'any' | 'all' | 'argmin' | 'argmax';

/**
 * out_j[kept] = epilogue_j(combine over the reduced dims of prologue(in…[kept, reduced])).
 *
 * dims = kept dims, then `rank - kept` reduced dims; outputs have stride 0 on the reduced ones.
 * - `accumulate`: type in which values are combined (reference and native code may use a wider one for floats).
 * - `min` and `max` let NaN win. `any` and `all` take and give bool.
 * - `argmin`, `argmax`: the epilogue gets two values: the extreme and, as int64, its row-major position within the
 *   reduced dims; the first extreme wins, NaN counts as extreme.
 * - An empty reduction gives the identity (sum 0, prod 1, any false, all true); min, max, argmin and argmax over
 *   nothing are refused before they get here.
 * Parameter words: the prologue's, then the epilogue's.
 */
export interface ReduceSpec extends Common {
  readonly family: 'reduce';
  readonly kept: number;
  readonly prologue: Expr;
  readonly combine: Combine;
  readonly accumulate: DType;
  /** Inputs: the accumulated value (for arg reductions also its position). */
  readonly epilogue: Expr;
}

/**
 * Inclusive scan along the last dim. Operands: out, in, both of `dtype` or with the cast implied
 * (in is of `inputType`, out and the accumulation of `dtype`).
 */
export interface ScanSpec extends Common {
  readonly family: 'scan';
  readonly combine: 'sum' | 'prod' | 'min' | 'max';
  readonly inputType: DType;
  readonly dtype: DType;
}

/**
 * out[…, m, n] = Σ_k a[…, m, k] · b[…, k, n]. dims = batch dims, then m, n, k (rank = batch + 3).
 * Operands: out (stride 0 on k), a (stride 0 on n), b (stride 0 on m); out is dense. k = 0 gives zeros.
 */
export interface MatmulSpec extends Common {
  readonly family: 'matmul';
  readonly dtype: DType;
}

/**
 * out[i] = src[i·s + Σ_j index_j[i] · step_j]. dims = those of out. Operands: out, src (its strides s give the part of
 * the address that doesn't depend on an index; 0 where it does), then the index tensors (int64 or int32).
 * Parameter words, two an index: size_j, step_j (in elements of src). An index in [-size, size) counts from the end
 * when negative; any other raises IndexError where the device can (`indexOutOfRange`), and is never a wild read.
 */
export interface GatherSpec extends Common {
  readonly family: 'gather';
  readonly dtype: DType;
  readonly indexTypes: readonly DType[];
}

/**
 * dst[i·s + Σ_j index_j[i] · step_j] ⊕= src[i]. dims = those of src. Operands: dst, src, index tensors; parameter words
 * as for gather. `add` and the other modes are correct for repeated indices; with `set` the last in row-major order
 * wins on devices that run in order. Bool `add` is or.
 */
export interface ScatterSpec extends Common {
  readonly family: 'scatter';
  readonly mode: 'set' | 'add' | 'mul' | 'min' | 'max';
  readonly dtype: DType;
  readonly indexTypes: readonly DType[];
}

/**
 * Sorts along the last dim, stable, NaN as the largest. Operands: values, positions (of `indexType`), input.
 * dims = those of the input; parameter word 0: how many leading elements to write (all for sort, k for top-k).
 */
export interface SortSpec extends Common {
  readonly family: 'sort';
  readonly dtype: DType;
  readonly indexType: DType;
  readonly descending: boolean;
}

export const kernelFamilies: readonly KernelFamily[] = [
  'map',
  'reduce',
  'scan',
  'matmul',
  'gather',
  'scatter',
  'sort',
];
