import { bool, int64 } from '../../dtype.js';
import { ArgumentError, IndexError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { describe } from '../../op/options.js';
import { broadcastShapes, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { fromBytes } from '../creation/creation.js';
import { select } from '../movement/select.js';
import { sliceDim } from '../movement/slice.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { isIndexType } from './index-tensors.js';
import { coordinates, truePositions } from './nonzero-kernel.js';
import type { Index, IndexList } from './slice.js';
import { Slice } from './slice.js';

/** An index taken apart: the view that its basic parts make, and what index tensors are left to apply to it. */
export interface Parsed {
  readonly view: Tensor;
  /** One for each of `dims`; empty for basic indexing. */
  readonly indices: readonly Tensor[];
  readonly dims: readonly number[];
  /** Where the dims of the index stand in the result: see `IndexAttributes`. */
  readonly place: number;
}

function listTensor(op: string, list: IndexList, like: Tensor): Tensor {
  const shape: number[] = [];
  for (let l: unknown = list; Array.isArray(l); l = l[0]) shape.push(l.length);
  const values: (number | boolean)[] = [];
  const visit = (v: unknown, depth: number): void => {
    if (Array.isArray(v)) {
      if (depth >= shape.length || v.length !== shape[depth])
        throw new ShapeError(`${op}: the nested index list is ragged`);
      for (const e of v) visit(e, depth + 1);
    } else if (depth !== shape.length) throw new ShapeError(`${op}: the nested index list is ragged`);
    else if (typeof v === 'boolean' || (typeof v === 'number' && Number.isInteger(v))) values.push(v);
    else throw new IndexError(`${op}: an index list holds integers or booleans, got ${describe(v)}`);
  };
  visit(list, 0);
  const booleans = values.filter((v) => typeof v === 'boolean').length;
  if (booleans > 0 && booleans < values.length) {
    throw new IndexError(`${op}: an index list holds integers or booleans, not both`);
  }
  const dtype = booleans > 0 ? bool : int64;
  return fromBytes(encode(values, dtype), Object.freeze(shape), dtype, like.device);
}

function normalize(op: string, item: Index, like: Tensor): number | Slice | null | '...' | Tensor {
  if (item === null || item === '...' || item instanceof Slice) return item;
  if (typeof item === 'number') {
    if (!Number.isInteger(item)) throw new IndexError(`${op}: an index must be an integer, got ${item}`);
    return item;
  }
  if (Array.isArray(item)) return listTensor(op, item as IndexList, like);
  if (item instanceof Tensor) {
    if (item.dtype === bool && item.ndim > 0) return item;
    if (isIndexType(item.dtype)) return item;
    const what = item.dtype === bool ? 'a 0-dim bool tensor' : `a ${item.dtype} tensor`;
    throw new IndexError(`${op}: index tensors must be int64, int32 or bool with dimensions, got ${what}`);
  }
  throw new ArgumentError(
    `${op}: an index is an integer, slice(…), null, '...', an array, or a tensor; got ${describe(item)}`,
  );
}

const takes = (item: number | Slice | null | '...' | Tensor): number => {
  if (item === null || item === '...') return 0;
  return item instanceof Tensor && item.dtype === bool ? item.ndim : 1;
};

/** Positions of a mask's true elements, one tensor for each of its dims. */
function maskIndices(op: string, mask: Tensor, view: Tensor, dim: number): Tensor[] {
  mask.shape.forEach((n, i) => {
    if (n !== view.shape[dim + i]) {
      throw new IndexError(
        `${op}: mask ${showShape(mask.shape)} doesn't fit dims ${dim} to ${dim + mask.ndim - 1} of ${showShape(view.shape)}`,
      );
    }
  });
  return coordinates(truePositions(op, mask, null), mask.shape);
}

/** Applies the basic parts of an index as views, and collects the rest. Temporaries belong to the caller's scope. */
export function parseItems(op: string, input: Tensor, items: readonly Index[]): Parsed {
  const list = items.map((i) => normalize(op, i, input));
  const dots = list.filter((i) => i === '...').length;
  if (dots > 1) throw new IndexError(`${op}: an index can have only one '...'`);
  const used = list.reduce<number>((n, i) => n + takes(i), 0);
  if (used > input.ndim) {
    throw new IndexError(
      `${op}: ${used} indices for the ${input.ndim} dims of a tensor of shape ${showShape(input.shape)}`,
    );
  }
  let view = input;
  let dim = 0;
  const indices: Tensor[] = [];
  const dims: number[] = [];
  for (const item of list) {
    if (item === '...') dim += input.ndim - used;
    else if (item === null) view = unsqueeze(view, dim++);
    else if (typeof item === 'number') view = selectAt(op, view, dim, item);
    else if (item instanceof Slice) {
      const whole = item.start === null && item.end === null && item.step === 1;
      if (!whole) view = sliceDim(view, dim, item.start, item.end, item.step);
      dim++;
    } else {
      const tensors = item.dtype === bool ? maskIndices(op, item, view, dim) : [item];
      for (const t of tensors) {
        indices.push(t);
        dims.push(dim++);
      }
    }
  }
  checkBroadcast(op, indices);
  // Index tensors next to each other put their dims in their place; others, as in NumPy, in front.
  const adjacent = dims.every((d, k) => k === 0 || d === dims[k - 1]! + 1);
  return { view, indices, dims, place: dims.length > 0 && adjacent ? dims[0]! : 0 };
}

function selectAt(op: string, view: Tensor, dim: number, position: number): Tensor {
  const n = view.shape[dim]!;
  if (position < -n || position >= n) {
    throw new IndexError(
      `${op}: index ${position} is out of range for dim ${dim} of ${showShape(view.shape)}`,
    );
  }
  return select(view, dim, position);
}

function checkBroadcast(op: string, indices: readonly Tensor[]): void {
  if (indices.length < 2) return;
  try {
    broadcastShapes(
      op,
      indices.map((i) => i.shape),
    );
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const shapes = indices.map((i) => showShape(i.shape)).join(' and ');
    throw new IndexError(`${op}: index tensors of shapes ${shapes} don't broadcast`);
  }
}
