import { int64 } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { allocateTensor } from '../../../memory/make.js';
import { checkBoolean, checkNumber, parseOptions } from '../../../op/options.js';
import type { ValuesIndices } from '../../../op/signatures.js';
import { valuesIndices } from '../../../op/signatures.js';
import { sameShape, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { arange } from '../../creation/arange.js';
import { reshape } from '../../movement/reshape.js';
import { select } from '../../movement/select.js';
import { drawInto, unit } from '../../random/random.js';
import type { Size } from '../conv-nd.js';
import { sizes } from '../conv-nd.js';
import { Fused } from '../fused.js';
import { batched } from '../pooling.js';
import { cellMaxPool } from './fractional-pool.js';

export interface FractionalMaxPoolOptions {
  /** Size of the result; either this or `outputRatio`. */
  outputSize?: Size | null;
  /** Size of the result over that of the input, between 0 and 1. */
  outputRatio?: number | readonly number[] | null;
  /** Give `[values, indices]` (default false). */
  returnIndices?: boolean;
  /** The random numbers in [0, 1), [N, C, dimensions], instead of new ones. */
  randomSamples?: Tensor | null;
}

export interface FractionalMaxPool {
  (
    input: Tensor,
    kernelSize: Size,
    options: FractionalMaxPoolOptions & { returnIndices: true },
  ): ValuesIndices;
  (input: Tensor, kernelSize: Size, options: FractionalMaxPoolOptions): Tensor;
}

/** First place of window i: ⌊(i + u) · α⌋ − ⌊u · α⌋; the last window ends with the input. */
const starts = new Fused('fractionalStarts', 3, ([u, i], [alpha, last, end]) => {
  const at = i!.to(alpha!.dtype);
  const place = at.add(u!).mul(alpha!).floor().sub(u!.mul(alpha!).floor());
  return [at.ge(last!).where(end!, place).to(int64)];
});
const sum = new Fused('fractionalPlace', 0, ([a, b]) => [a!.add(b!)]);
const address = new Fused('fractionalAddress', 1, ([a, b], [size]) => [a!.mul(size!.to(a!.dtype)).add(b!)]);

/** Places in the plane of the elements of all windows, [N, C, windows, elements]. */
function table(
  samples: Tensor,
  order: readonly number[],
  space: readonly number[],
  kernel: readonly number[],
  size: readonly number[],
): Tensor {
  const { device } = samples;
  const [n, c] = samples.shape as [number, number];
  const rank = space.length;
  let all: Tensor | null = null;
  for (let d = 0; d < rank; d++) {
    // [N, C, …windows, …elements], with 1 for the other dimensions.
    const spread = (t: Tensor, at: number, length: number, lead: number[]): Tensor =>
      reshape(t, [...lead, ...Array.from({ length: 2 * rank }, (_, i) => (i === at ? length : 1))]);
    const u = reshape(select(samples, 2, order[d]!), [n, c, ...new Array<number>(2 * rank).fill(1)]);
    const [many, wide] = [size[d]!, kernel[d]!];
    const alpha = many > 1 ? (space[d]! - wide) / (many - 1) : 0;
    const window = spread(arange(many, { device }), d, many, [1, 1]);
    const from = starts.call([u, window], [alpha, many - 1, space[d]! - wide]);
    const places = sum.call([from, spread(arange(wide, { device }), rank + d, wide, [1, 1])]);
    all = all === null ? places : address.call([all, places], [space[d]!]);
  }
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  return reshape(all!, [n, c, product(size), product(kernel)]);
}

function resultSize(
  op: string,
  space: readonly number[],
  o: { outputSize: Size | null; outputRatio: unknown },
): number[] {
  const rank = space.length;
  if ((o.outputSize === null) === (o.outputRatio === null)) {
    throw new ArgumentError(
      `${op}: exactly one of outputSize and outputRatio must be given, got ${o.outputSize === null ? 'neither' : 'both'}`,
    );
  }
  if (o.outputSize !== null) return sizes(op, 'outputSize', o.outputSize, rank, 1);
  const list = (
    Array.isArray(o.outputRatio) ? o.outputRatio : new Array(rank).fill(o.outputRatio)
  ) as unknown[];
  if (list.length !== rank) {
    throw new ArgumentError(`${op}: outputRatio must have ${rank} elements, got ${list.length}`);
  }
  return list.map((v, i) => {
    const ratio = checkNumber(op, 'outputRatio', v);
    if (!(ratio > 0 && ratio < 1)) {
      throw new ArgumentError(`${op}: outputRatio must be between 0 and 1, got ${ratio}`);
    }
    return Math.max(1, Math.floor(space[i]! * ratio));
  });
}

/** The common course of fractionalMaxPool2d and 3d. `order`: which random number goes with which dimension. */
export function fractionalMaxPoolNd(
  op: string,
  order: readonly number[],
  given: Tensor,
  kernelSize: unknown,
  options: unknown,
): Tensor | ValuesIndices {
  const rank = order.length;
  const o = parseOptions(op, options, {
    outputSize: null as Size | null,
    outputRatio: null as number | readonly number[] | null,
    returnIndices: false,
    randomSamples: null as Tensor | null,
  });
  if (given.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${given.dtype}`);
  const { input, restore } = batched(op, given, rank);
  const kernel = sizes(op, 'kernelSize', kernelSize, rank, 1);
  const [n, c, ...space] = input.shape as [number, number, ...number[]];
  const size = resultSize(op, space, o);
  space.forEach((s, i) => {
    if (size[i]! + kernel[i]! - 1 > s) {
      throw new ShapeError(
        `${op}: ${size[i]} windows of ${kernel[i]} don't fit the ${s} positions of dim ${i + 2} of ${showShape(input.shape)}`,
      );
    }
  });
  const wanted = [n, c, rank];
  let samples = o.randomSamples;
  if (samples === null) {
    samples = allocateTensor(Object.freeze(wanted), input.dtype, input.device);
    drawInto(samples, unit, [], null);
  } else if (
    !(samples instanceof Tensor) ||
    !sameShape(samples.shape, wanted) ||
    samples.dtype !== input.dtype
  ) {
    const got = samples instanceof Tensor ? `${samples.dtype}${showShape(samples.shape)}` : typeof samples;
    throw new ShapeError(`${op}: randomSamples must be ${input.dtype}${showShape(wanted)}, got ${got}`);
  }
  const cells = table(samples.detach(), order, space, kernel, size);
  const [values, positions] = cellMaxPool.call([input, cells], { outputSize: size });
  if (!checkBoolean(op, 'returnIndices', o.returnIndices)) return restore(values!);
  return valuesIndices(restore(values!), restore(positions!));
}
