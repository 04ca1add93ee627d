import { int64 } from '../../dtype.js';
import { encode } from '../../io/elements.js';
import { runScatter } from '../../kernel/families.js';
import { makeView } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { isDisjoint } from '../../shape.js';
import { contiguous } from '../conversion/contiguous.js';
import { fillWith, fromBytes } from '../creation/creation.js';
import { copyInto } from './dense.js';
import { viewScatter } from './view-scatter.js';

/** A window, as steps from the first element of a dense tensor. */
export interface Geometry {
  readonly size: Shape;
  readonly stride: readonly number[];
  /** From the first element of the input. */
  readonly offset: number;
  readonly [name: string]: unknown;
}

/** The window as a view. Its gradient, unlike the view itself, wants the input to be dense. */
export const windowView: Primitive<Geometry> = new Primitive<Geometry>({
  kind: 'view',
  name: 'asStrided',
  body: ([input], { size, stride, offset }) => [makeView(input!, size, stride, input!.offset + offset)],
  gradient: (c, [g]) => [backward.call([g!], { ...(c.attributes as Geometry), inputShape: c.shape(0) })[0]!],
});

/** Row-major offsets of all elements of a window, [numel]. */
function offsets(size: Shape, stride: readonly number[], start: number): number[] {
  let list = [start];
  size.forEach((n, d) => {
    list = list.flatMap((o) => Array.from({ length: n }, (_, i) => o + i * stride[d]!));
  });
  return list;
}

const backward: Primitive<Geometry & { readonly inputShape: Shape }> = new Primitive<
  Geometry & { readonly inputShape: Shape }
>({
  kind: 'kernel',
  name: 'asStridedBackward',
  infer: ([g], { inputShape }) => [{ shape: inputShape, dtype: g!.dtype }],
  run: ([g], [out], { size, stride, offset }) => {
    fillWith(out!, 0);
    if (g!.length === 0) return;
    if (isDisjoint(size, stride)) {
      const window = makeView(out!, size, stride, out!.offset + offset);
      copyInto(window, g!);
      window.dispose();
      return;
    }
    // Elements that share a place add up.
    const list = offsets(size, stride, offset);
    const index = fromBytes(encode(list, int64), size, int64, out!.device);
    runScatter(
      'add',
      out!,
      size.map(() => 0),
      g!,
      [{ index, size: out!.length, step: 1 }],
      size,
    );
    index.dispose();
  },
  gradient: (c, [g]) => {
    const { size, stride, offset } = c.attributes as Geometry;
    // The geometry is that of a dense tensor, which a gradient (an expanded one, say) need not be.
    return [windowView.call([contiguous(g!)], { size, stride, offset })[0]!];
  },
});

/**
 * The inverse: a tensor in which a window without overlaps is replaced. To the graph, this is what an in-place change of
 * a view does to the tensor that the view belongs to. Inputs: tensor, new elements of the window.
 */
export const windowScatter: Primitive<Geometry> = viewScatter<Geometry>(
  'asStridedScatter',
  (t, geometry) => windowView.call([contiguous(t)], geometry)[0]!,
);
