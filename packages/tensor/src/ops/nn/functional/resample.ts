import type { Device } from '../../../device.js';
import type { DType } from '../../../dtype.js';
import { float32, int64 } from '../../../dtype.js';
import { encode } from '../../../io/elements.js';
import type { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';
import { fromBytes } from '../../creation/creation.js';
import { indexed } from '../../indexing/index-kernel.js';
import { matmul } from '../../linalg/matmul.js';
import { transpose } from '../../movement/transpose.js';
import { Fused } from '../fused.js';
import type { Taps } from './resample-weights.js';

/** Σ weight · value over two or four taps. */
const blends = new Map(
  [2, 4].map((count) => [
    count,
    new Fused('interpolateBlend', 0, (x) => [
      x
        .slice(0, count)
        .map((v, k) => v.mul(x[count + k]!))
        .reduce((a, b) => a.add(b)),
    ]),
  ]),
);

const positions = (values: readonly number[], device: Device): Tensor =>
  fromBytes(encode(values, int64), Object.freeze([values.length]), int64, device);

/** Every `count`th value from `k` on. */
const column = (values: readonly number[], count: number, k: number): number[] =>
  values.filter((_, i) => i % count === k);

/** The weights of all taps as a matrix [inputs, outputs]. */
function matrixOf(taps: Taps, inputs: number, outputs: number, dtype: DType, device: Device): Tensor {
  const values = new Array<number>(inputs * outputs).fill(0);
  taps.index.forEach((at, i) => {
    values[at * outputs + Math.floor(i / taps.count)]! += taps.weight![i]!;
  });
  return fromBytes(encode(values, dtype), Object.freeze([inputs, outputs]), dtype, device);
}

/** Few taps are picked and blended; many (antialiasing of strong shrinking) are a product with a matrix. */
function alongDim(x: Tensor, dim: number, taps: Taps): Tensor {
  const { count, index, weight } = taps;
  const outputs = index.length / count;
  if (weight === null) {
    return indexed(x, [positions(index, x.device)], { dims: [dim], place: dim });
  }
  const blend = blends.get(count);
  if (blend === undefined) {
    const matrix = matrixOf(taps, x.shape[dim]!, outputs, x.dtype, x.device);
    return transpose(matmul(transpose(x, dim, -1), matrix), dim, -1);
  }
  const shape = Object.freeze(x.shape.map((_, i) => (i === dim ? outputs : 1)));
  const operands: Tensor[] = [];
  for (let k = 0; k < count; k++) {
    const at = positions(column(index, count, k), x.device);
    operands.push(indexed(x, [at], { dims: [dim], place: dim }));
  }
  for (let k = 0; k < count; k++) {
    operands.push(fromBytes(encode(column(weight, count, k), x.dtype), shape, x.dtype, x.device));
  }
  return blend.call(operands);
}

/** The input [N, C, *S] with each spatial dimension replaced by its taps. Half types are computed in float32. */
export function resample(input: Tensor, taps: readonly Taps[]): Tensor {
  const wide = input.dtype.kind === 'float' && input.dtype.bytes === 2 && taps[0]!.weight !== null;
  let x = wide ? to(input, float32) : input;
  taps.forEach((t, i) => {
    const same = t.weight === null && t.index.length === x.shape[i + 2] && t.index.every((p, k) => p === k);
    if (!same) x = alongDim(x, i + 2, t);
  });
  return wide ? to(x, input.dtype) : x;
}
