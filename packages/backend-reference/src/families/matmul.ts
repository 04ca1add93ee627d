import { type MatmulSpec, UnsupportedError } from '@cresset/tensor/backend';
import type { ReferenceBuffer } from '../buffer.js';
import { type Executable, layoutOf, walk } from '../command.js';
import { multiply, PANEL } from './matmul-kernel.js';
import { type MatmulAccess, matmulAccess } from './matmul-pack.js';

/** Sizes of a block: 64 × 128 sums (64 KiB) of depth 512, whose packed operands (768 KiB) stay in the cache. */
const ROWS = 64;
const COLUMNS = 128;
const DEPTH = 512;

/** Work space of all matmuls, made when the first runs. */
let space: { readonly a: Float64Array; readonly b: Float64Array; readonly sums: Float64Array } | null = null;

/** A matrix in memory: where it starts, and its two strides. */
interface Matrix {
  readonly buffer: ReferenceBuffer;
  readonly at: number;
  readonly line: number;
  readonly step: number;
}

/**
 * Products are summed in float64 whatever the dtype. That is exact for integers of at most 16 bits; int32 and int64
 * take that way when the magnitudes show that no sum can leave 2⁵³, and loops that wrap otherwise.
 */
export function prepareMatmul(spec: MatmulSpec, codegen: boolean): Executable {
  const { dtype, rank } = spec;
  if (dtype.kind === 'complex') {
    throw new UnsupportedError(`matmul: the reference device has no arithmetic for ${dtype}`);
  }
  const batch = rank - 3;
  const access = matmulAccess(dtype, codegen);
  const wide = dtype.name === 'int64' || dtype.name === 'int32' ? dtype.name : null;
  const executable: Executable = {
    family: 'matmul',
    rank,
    dtypes: [dtype, dtype, dtype],
    params: 0,
    outputs: 1,
    keptDims: rank - 1,
    run(words, at, buffers, first) {
      const layout = layoutOf(executable, words, at);
      const { offsets, strides } = layout;
      const [m, n, k] = layout.dims.slice(batch);
      const [so, sa, sb] = strides.map((s) => s.slice(batch));
      walk(layout, 0, batch, offsets, () => {
        const out = { buffer: buffers[first], at: offsets[0], line: so[0], step: so[1] };
        const a = { buffer: buffers[first + 1], at: offsets[1], line: sa[0], step: sa[2] };
        const b = { buffer: buffers[first + 2], at: offsets[2], line: sb[1], step: sb[2] };
        if (wide !== null && largest(a, m, k, wide) * largest(b, n, k, wide) * k > Number.MAX_SAFE_INTEGER) {
          if (wide === 'int32') multiply32(out, a, b, m, n, k);
          else multiply64(out, a, b, m, n, k);
        } else product(access, out, a, b, m, n, k);
      });
    },
  };
  return executable;
}

function product(
  access: MatmulAccess,
  out: Matrix,
  a: Matrix,
  b: Matrix,
  m: number,
  n: number,
  k: number,
): void {
  space ??= {
    a: new Float64Array(ROWS * DEPTH),
    b: new Float64Array(COLUMNS * DEPTH),
    sums: new Float64Array(ROWS * COLUMNS),
  };
  const { sums } = space;
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = Math.min(COLUMNS, n - column);
    const columnPanels = Math.ceil(columns / PANEL);
    let packedDepth = -1;
    for (let row = 0; row < m; row += ROWS) {
      const rows = Math.min(ROWS, m - row);
      const rowPanels = Math.ceil(rows / PANEL);
      const ld = columnPanels * PANEL;
      sums.fill(0, 0, rowPanels * PANEL * ld);
      for (let depth = 0; depth < k; depth += DEPTH) {
        const deep = Math.min(DEPTH, k - depth);
        if (packedDepth !== depth) {
          access.pack(
            b.buffer,
            b.at + column * b.line + depth * b.step,
            b.line,
            b.step,
            columns,
            deep,
            space.b,
          );
          packedDepth = depth;
        }
        access.pack(a.buffer, a.at + row * a.line + depth * a.step, a.line, a.step, rows, deep, space.a);
        multiply(space.a, space.b, sums, rowPanels, columnPanels, deep, ld);
      }
      access.store(
        out.buffer,
        out.at + row * out.line + column * out.step,
        out.line,
        out.step,
        rows,
        columns,
        sums,
        ld,
      );
    }
  }
}

/** The largest magnitude in a matrix. */
function largest(x: Matrix, lines: number, k: number, type: 'int32' | 'int64'): number {
  let most = 0;
  const words = x.buffer.i32;
  for (let i = 0; i < lines; i++) {
    for (let j = 0; j < k; j++) {
      const at = x.at + i * x.line + j * x.step;
      const value = type === 'int32' ? words[at] : words[2 * at + 1] * 4294967296 + (words[2 * at] >>> 0);
      most = Math.max(most, Math.abs(value));
    }
  }
  return most;
}

function multiply32(out: Matrix, a: Matrix, b: Matrix, m: number, n: number, k: number): void {
  const [o, x, y] = [out.buffer.i32, a.buffer.i32, b.buffer.i32];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) {
        sum = (sum + Math.imul(x[a.at + i * a.line + l * a.step], y[b.at + j * b.line + l * b.step])) | 0;
      }
      o[out.at + i * out.line + j * out.step] = sum;
    }
  }
}

function multiply64(out: Matrix, a: Matrix, b: Matrix, m: number, n: number, k: number): void {
  const [o, x, y] = [out.buffer.i64, a.buffer.i64, b.buffer.i64];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0n;
      for (let l = 0; l < k; l++) {
        sum = BigInt.asIntN(64, sum + x[a.at + i * a.line + l * a.step] * y[b.at + j * b.line + l * b.step]);
      }
      o[out.at + i * out.line + j * out.step] = sum;
    }
  }
}
