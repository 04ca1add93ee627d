import { int64 } from '../../../dtype.js';
import { differentiate } from '../../../expr/derivative.js';
import type { Scalar } from '../../../expr/scalar.js';
import { constant } from '../../../expr/scalar.js';
import type { Tensor } from '../../../tensor.js';
import { Fused } from '../fused.js';

export type GridMode = 'bilinear' | 'nearest' | 'bicubic';
export type PaddingMode = 'zeros' | 'border' | 'reflection';

/** Where samples come from along one dimension: positions in it, and factors that are 0 outside of it. */
export interface GridTaps {
  /** int64 [N, 1, P], inside of the dimension. */
  readonly index: readonly Tensor[];
  /** [N, 1, P], differentiable by the grid. */
  readonly weight: readonly Tensor[];
}

/** From −1 … 1 to places 0 … n − 1. */
const place = (g: Scalar, n: Scalar, alignCorners: boolean): Scalar =>
  alignCorners ? g.add(1).mul(0.5).mul(n.sub(1)) : g.add(1).mul(n).sub(1).mul(0.5);

/** Into 0 … n − 1; outside, the gradient is 0. */
const clipped = (x: Scalar, n: Scalar): Scalar => {
  const last = n.sub(1);
  return x.gt(0).where(x.lt(last).where(x, last), 0);
};

/** Back and forth between the centres of the first and last place, or between the edges. */
function reflected(x: Scalar, n: Scalar, alignCorners: boolean): Scalar {
  const low = alignCorners ? 0 : -0.5;
  const span = alignCorners ? n.sub(1) : n;
  const far = x.sub(low).abs();
  // One place: everything is it.
  const safe = span.gt(0).where(span, 1);
  const extra = far.fmod(safe);
  const flips = far.div(safe).floor();
  const folded = flips.remainder(2).eq(0).where(extra, safe.sub(extra)).add(low);
  return span.gt(0).where(folded, 0);
}

function padded(x: Scalar, n: Scalar, padding: PaddingMode, alignCorners: boolean): Scalar {
  if (padding === 'zeros') return x;
  return clipped(padding === 'border' ? x : reflected(x, n, alignCorners), n);
}

const inside = (at: Scalar, n: Scalar): Scalar => at.ge(0).and(at.lt(n));

/** Clamped as a float, against overflow, and as an integer, against NaN. */
const toIndex = (at: Scalar, n: Scalar): Scalar =>
  at.max(0).min(n.sub(1)).to(int64).max(constant(0, int64)).min(n.to(int64).sub(1));

/** Weights of Keys' cubic with a = −0.75 for the four places around, t beyond the second. */
function cubicWeights(t: Scalar): Scalar[] {
  const a = -0.75;
  const near = (x: Scalar): Scalar =>
    x
      .mul(a + 2)
      .sub(a + 3)
      .mul(x)
      .mul(x)
      .add(1);
  const far = (x: Scalar): Scalar =>
    x
      .mul(a)
      .sub(5 * a)
      .mul(x)
      .add(8 * a)
      .mul(x)
      .sub(4 * a);
  const rest = t.neg().add(1);
  return [far(t.add(1)), near(t), near(rest), far(rest.add(1))];
}

/** Positions and weights of all taps of one coordinate. */
function body(g: Scalar, n: Scalar, mode: GridMode, padding: PaddingMode, alignCorners: boolean): Scalar[] {
  const raw = place(g, n, alignCorners);
  if (mode === 'nearest') {
    const at = padded(raw, n, padding, alignCorners).round();
    return [toIndex(at, n), inside(at, n).to(g.dtype)];
  }
  if (mode === 'bilinear') {
    const x = padded(raw, n, padding, alignCorners);
    const low = x.floor();
    const high = low.add(1);
    const part = x.sub(low);
    return [
      toIndex(low, n),
      toIndex(high, n),
      inside(low, n).where(part.neg().add(1), 0),
      inside(high, n).where(part, 0),
    ];
  }
  // Cubic: the position stays as it is, and each of its places is padded by itself.
  const low = raw.floor();
  const taps = [-1, 0, 1, 2].map((k) => padded(low.add(k), n, padding, alignCorners));
  const weights = cubicWeights(raw.sub(low));
  return [...taps.map((at) => toIndex(at, n)), ...taps.map((at, k) => inside(at, n).where(weights[k]!, 0))];
}

const kernels = new Map<string, Fused>();
const gradients = new Map<string, Fused>();

/** @param g one coordinate of the grid, [N, 1, P] */
export function gridTaps(
  g: Tensor,
  size: number,
  mode: GridMode,
  padding: PaddingMode,
  alignCorners: boolean,
): GridTaps {
  const key = `${mode} ${padding} ${alignCorners}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = new Fused('gridTaps', 1, ([x], [n]) => body(x!, n!, mode, padding, alignCorners));
    kernels.set(key, kernel);
  }
  const all = kernel.all([g], [size]);
  const half = all.length / 2;
  return { index: all.slice(0, half), weight: all.slice(half) };
}

/**
 * The gradient of the coordinate from those of the weights of its taps.
 *
 * @param adjoints as many as there are taps, [N, 1, P]
 */
export function gridTapsGradient(
  g: Tensor,
  adjoints: readonly Tensor[],
  size: number,
  mode: GridMode,
  padding: PaddingMode,
  alignCorners: boolean,
): Tensor {
  const key = `${mode} ${padding} ${alignCorners}`;
  let kernel = gradients.get(key);
  if (kernel === undefined) {
    kernel = new Fused('gridTapsGradient', 1, ([x, ...of], [n]) => {
      const weights = body(x!, n!, mode, padding, alignCorners).slice(of.length);
      return [differentiate(weights, of, [x!])[0] ?? x!.mul(0)];
    });
    gradients.set(key, kernel);
  }
  return kernel.call([g, ...adjoints], [size]);
}
