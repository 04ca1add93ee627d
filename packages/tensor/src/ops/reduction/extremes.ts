import type { Combine } from '../../backend/spec.js';
import { ShapeError } from '../../errors.js';
import type { GradContext } from '../../grad/mode.js';
import type { Primitive } from '../../op/define.js';
import type { ErrorSample, Sample, SampleMaker } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { eq } from '../comparison/eq.js';
import { to } from '../conversion/to.js';
import type { ReduceAttributes } from './reduction.js';
import { checkNotEmpty, expandTo, reduction } from './reduction.js';
import { sum } from './sum.js';

/** The gradient of an extreme, in equal parts to all elements that have it. */
export function shareAmongTies(c: GradContext, g: Tensor, elements: Tensor = c.input(0)): Tensor {
  const attributes = c.attributes as ReduceAttributes;
  const shape = c.shape(0);
  const hit = to(eq(elements, expandTo(c.output(0), shape, attributes)), g.dtype);
  if (attributes.dims.length === 0) return mul(expandTo(g, shape, attributes), hit);
  const count = sum(hit, attributes.dims, { keepdim: attributes.keepdim });
  return mul(expandTo(div(g, count), shape, attributes), hit);
}

/** Largest or smallest element: `max` and `amax`, `min` and `amin`. */
export function extreme(name: string, combine: Combine & ('max' | 'min')): Primitive<ReduceAttributes> {
  return reduction({
    name,
    combine,
    resultType: (input) => input,
    check: (shape, attributes) => checkNotEmpty(name, shape, attributes),
    saves: [0],
    savesOutputs: [0],
    gradient: (c, [g]) => [shareAmongTies(c, g!)],
  });
}

export const extremeSamples = (make: SampleMaker): readonly Sample[] => [
  [make.distinct([3, 4])],
  [make.distinct([3, 4, 5]), 1],
  [make.distinct([3, 4, 5]), [0, -1], { keepdim: true }],
  [make.distinct([])],
  [make.tensor([0, 3]), 1],
];

export const extremeErrors =
  (op: string) =>
  (make: SampleMaker): readonly ErrorSample[] => [
    {
      args: [make.tensor([2, 0]), 1],
      error: ShapeError,
      message: `${op}: dim 1 of shape [2, 0] is empty, and there is no extreme of no elements`,
    },
    { args: [make.tensor([0])], error: ShapeError, message: `${op}: dim 0 of shape [0] is empty` },
  ];
