import type { Attributes } from '../../backend/contract.js';
import type { Device } from '../../device.js';
import type { DType } from '../../dtype.js';
import { buildExpr } from '../../expr/build.js';
import type { Expr } from '../../expr/instructions.js';
import { load } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import { allocateTensor, makeView } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import { partOf } from '../../op/parts.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { accumulationType } from '../reduction/reduction.js';
import { copyInto } from './dense.js';

/** A strided window on a tensor; `offset` in elements from the tensor's first one. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export interface StridedView<A extends Attributes> {
  readonly name: string;
  /** The window on a tensor of this shape and these strides. */
  readonly window: (shape: Shape, strides: readonly number[], attributes: A) => Window;
  /** Dims of the result along which windows may overlap; their positions are added one after the other in backward. */
  readonly overlapping?: (attributes: A) => readonly number[];
}

/** Zeros outside the graph, for gradients and accumulators. @internal */
export function zerosOf(shape: Shape, dtype: DType, device: Device): Tensor {
  const t = allocateTensor(shape, dtype, device);
  fillWith(t, 0);
  return t;
}

const additions = new Map<DType, Expr>();

/** target += source, without checks or recording. @internal */
export function addInto(target: Tensor, source: Tensor): void {
  if (target.dtype.kind === 'complex') {
    for (const part of [0, 1] as const) {
      const [into, from] = [partOf(target, part), partOf(source, part)];
      addInto(into, from);
      into.dispose();
      from.dispose();
    }
    return;
  }
  const t = target.dtype;
  let expr = additions.get(t);
  if (expr === undefined) {
    const wide = accumulationType(t);
    expr = buildExpr([load(0, t).to(wide).add(load(1, t).to(wide)).to(t)], [t, t]);
    additions.set(t, expr);
  }
  runMap(mapKernel(expr), [target], [target, source]);
}

/** The part of `t` where the dims `dims` stand at `at`, without those dims. */
function slab(t: Tensor, dims: readonly number[], at: readonly number[]): Tensor {
  const kept = t.shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const offset = dims.reduce((sum, d, k) => sum + t.strides[d]! * at[k]!, t.offset);
  return makeView(
    t,
    kept.map((i) => t.shape[i]!),
    kept.map((i) => t.strides[i]!),
    offset,
  );
}

/** Adds `source` to the window `target`, whose elements may share places along `dims`. */
function addOverlapping(target: Tensor, source: Tensor, dims: readonly number[]): void {
  const at = dims.map(() => 0);
  for (;;) {
    const to = slab(target, dims, at);
    const from = slab(source, dims, at);
    addInto(to, from);
    to.dispose();
    from.dispose();
    let k = dims.length - 1;
    while (k >= 0 && ++at[k]! >= target.shape[dims[k]!]!) at[k--] = 0;
    if (k < 0) return;
  }
}

type Backward<A> = A & { readonly inputShape: Shape };

/** A view, and the primitive that its gradient is. */
export type ViewPrimitive<A extends Attributes> = Primitive<A> & {
  readonly backward: Primitive<Backward<A>>;
};

/**
 * The primitive of a view that is a strided window, with its gradient: zeros in the input's shape with the window
 * filled (one kernel for the window), whose own gradient is the window again.
 */
export function stridedView<A extends Attributes>(d: StridedView<A>): ViewPrimitive<A> {
  type Back = Backward<A>;
  const place = (t: Tensor, attributes: A): Tensor => {
    const w = d.window(t.shape, t.strides, attributes);
    return makeView(t, Object.freeze([...w.size]), w.strides, t.offset + w.offset);
  };
  const view: Primitive<A> = new Primitive<A>({
    kind: 'view',
    name: d.name,
    body: ([input], attributes) => [place(input!, attributes)],
    gradient: (c, [g]) => [backward.call([g!], { ...(c.attributes as A), inputShape: c.shape(0) })[0]!],
  });
  const backward: Primitive<Back> = new Primitive<Back>({
    kind: 'kernel',
    name: `${d.name}Backward`,
    infer: ([g], { inputShape }) => [{ shape: inputShape, dtype: g!.dtype }],
    run: ([g], [out], attributes) => {
      const overlapping = d.overlapping?.(attributes) ?? [];
      const target = place(out!, attributes);
      if (overlapping.length > 0 || target.length < out!.length) fillWith(out!, 0);
      if (target.length > 0) {
        if (overlapping.length > 0) addOverlapping(target, g!, overlapping);
        else copyInto(target, g!);
      }
      target.dispose();
    },
    gradient: (c, [g]) => [view.call([g!], c.attributes as Back)[0]!],
  });
  return Object.assign(view, { backward });
}
