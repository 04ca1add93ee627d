import { ShapeError } from '../../errors.js';
import { makeView } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { copyInto } from '../movement/dense.js';

interface PadAttributes {
  /** Positions added before and after each dimension; negative ones are cut off. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
  readonly [name: string]: unknown;
}

const primitive: Primitive<PadAttributes> = new Primitive<PadAttributes>({
  kind: 'kernel',
  name: 'constantPad',
  infer: ([input], { before, after }) => {
    const shape = input!.shape.map((n, i) => n + before[i]! + after[i]!);
    if (shape.some((n) => n < 0)) {
      throw new ShapeError(
        `pad: padding [${before.join(', ')}] before and [${after.join(', ')}] after cuts ${showShape(input!.shape)} to sizes below 0`,
      );
    }
    return [{ shape: Object.freeze(shape), dtype: input!.dtype }];
  },
  run: ([input], [out], { before, after, value }) => {
    const kept = input!.shape.map((n, i) =>
      Math.max(0, n + Math.min(before[i]!, 0) + Math.min(after[i]!, 0)),
    );
    const target = out!.strides.reduce((at, s, i) => at + s * Math.max(before[i]!, 0), out!.offset);
    const source = input!.strides.reduce((at, s, i) => at - s * Math.min(before[i]!, 0), input!.offset);
    const size = kept.reduce((a, b) => a * b, 1);
    if (size < out!.length) fillWith(out!, value);
    if (size === 0) return;
    const to = makeView(out!, kept, out!.strides, target);
    const from = makeView(input!, kept, input!.strides, source);
    copyInto(to, from);
    to.dispose();
    from.dispose();
  },
  gradient: (c, [g]) => {
    const { before, after } = c.attributes as PadAttributes;
    return [
      primitive.call([g!], { before: before.map((n) => -n), after: after.map((n) => -n), value: 0 })[0]!,
    ];
  },
});

/** The tensor with `value` around it, in one copy; itself when there is nothing to add. @internal */
export function constantPad(
  input: Tensor,
  before: readonly number[],
  after: readonly number[],
  value: number,
): Tensor {
  if (before.every((n) => n === 0) && after.every((n) => n === 0)) return input;
  return primitive.call([input], { before, after, value })[0]!;
}

/** `constantPad` of the spatial dimensions of [N, C, *S]. @internal */
export const padSpatial = (
  input: Tensor,
  before: readonly number[],
  after: readonly number[],
  value: number,
): Tensor => constantPad(input, [0, 0, ...before], [0, 0, ...after], value);
