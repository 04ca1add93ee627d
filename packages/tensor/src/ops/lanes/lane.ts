import { InternalError } from '../../errors.js';
import { setLaneParts } from '../../lanes/lane-by-lane.js';
import type { Lanes } from '../../lanes/lanes.js';
import { makeView } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { select } from '../movement/select.js';
import { stack } from '../movement/stack.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { sum } from '../reduction/sum.js';

interface LaneAttributes {
  readonly dim: number;
  readonly level: number;
  readonly size: number;
  readonly [name: string]: unknown;
}

function insert(lanes: Lanes | null, level: number, size: number, stride: number): Lanes {
  const { levels, sizes, strides } = lanes ?? { levels: [], sizes: [], strides: [] };
  const before = levels.filter((l) => l < level).length;
  const put = (list: readonly number[], v: number): number[] => [
    ...list.slice(0, before),
    v,
    ...list.slice(before),
  ];
  return { levels: put(levels, level), sizes: put(sizes, size), strides: put(strides, stride) };
}

function without({ levels, sizes, strides }: Lanes, at: number): Lanes | null {
  if (levels.length === 1) return null;
  const drop = (list: readonly number[]): number[] => list.filter((_, i) => i !== at);
  return { levels: drop(levels), sizes: drop(sizes), strides: drop(strides) };
}

/** A window with other lanes. */
function windowOf(
  t: Tensor,
  shape: readonly number[],
  strides: readonly number[],
  lanes: Lanes | null,
): Tensor {
  const before = t.lanes;
  // `makeView` takes over the lanes of its tensor, and with them decides whether the view is dense.
  t.lanes = lanes;
  try {
    return makeView(t, Object.freeze([...shape]), strides, t.offset);
  } finally {
    t.lanes = before;
  }
}

const drop = (list: readonly number[], at: number): number[] => list.filter((_, i) => i !== at);

const hiding: Primitive<LaneAttributes> = new Primitive<LaneAttributes>({
  kind: 'view',
  name: 'addLane',
  body: ([t], { dim, level }) => {
    const { shape, strides } = t!;
    const lanes = insert(t!.lanes, level, shape[dim]!, strides[dim]!);
    return [windowOf(t!, drop(shape, dim), drop(strides, dim), lanes)];
  },
  gradient: (c, [g]) => [showLane(g!, c.attributes.dim as number, c.attributes as LaneAttributes)],
});

const showing: Primitive<LaneAttributes> = new Primitive<LaneAttributes>({
  kind: 'view',
  name: 'removeLane',
  body: ([t], { dim, level, size }) => {
    const at = t!.lanes!.levels.indexOf(level);
    if (at < 0) throw new InternalError(`removeLane: the tensor has no lane of level ${level}`);
    const put = (list: readonly number[], v: number): number[] => [
      ...list.slice(0, dim),
      v,
      ...list.slice(dim),
    ];
    return [
      windowOf(t!, put(t!.shape, size), put(t!.strides, t!.lanes!.strides[at]!), without(t!.lanes!, at)),
    ];
  },
  gradient: (c, [g]) => [hideLane(g!, c.attributes.dim as number, c.attributes.level as number)],
});

/** Dimension `dim` becomes the lane of a `vmap`. A view. @internal */
export function hideLane(t: Tensor, dim: number, level: number): Tensor {
  return hiding.call([t], { dim, level, size: t.shape[dim]! })[0]!;
}

/** The lane of a `vmap` becomes dimension `dim`; of a tensor without that lane, the same for each. @internal */
export function showLane(t: Tensor, dim: number, { level, size }: { level: number; size: number }): Tensor {
  if (t.lanes?.levels.includes(level) === true) return showing.call([t], { dim, level, size })[0]!;
  return expand(unsqueeze(t, dim), [...t.shape.slice(0, dim), size, ...t.shape.slice(dim)]);
}

/** Sums over the lanes of a level. @internal */
export function sumLane(t: Tensor, level: number): Tensor {
  const at = t.lanes!.levels.indexOf(level);
  return sum(showLane(t, 0, { level, size: t.lanes!.sizes[at]! }), 0);
}

/** The tensor with all of these lanes: those that it hasn't are copies of it, in one place. @internal */
export function alignLanes(t: Tensor, lanes: Lanes): Tensor {
  let result = t;
  lanes.levels.forEach((level, i) => {
    if (result.lanes?.levels.includes(level) === true) return;
    result = hideLane(showLane(result, 0, { level, size: lanes.sizes[i]! }), 0, level);
  });
  return result;
}

setLaneParts({
  select: (t, level, at) => {
    const index = t.lanes?.levels.indexOf(level) ?? -1;
    return index < 0 ? t : select(showLane(t, 0, { level, size: t.lanes!.sizes[index]! }), 0, at);
  },
  join: (lanes, level) => hideLane(stack([...lanes]), 0, level),
});
