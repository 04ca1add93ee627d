import { Primitive } from '../../../op/define.js';
import type { Shape } from '../../../shape.js';
import { numel } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { onesOf } from '../../creation/ones-of.js';
import { gatherAlong, scatterToZeros } from '../../indexing/gather.js';
import { expand } from '../../movement/expand.js';
import { reshape } from '../../movement/reshape.js';
import { select } from '../../movement/select.js';
import { stack } from '../../movement/stack.js';
import { sum } from '../../reduction/sum.js';
import { Fused } from '../fused.js';
import type { GridMode, GridTaps, PaddingMode } from './grid-taps.js';
import { gridTaps, gridTapsGradient } from './grid-taps.js';

export interface GridAttributes {
  readonly mode: GridMode;
  readonly padding: PaddingMode;
  readonly alignCorners: boolean;
  readonly [name: string]: unknown;
}

interface BackwardAttributes extends GridAttributes {
  /** Whether the gradient of the grid is a result too. */
  readonly gridGradient: boolean;
}

/** index · size + next: the address in a plane, one dimension after the other. */
const address = new Fused('gridAddress', 1, ([a, b], [size]) => [a!.mul(size!.to(a!.dtype)).add(b!)]);

/** Σ weight · value over the taps of one dimension. */
const blends = new Map(
  [1, 2, 4].map((count) => [
    count,
    new Fused('gridBlend', 0, (x) => [
      x
        .slice(0, count)
        .map((v, k) => v.mul(x[count + k]!))
        .reduce((a, b) => a.add(b)),
    ]),
  ]),
);

/** Addresses after one dimension more, at tap `index` of it. */
const further = (at: Tensor | null, index: Tensor, size: number): Tensor =>
  at === null ? index : address.call([at, index], [size]);

const everywhere = (at: Tensor, planes: Shape): Tensor => expand(at, [planes[0]!, planes[1]!, at.shape[2]!]);

/** Samples [N, C, P] of planes [N, C, numel(size)]: blended along the first dimension of blends along the others. */
function sample(
  planes: Tensor,
  size: readonly number[],
  taps: readonly GridTaps[],
  at: Tensor | null,
): Tensor {
  const [own, ...rest] = taps;
  if (own === undefined) return gatherAlong(planes, 2, everywhere(at!, planes.shape));
  const values = own.index.map((index) =>
    sample(planes, size, rest, further(at, index, size[size.length - taps.length]!)),
  );
  return blends.get(values.length)!.call([...values, ...own.weight]);
}

/** Gradients [N, C, P] of samples, added to zeros where these came from. */
function unsample(
  grad: Tensor,
  planes: Shape,
  size: readonly number[],
  taps: readonly GridTaps[],
  at: Tensor | null,
): Tensor {
  const [own, ...rest] = taps;
  if (own === undefined) return scatterToZeros(grad, 2, everywhere(at!, planes), planes);
  return own.index
    .map((index, k) =>
      unsample(
        mul(grad, own.weight[k]!),
        planes,
        size,
        rest,
        further(at, index, size[size.length - taps.length]!),
      ),
    )
    .reduce((a, b) => add(a, b));
}

/** Coordinates along spatial dimension d, [N, 1, P]: the grid names the last dimension first. */
function coordinates(grid: Tensor, size: readonly number[], d: number): Tensor {
  return reshape(select(grid, -1, size.length - 1 - d), [grid.shape[0]!, 1, numel(grid.shape.slice(1, -1))]);
}

function tapsOf(grid: Tensor, size: readonly number[], a: GridAttributes): GridTaps[] {
  return size.map((s, d) => gridTaps(coordinates(grid, size, d), s, a.mode, a.padding, a.alignCorners));
}

const planesOf = (image: Tensor): Tensor =>
  reshape(image, [image.shape[0]!, image.shape[1]!, numel(image.shape.slice(2))]);

/** Inputs: gradient, image, grid. Outputs: gradients of the image and, where it is wanted, of the grid. */
const backward: Primitive<BackwardAttributes> = new Primitive<BackwardAttributes>({
  kind: 'composite',
  name: 'gridSampleBackward',
  infer: ([, image, grid], { gridGradient }) => {
    const { dtype } = image!;
    return (gridGradient ? [image!.shape, grid!.shape] : [image!.shape]).map((shape) => ({ shape, dtype }));
  },
  body: ([grad, image, grid], a) => {
    const size = image!.shape.slice(2);
    const planes = planesOf(image!);
    const taps = tapsOf(grid!, size, a);
    const g = planesOf(grad!);
    const dImage = reshape(unsample(g, planes.shape, size, taps, null), image!.shape);
    if (!a.gridGradient) return [dImage];
    const perDimension = taps.map((own, d) => {
      // What each weight of this dimension is multiplied with: the blends of the others.
      const adjoints = own.index.map((index) => {
        const alone = { index: [index], weight: [onesOf(index.shape, grad!.dtype, grad!.device)] };
        const blended = sample(
          planes,
          size,
          taps.map((t, i) => (i === d ? alone : t)),
          null,
        );
        return sum(mul(g, blended), 1, { keepdim: true });
      });
      const at = coordinates(grid!, size, d);
      const dAt = gridTapsGradient(at, adjoints, size[d]!, a.mode, a.padding, a.alignCorners);
      return reshape(dAt, grid!.shape.slice(0, -1));
    });
    return [dImage, stack(perDimension.reverse(), -1)];
  },
});

/**
 * Samples of images or volumes at positions of a grid. Inputs: [N, C, *S], [N, *P, dimensions of S], checked. Output:
 * [N, C, *P].
 */
export const gridSampling: Primitive<GridAttributes> = new Primitive<GridAttributes>({
  kind: 'composite',
  name: 'gridSample',
  saves: [0, 1],
  infer: ([image, grid]) => [
    {
      shape: Object.freeze([...image!.shape.slice(0, 2), ...grid!.shape.slice(1, -1)]),
      dtype: image!.dtype,
    },
  ],
  body: ([image, grid], a) => {
    const size = image!.shape.slice(2);
    const sampled = sample(planesOf(image!), size, tapsOf(grid!, size, a), null);
    return [reshape(sampled, [...image!.shape.slice(0, 2), ...grid!.shape.slice(1, -1)])];
  },
  gradient: (c, [g]) => {
    const attributes = { ...(c.attributes as GridAttributes), gridGradient: c.needs(1) };
    const [dImage, dGrid] = backward.call([g!, c.input(0), c.input(1)], attributes);
    return [dImage!, dGrid ?? null];
  },
});
