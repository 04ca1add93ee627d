import type { DType } from '@cresset/tensor/backend';
import { type ReferenceBuffer, viewOf } from '../buffer.js';
import { specialize } from '../codegen.js';
import { brainTable, halfTable, toBrain, toHalf } from '../numeric/half.js';

/** Reads and writes of matmul blocks, one version a dtype. */
export interface MatmulAccess {
  /**
   * Writes `lines` lines of `k` elements as panels of four to `out`; the last panel is filled up with zeros.
   * @param line stride from line to line (rows of a, columns of b)
   * @param step stride along k
   */
  pack(
    src: ReferenceBuffer,
    at: number,
    line: number,
    step: number,
    lines: number,
    k: number,
    out: Float64Array,
  ): void;
  store(
    out: ReferenceBuffer,
    at: number,
    rowStride: number,
    columnStride: number,
    rows: number,
    columns: number,
    sums: Float64Array,
    ld: number,
  ): void;
}

type Words = Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array | Uint16Array;

// The three functions below use their arguments only, so that `specialize` can copy them.

function packNumbers(
  src: Words,
  at: number,
  line: number,
  step: number,
  lines: number,
  k: number,
  out: Float64Array,
  table: Float32Array | null,
): void {
  for (let first = 0; first < lines; first += 4) {
    const base = first * k;
    for (let r = 0; r < 4; r++) {
      let to = base + r;
      if (first + r >= lines) {
        for (let i = 0; i < k; i++, to += 4) out[to] = 0;
        continue;
      }
      let from = at + (first + r) * line;
      if (table === null) for (let i = 0; i < k; i++, to += 4, from += step) out[to] = src[from];
      else for (let i = 0; i < k; i++, to += 4, from += step) out[to] = table[src[from]];
    }
  }
}

function packLongs(
  src: Int32Array,
  at: number,
  line: number,
  step: number,
  lines: number,
  k: number,
  out: Float64Array,
): void {
  for (let first = 0; first < lines; first += 4) {
    for (let r = 0; r < 4; r++) {
      let to = first * k + r;
      let from = 2 * (at + (first + r) * line);
      for (let i = 0; i < k; i++, to += 4, from += 2 * step) {
        out[to] = first + r >= lines ? 0 : src[from + 1] * 4294967296 + (src[from] >>> 0);
      }
    }
  }
}

function storeNumbers(
  out: Words,
  at: number,
  rowStride: number,
  columnStride: number,
  rows: number,
  columns: number,
  sums: Float64Array,
  ld: number,
  convert: ((x: number) => number) | null,
): void {
  for (let i = 0; i < rows; i++) {
    let to = at + i * rowStride;
    const from = i * ld;
    if (convert === null) for (let j = 0; j < columns; j++, to += columnStride) out[to] = sums[from + j];
    else for (let j = 0; j < columns; j++, to += columnStride) out[to] = convert(sums[from + j]);
  }
}

export function matmulAccess(dtype: DType, codegen: boolean): MatmulAccess {
  if (dtype.name === 'int64') {
    return {
      pack: (src, at, line, step, lines, k, out) => packLongs(src.i32, at, line, step, lines, k, out),
      store(out, at, rowStride, columnStride, rows, columns, sums, ld) {
        const words = out.i32;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            const to = 2 * (at + i * rowStride + j * columnStride);
            const x = sums[i * ld + j];
            words[to] = x;
            words[to + 1] = Math.floor(x / 4294967296);
          }
        }
      },
    };
  }
  const view = viewOf(dtype) as Exclude<ReturnType<typeof viewOf>, 'i64'>;
  const pack = specialize(packNumbers, codegen);
  const store = specialize(storeNumbers, codegen);
  const table = dtype.name === 'float16' ? halfTable() : dtype.name === 'bfloat16' ? brainTable() : null;
  let convert: ((x: number) => number) | null = null;
  if (dtype.name === 'float16') convert = toHalf;
  else if (dtype.name === 'bfloat16') convert = toBrain;
  else if (dtype.name === 'bool') convert = (x) => (x !== 0 ? 1 : 0);
  return {
    pack: (src, at, line, step, lines, k, out) => pack(src[view], at, line, step, lines, k, out, table),
    store: (out, at, rowStride, columnStride, rows, columns, sums, ld) =>
      store(out[view], at, rowStride, columnStride, rows, columns, sums, ld, convert),
  };
}
