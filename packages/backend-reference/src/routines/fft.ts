import type { Operand } from '@cresset/tensor/backend';
import { planOf, transform } from './fourier.js';
import { type Batch, load, type Numbers, store } from './operands.js';

/** Transforms interleaved complex numbers of a shape along one dimension, in place. */
function alongDim(x: Numbers, shape: readonly number[], dim: number, forward: boolean): void {
  const n = shape[dim]!;
  if (n <= 1) return;
  const inner = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
  const outer = shape.slice(0, dim).reduce((a, b) => a * b, 1);
  const plan = planOf(n);
  const line = new Float64Array(2 * n);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = (k: number): number => 2 * ((o * n + k) * inner + i);
      for (let k = 0; k < n; k++) {
        line[2 * k] = x[at(k)]!;
        line[2 * k + 1] = x[at(k) + 1]!;
      }
      const result = transform(plan, line, forward ? 1 : -1);
      for (let k = 0; k < n; k++) {
        x[at(k)] = result[2 * k]!;
        x[at(k) + 1] = result[2 * k + 1]!;
      }
    }
  }
}

interface Call {
  readonly dims: readonly number[];
  readonly forward: boolean;
  readonly scale: number;
}

function scaled(x: Numbers, scale: number): Numbers {
  if (scale !== 1) for (let i = 0; i < x.length; i++) x[i]! *= scale;
  return x;
}

const lines = (shape: readonly number[], dim: number): { outer: number; inner: number } => ({
  outer: shape.slice(0, dim).reduce((a, b) => a * b, 1),
  inner: shape.slice(dim + 1).reduce((a, b) => a * b, 1),
});

/** Complex to complex along `dims`. */
export const fftComplex: Batch = ([x], [y], attributes) => {
  const { dims, forward, scale } = attributes as unknown as Call;
  const all = load(x!);
  for (const d of dims) alongDim(all, x!.shape, d, forward);
  store(y!, scaled(all, scale));
  return null;
};

/** Real to the half of a complex spectrum that its symmetry leaves, along the last of `dims`; the others in full. */
export const fftReal: Batch = ([x], [y], attributes) => {
  const { dims, forward, scale } = attributes as unknown as Call;
  const last = dims[dims.length - 1]!;
  const real = load(x!);
  const full = new Float64Array(2 * real.length);
  for (let i = 0; i < real.length; i++) full[2 * i] = real[i]!;
  alongDim(full, x!.shape, last, forward);
  const half = cut(full, x!, y!, last);
  for (const d of dims.slice(0, -1)) alongDim(half, y!.shape, d, forward);
  store(y!, scaled(half, scale));
  return null;
};

function cut(full: Numbers, x: Operand, y: Operand, dim: number): Numbers {
  const [n, kept] = [x.shape[dim]!, y.shape[dim]!];
  const { outer, inner } = lines(x.shape, dim);
  const half = new Float64Array(2 * outer * kept * inner);
  for (let o = 0; o < outer; o++)
    half.set(full.subarray(2 * o * n * inner, 2 * (o * n + kept) * inner), 2 * o * kept * inner);
  return half;
}

/** The inverse kind: from half a spectrum, whose other half is its conjugate, to real numbers. */
export const fftHermitian: Batch = ([x], [y], attributes) => {
  const { dims, forward, scale } = attributes as unknown as Call;
  const last = dims[dims.length - 1]!;
  const half = load(x!);
  for (const d of dims.slice(0, -1)) alongDim(half, x!.shape, d, forward);
  const [n, kept] = [y!.shape[last]!, x!.shape[last]!];
  const { outer, inner } = lines(y!.shape, last);
  const full = new Float64Array(2 * outer * n * inner);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < n; k++) {
      const mirrored = k >= kept || 2 * k > n;
      const from = mirrored ? n - k : k;
      // What has no partner but itself is real.
      const sign = 2 * from === n || from === 0 ? 0 : mirrored ? -1 : 1;
      for (let i = 0; i < inner; i++) {
        const s = 2 * ((o * kept + from) * inner + i);
        const t = 2 * ((o * n + k) * inner + i);
        full[t] = half[s]!;
        full[t + 1] = sign === 0 ? 0 : sign * half[s + 1]!;
      }
    }
  }
  alongDim(full, y!.shape, last, forward);
  store(
    y!,
    scaled(
      full.filter((_, i) => i % 2 === 0),
      scale,
    ),
  );
  return null;
};
