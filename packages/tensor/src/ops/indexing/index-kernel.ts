import type { IndexOperand, ScatterMode } from '../../kernel/families.js';
import { runGather, runScatter } from '../../kernel/families.js';
import { makeView } from '../../memory/make.js';
import type { Inputs } from '../../op/define.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { broadcastShapes, checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { copyInto } from '../movement/dense.js';
import { zerosOf } from '../movement/strided.js';

export interface IndexAttributes {
  /** The dims of the source that index tensors point into, one for each of them; ascending. */
  readonly dims: readonly number[];
  /** How many of the other dims stand before those of the index. */
  readonly place: number;
  readonly [name: string]: unknown;
}

interface Plan {
  readonly shape: Shape;
  /** Of the source over `shape`: 0 where an index decides. */
  readonly strides: readonly number[];
  readonly where: readonly IndexOperand[];
  /** Windows that were made for the plan. */
  readonly made: readonly Tensor[];
}

const otherDims = (ndim: number, dims: readonly number[]): number[] =>
  Array.from({ length: ndim }, (_, i) => i).filter((i) => !dims.includes(i));

/** Shape of the result of `indexed`. */
export function indexedShape(
  source: Shape,
  indices: readonly Tensor[],
  { dims, place }: IndexAttributes,
): Shape {
  const others = otherDims(source.length, dims).map((d) => source[d]!);
  const index = broadcastShapes(
    'index',
    indices.map((i) => i.shape),
  );
  return checkShape('index', [...others.slice(0, place), ...index, ...others.slice(place)]);
}

/** The iteration space of an indexed access: other dims, with those of the index among them. */
function plan(source: Tensor, indices: readonly Tensor[], attributes: IndexAttributes): Plan {
  const { dims, place } = attributes;
  const others = otherDims(source.ndim, dims).map((d) => source.strides[d]!);
  const shape = indexedShape(source.shape, indices, attributes);
  const rank = shape.length - others.length;
  const after = others.length - place;
  const strides = [...others.slice(0, place), ...new Array<number>(rank).fill(0), ...others.slice(place)];
  const tail = new Array<number>(after).fill(1);
  const made = indices.map((t) =>
    makeView(t, [...t.shape, ...tail], [...t.strides, ...tail.map(() => 0)], t.offset),
  );
  const where = made.map((index, k) => ({
    index,
    size: source.shape[dims[k]!]!,
    step: source.strides[dims[k]!]!,
  }));
  return { shape, strides, where, made };
}

const release = (p: Plan): void => {
  for (const t of p.made) t.dispose();
};

const rest = (inputs: Inputs, from: number): readonly Tensor[] => inputs.slice(from) as readonly Tensor[];

/** Scatters `value`, broadcast, to the indexed places of `target`. Below autograd. */
export function writeIndexed(
  target: Tensor,
  value: Tensor,
  indices: readonly Tensor[],
  attributes: IndexAttributes,
  mode: ScatterMode,
): void {
  const p = plan(target, indices, attributes);
  runScatter(mode, target, p.strides, value, p.where, p.shape);
  release(p);
}

const positions = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** Primitives by the number of their index tensors, all of which they save. */
function byCount<A extends IndexAttributes>(
  make: (count: number) => Primitive<A>,
): (attributes: A) => Primitive<A> {
  const made: Primitive<A>[] = [];
  return ({ dims }) => (made[dims.length] ??= make(dims.length));
}

/** Inputs: source, index tensors. */
const indexPrimitive = byCount<IndexAttributes>(
  (count) =>
    new Primitive<IndexAttributes>({
      kind: 'kernel',
      name: 'index',
      saves: positions(1, count),
      infer: (inputs, attributes) => [
        { shape: indexedShape(inputs[0]!.shape, rest(inputs, 1), attributes), dtype: inputs[0]!.dtype },
      ],
      run: (inputs, [out], attributes) => {
        const p = plan(inputs[0]!, rest(inputs, 1), attributes);
        runGather(out!, inputs[0]!, p.strides, p.where);
        release(p);
      },
      gradient: (c, [g]) => {
        const attributes = c.attributes as IndexAttributes;
        const indices = attributes.dims.map((_, k) => c.input(k + 1));
        return [spread(g!, indices, { ...attributes, inputShape: c.shape(0) })];
      },
    }),
);

type BackwardAttributes = IndexAttributes & { readonly inputShape: Shape };

/** Zeros in the shape of the source, to which gradients are added where their elements came from. */
const indexBackward = byCount<BackwardAttributes>(
  (count) =>
    new Primitive<BackwardAttributes>({
      kind: 'kernel',
      name: 'indexBackward',
      saves: positions(1, count),
      infer: ([g], { inputShape }) => [{ shape: inputShape, dtype: g!.dtype }],
      run: (inputs, [out], attributes) => {
        fillWith(out!, 0);
        writeIndexed(out!, inputs[0]!, rest(inputs, 1), attributes, 'add');
      },
      gradient: (c, [g]) => {
        const { dims, place } = c.attributes as BackwardAttributes;
        return [
          indexed(
            g!,
            dims.map((_, k) => c.input(k + 1)),
            { dims, place },
          ),
        ];
      },
    }),
);

/** Zeros of the given shape with `g` added at the places of the index. */
export function spread(g: Tensor, indices: readonly Tensor[], attributes: BackwardAttributes): Tensor {
  return indexBackward(attributes).call([g, ...indices], attributes)[0]!;
}

export type PutAttributes = IndexAttributes & { readonly mode: ScatterMode };

/** Inputs: target, value, index tensors. The result is the target with the value written, or added, at the index. */
export const indexPut: (attributes: PutAttributes) => Primitive<PutAttributes> = byCount(
  (count) =>
    new Primitive<PutAttributes>({
      kind: 'kernel',
      name: 'indexPut',
      saves: positions(2, count),
      infer: ([target]) => [{ shape: target!.shape, dtype: target!.dtype }],
      run: (inputs, [out], attributes) => {
        copyInto(out!, inputs[0]!);
        writeIndexed(out!, inputs[1]!, rest(inputs, 2), attributes, attributes.mode);
      },
      gradient: (c, [g]) => {
        const { dims, place, mode } = c.attributes as PutAttributes;
        const indices = dims.map((_, k) => c.input(k + 2));
        const kept = (): Tensor => {
          if (mode === 'add') return g!;
          const zero = zerosOf([], g!.dtype, g!.device);
          return putIndexed(g!, zero, indices, { dims, place, mode: 'set' });
        };
        return [c.needs(0) ? kept() : null, c.needs(1) ? indexed(g!, indices, { dims, place }) : null];
      },
    }),
);

/** The target with `value`, broadcast, written or added at the places of the index. */
export function putIndexed(
  target: Tensor,
  value: Tensor,
  indices: readonly Tensor[],
  attributes: PutAttributes,
): Tensor {
  return indexPut(attributes).call([target, value, ...indices], attributes)[0]!;
}

/** Elements of `source` at the places that the index tensors, one for each of `dims`, point to. */
export function indexed(source: Tensor, indices: readonly Tensor[], attributes: IndexAttributes): Tensor {
  return indexPrimitive(attributes).call([source, ...indices], attributes)[0]!;
}
