import type { Device } from '../../../device.js';
import type { DType } from '../../../dtype.js';
import { float32, int64 } from '../../../dtype.js';
import { encode } from '../../../io/elements.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { clamp } from '../../arithmetic/clamp.js';
import { to } from '../../conversion/to.js';
import { fromBytes } from '../../creation/creation.js';
import { matmul } from '../../linalg/matmul.js';
import { transpose } from '../../movement/transpose.js';
import { floor } from '../../pointwise/floor.js';
import type { Taps } from './resample-weights.js';
import { FEW_TAPS, resampling } from './resampling.js';

/** The weights of all taps as a matrix [inputs, outputs]. */
function matrixOf(taps: Taps, inputs: number, outputs: number, dtype: DType, device: Device): Tensor {
  const values = new Array<number>(inputs * outputs).fill(0);
  taps.index.forEach((at, i) => {
    values[at * outputs + Math.floor(i / taps.count)]! += taps.weight![i]!;
  });
  return fromBytes(encode(values, dtype), Object.freeze([inputs, outputs]), dtype, device);
}

/** Of many taps (antialiasing of strong shrinking), a product with a matrix. */
function product(x: Tensor, dim: number, taps: Taps): Tensor {
  const outputs = taps.index.length / taps.count;
  const matrix = matrixOf(taps, x.shape[dim]!, outputs, x.dtype, x.device);
  return transpose(matmul(transpose(x, dim, -1), matrix), dim, -1);
}

/** Positions and weights as tensors, [outputs, count]. */
function tensorsOf(taps: Taps, dtype: DType, device: Device): (Tensor | null)[] {
  const { count, index, weight } = taps;
  const shape = Object.freeze([index.length / count, count]);
  return [
    fromBytes(encode(index, int64), shape, int64, device),
    weight === null ? null : fromBytes(encode(weight, dtype), shape, dtype, device),
  ];
}

const isWhole = (t: Taps, size: number): boolean =>
  t.weight === null && t.index.length === size && t.index.every((p, k) => p === k);

/** The input [N, C, *S] with each spatial dimension replaced by its taps. Half types are computed in float32. */
export function resample(input: Tensor, taps: readonly Taps[]): Tensor {
  const wide = input.dtype.kind === 'float' && input.dtype.bytes === 2 && taps[0]!.weight !== null;
  let x = wide ? to(input, float32) : input;
  const few: (Tensor | null)[] = [];
  const size = taps.map((t, i) => {
    const n = x.shape[i + 2]!;
    if (t.count > FEW_TAPS || isWhole(t, n)) {
      few.push(null, null);
      return n;
    }
    few.push(...tensorsOf(t, x.dtype, x.device));
    return t.index.length / t.count;
  });
  while (few.length < 6) few.push(null);
  if (few.some((t) => t !== null)) x = resampling.call([x, ...few], { size, transposed: false })[0]!;
  taps.forEach((t, i) => {
    if (t.count > FEW_TAPS) x = product(x, i + 2, t);
  });
  return wide ? to(x, input.dtype) : x;
}

/** The taps of a dimension that stays as it is. */
const untouched = (n: number): Taps => ({
  count: 1,
  index: Array.from({ length: n }, (_, k) => k),
  weight: null,
});

/** Weights as multiples of a power of 2, the finest with which the largest still is a number of 15 bits. */
function quantized(weight: readonly number[]): number[] {
  const largest = Math.max(...weight);
  let precision = 0;
  while (precision < 22 && 0.5 + largest * 2 ** (precision + 1) < 2 ** 15) precision++;
  const unit = 2 ** precision;
  return weight.map((w) => (Math.sign(w) * Math.floor(Math.abs(w) * unit + 0.5)) / unit);
}

/**
 * Bytes as PyTorch (and Pillow) interpolate them: in fixed-point numbers, the last dimension first, and back to bytes
 * after each. Their products and sums have no more than 24 bits, so that float32 has them exactly.
 */
export function resampleBytes(input: Tensor, taps: readonly Taps[]): Tensor {
  let x = to(input, float32);
  for (let i = taps.length - 1; i >= 0; i--) {
    const t = taps[i]!;
    if (t.weight === null) continue;
    const own = { ...t, weight: quantized(t.weight) };
    const blended = resample(
      x,
      taps.map((_, k) => (k === i ? own : untouched(x.shape[k + 2]!))),
    );
    x = clamp(floor(add(blended, 0.5)), 0, 255);
  }
  return to(x, input.dtype);
}
