import type { Attributes } from '../../backend/contract.js';
import type { DType } from '../../dtype.js';
import type { GradContext } from '../../grad/mode.js';
import type { ScatterMode } from '../../kernel/families.js';
import { runScatter } from '../../kernel/families.js';
import { allocateTensor } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { clampMin } from '../arithmetic/clamp-min.js';
import { div } from '../arithmetic/div.js';
import { floorDivide } from '../arithmetic/floor-divide.js';
import { mul } from '../arithmetic/mul.js';
import { eq } from '../comparison/eq.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { fillWith } from '../creation/creation.js';
import { onesOf } from '../creation/ones-of.js';
import { copyInto } from '../movement/dense.js';
import { zerosOf } from '../movement/strided.js';
import { gatherAlong, scatterToZeros, stridesWithout } from './gather.js';

export type Reduce = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';
export const reductions = ['sum', 'prod', 'mean', 'amax', 'amin'] as const;

interface ReduceAt extends Attributes {
  readonly dim: number;
  readonly reduce: Reduce;
  readonly includeSelf: boolean;
}

const modes: Record<Reduce, ScatterMode> = { sum: 'add', mean: 'add', prod: 'mul', amax: 'max', amin: 'min' };

/** What a place starts from where its own value doesn't count. */
function identity(reduce: Reduce, t: DType): number {
  if (reduce === 'prod') return 1;
  if (reduce !== 'amax' && reduce !== 'amin') return 0;
  const low = reduce === 'amax';
  if (t.kind === 'float') return low ? -Infinity : Infinity;
  if (t.kind === 'bool') return low ? 0 : 1;
  const bits = t.bytes * 8;
  if (t.name === 'uint8') return low ? 0 : 255;
  // The ends of int64 are no numbers of JavaScript; the nearest ones inside are below and above all that it can give.
  const top = bits === 64 ? 2 ** 63 - 1024 : 2 ** (bits - 1) - 1;
  return low ? -(2 ** (bits - 1)) : top;
}

const scatter = (mode: ScatterMode, dst: Tensor, src: Tensor, index: Tensor, dim: number): void => {
  const where_ = [{ index, size: dst.shape[dim]!, step: dst.strides[dim]! }];
  runScatter(mode, dst, stridesWithout(dst, dim), src, where_, index.shape);
};

/** Inputs: input, index, source; index and source have one shape. */
const primitive: Primitive<ReduceAt> = new Primitive<ReduceAt>({
  kind: 'kernel',
  name: 'scatterReduce',
  saves: [0, 1, 2],
  savesOutputs: [0],
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input, index, src], [out], { dim, reduce, includeSelf }) => {
    const { dtype, device } = input!;
    copyInto(out!, input!);
    if (!includeSelf) {
      const start = allocateTensor(Object.freeze([]), dtype, device);
      fillWith(start, identity(reduce, dtype));
      scatter('set', out!, start, index!, dim);
      start.dispose();
    }
    scatter(modes[reduce], out!, src!, index!, dim);
    if (reduce === 'mean') {
      const count = countsOf(input!, index!, dim, includeSelf);
      const mean = dtype.kind === 'float' ? div(out!, count) : floorDivide(out!, count);
      copyInto(out!, mean);
      mean.dispose();
      count.dispose();
    }
  },
  gradient: (c, [g]) => gradientOf(c, g!),
});

/** How many values each place is the mean of, at least 1, in the dtype of the input. */
function countsOf(input: Tensor, index: Tensor, dim: number, includeSelf: boolean): Tensor {
  const { dtype, device } = input;
  const one = onesOf(index.shape, dtype, device);
  const count = scatterToZeros(one, dim, index, input.shape);
  const result = includeSelf ? add(count, 1) : clampMin(count, 1);
  one.dispose();
  count.dispose();
  return result;
}

/** The product rule without a division by zero: a place with one zero has a derivative there only. */
function productGradient(c: GradContext, g: Tensor, { dim, includeSelf }: ReduceAt): [Tensor, Tensor] {
  const [x, index, src, out] = [c.input(0), c.input(1), c.input(2), c.output(0)];
  const reduceInto = (base: Tensor, values: Tensor): Tensor =>
    primitive.call([base, index, values], { dim, reduce: 'prod', includeSelf })[0]!;
  const safe = where(eq(x, 0), 1, x);
  const ofSelf = div(mul(g, reduceInto(safe, src)), safe);
  const zero = eq(src, 0);
  const zeros = scatterToZeros(castTo(zero, src.dtype), dim, index, x.shape);
  const single = logicalAnd(zero, eq(gatherAlong(zeros, dim, index), 1));
  const without = reduceInto(x, where(single, 1, src));
  const atZero = gatherAlong(mul(g, without), dim, index);
  const elsewhere = div(gatherAlong(mul(g, out), dim, index), where(zero, 1, src));
  return [ofSelf, where(single, atZero, elsewhere)];
}

/** Extremes share their gradient among all that are equal to them. */
function extremeGradient(c: GradContext, g: Tensor, { dim, includeSelf }: ReduceAt): [Tensor, Tensor] {
  const [x, index, src, out] = [c.input(0), c.input(1), c.input(2), c.output(0)];
  // An own value that doesn't take part may equal the extreme all the same.
  const same = includeSelf ? eq(x, out) : logicalAnd(eq(x, out), untouched(c, g.dtype, dim));
  const own = castTo(same, g.dtype);
  const others = castTo(eq(src, gatherAlong(out, dim, index)), g.dtype);
  const count = scatterToZeros(others, dim, index, x.shape);
  const share = div(g, own.add(count));
  return [mul(share, own), mul(gatherAlong(share, dim, index), others)];
}

function gradientOf(c: GradContext, g: Tensor): readonly (Tensor | null)[] {
  const attributes = c.attributes as ReduceAt;
  const { dim, reduce, includeSelf } = attributes;
  const index = c.input(1);
  let ofSelf: Tensor;
  let ofSource: Tensor;
  if (reduce === 'prod') [ofSelf, ofSource] = productGradient(c, g, attributes);
  else if (reduce === 'amax' || reduce === 'amin') [ofSelf, ofSource] = extremeGradient(c, g, attributes);
  else {
    ofSelf = reduce === 'mean' ? div(g, countsOf(c.input(0), index, dim, includeSelf)) : g;
    ofSource = gatherAlong(ofSelf, dim, index);
  }
  if (includeSelf) return [ofSelf, null, ofSource];
  // Where the source was reduced, nothing of the old value is left.
  return [where(untouched(c, g.dtype, dim), ofSelf, zerosOf([], g.dtype, g.device)), null, ofSource];
}

/** Where the index points to nowhere. */
function untouched(c: GradContext, dtype: DType, dim: number): Tensor {
  const index = c.input(1);
  return eq(scatterToZeros(onesOf(index.shape, dtype, index.device), dim, index, c.shape(0)), 0);
}

/** The input with `src` combined into the places that the index points to along `dim`; operands are checked. @internal */
export function reduceAt(
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: Reduce,
  includeSelf: boolean,
): Tensor {
  return primitive.call([input, index, src], { dim, reduce, includeSelf })[0]!;
}
