import type { Device, DType, Tensor } from '@cresset/tensor';
import { tensor } from '@cresset/tensor';
import { makeView } from '@cresset/tensor/engine';

export type Shape = readonly number[];

/** Where the elements of a tensor lie in its storage. */
export interface Placement {
  readonly strides: readonly number[];
  readonly offset: number;
  /** Elements of the storage. */
  readonly size: number;
}

export interface Layout {
  readonly name: string;
  /** Values repeat along a dimension, which is what an expanded tensor looks like. */
  readonly repeats: boolean;
  place(shape: Shape): Placement;
}

const count = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

function rowMajor(shape: Shape, step = 1, padding = 0): number[] {
  const strides = new Array<number>(shape.length);
  let at = step;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = at;
    at *= Math.max(shape[i]!, 1) + padding;
  }
  return strides;
}

const reach = (shape: Shape, strides: readonly number[]): number =>
  shape.some((n) => n === 0) ? 0 : shape.reduce((at, n, i) => at + (n - 1) * Math.max(strides[i]!, 0), 1);

/** The dimension along which the expanded layout repeats: the first of several that is worth repeating. */
export const repeatedDim = (shape: Shape): number => (shape.length < 2 ? -1 : shape.findIndex((n) => n > 1));

export const dense: Layout = {
  name: 'dense',
  repeats: false,
  place: (shape) => ({ strides: rowMajor(shape), offset: 0, size: count(shape) }),
};

/** Column-major: the first dimension is the fastest. */
const transposed: Layout = {
  name: 'transposed',
  repeats: false,
  place: (shape) => ({ strides: rowMajor([...shape].reverse()).reverse(), offset: 0, size: count(shape) }),
};

/** Every second element of padded rows, from the middle of the storage. */
const sliced: Layout = {
  name: 'sliced',
  repeats: false,
  place: (shape) => {
    const strides = rowMajor(shape, 2, 1);
    return { strides, offset: 3, size: reach(shape, strides) + 8 };
  },
};

const expanded: Layout = {
  name: 'expanded',
  repeats: true,
  place: (shape) => {
    const dim = repeatedDim(shape);
    const strides = rowMajor(shape.map((n, i) => (i === dim ? 1 : n)));
    return { strides: strides.map((s, i) => (i === dim ? 0 : s)), offset: 0, size: reach(shape, strides) };
  },
};

/** Negative strides: no public view makes them yet, the contract allows them. */
const flipped: Layout = {
  name: 'flipped',
  repeats: false,
  place: (shape) => ({
    strides: rowMajor(shape).map((s) => -s),
    offset: Math.max(count(shape) - 1, 0),
    size: count(shape),
  }),
};

export const layouts: readonly Layout[] = [dense, transposed, sliced, expanded, flipped];

/** Fills the storage around a window: a kernel that reads or writes there shows. */
export const poison = (dtype: DType): number =>
  dtype.isDifferentiable ? Number.NaN : dtype.kind === 'bool' ? 1 : 113;

/** A tensor of the given values (row-major) with its storage arranged by `layout`. */
export function arrange(
  values: readonly number[],
  shape: Shape,
  dtype: DType,
  device: Device,
  layout: Layout,
): Tensor {
  const { strides, offset, size } = layout.place(shape);
  const storage = new Array<number>(size).fill(poison(dtype));
  const index = new Array<number>(shape.length).fill(0);
  for (const value of values) {
    let at = offset;
    for (let d = 0; d < shape.length; d++) at += index[d]! * strides[d]!;
    storage[at] = value;
    for (let d = shape.length - 1; d >= 0 && ++index[d]! === shape[d]; d--) index[d] = 0;
  }
  const base = tensor(storage, { dtype, device });
  const window = makeView(base, Object.freeze([...shape]), strides, base.offset + offset);
  window.base = null;
  base.dispose();
  return window;
}
