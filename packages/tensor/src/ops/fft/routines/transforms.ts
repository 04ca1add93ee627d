import { complex64, complex128, type DType, float32, float64 } from '../../../dtype.js';
import { Primitive } from '../../../op/define.js';
import type { Shape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { asComplex, asReal } from '../../complex/parts-views.js';
import { real } from '../../complex/real.js';
import { contiguous } from '../../conversion/contiguous.js';
import { ones } from '../../creation/ones.js';
import { zeros } from '../../creation/zeros.js';
import { cat } from '../../movement/cat.js';
import { narrow } from '../../movement/narrow.js';
import { reshape } from '../../movement/reshape.js';

export interface Transform {
  /** In the order in which they are done backwards: the last one is the one that is halved. */
  readonly dims: readonly number[];
  /** e^{−2πi jk/n}; otherwise e^{+2πi jk/n}. */
  readonly forward: boolean;
  /** Factor of the results. */
  readonly scale: number;
  readonly [name: string]: unknown;
}

export const complexOf = (dtype: DType): DType =>
  dtype.bytes === 8 && dtype.kind === 'float' ? complex128 : complex64;
const realOf = (dtype: DType): DType => (dtype === complex128 ? float64 : float32);

const withSize = (shape: Shape, dim: number, size: number): Shape =>
  Object.freeze(shape.map((n, i) => (i === dim ? size : n)));

const lastOf = ({ dims }: Transform): number => dims[dims.length - 1]!;

/** Complex [*] → complex [*], along all of `dims`. */
export const fftComplex: Primitive<Transform> = new Primitive<Transform>({
  kind: 'routine',
  name: 'fftComplex',
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  // The adjoint of a symmetric matrix is its conjugate: the other direction.
  gradient: (c, [g]) => {
    const t = c.attributes as Transform;
    return [fftComplex.call([g!], { ...t, forward: !t.forward })[0]!];
  },
});

/** Real → complex; of the last of `dims` the ⌊n/2⌋ + 1 frequencies from which the others follow. */
export const fftReal: Primitive<Transform> = new Primitive<Transform>({
  kind: 'routine',
  name: 'fftReal',
  infer: ([x], t) => {
    const last = lastOf(t);
    const kept = Math.floor(x!.shape[last]! / 2) + 1;
    return [{ shape: withSize(x!.shape, last, kept), dtype: complexOf(x!.dtype) }];
  },
  // Of the full transform followed by a cut: zeros in the place of what was cut off.
  gradient: (c, [g]) => {
    const t = c.attributes as Transform;
    const last = lastOf(t);
    const missing = c.shape(0)[last]! - g!.shape[last]!;
    const full = missing > 0 ? cat([g!, zerosOf(g!, withSize(g!.shape, last, missing))], last) : g!;
    return [real(fftComplex.call([full], { ...t, forward: !t.forward })[0]!)];
  },
});

const zerosOf = (like: Tensor, shape: Shape): Tensor =>
  zeros(shape, { dtype: like.dtype, device: like.device });

/** Complex frequencies as `fftReal` gives them → real; `size` is that of the last of `dims`. */
export const fftHermitian: Primitive<Transform & { readonly size: number }> = new Primitive<
  Transform & { readonly size: number }
>({
  kind: 'routine',
  name: 'fftHermitian',
  infer: ([x], t) => [{ shape: withSize(x!.shape, lastOf(t), t.size), dtype: realOf(x!.dtype) }],
  // A frequency that stands for its mirror image too counts twice.
  gradient: (c, [g]) => {
    const { size, ...t } = c.attributes as Transform & { readonly size: number };
    const last = lastOf(t);
    const half = fftReal.call([g!], { ...t, forward: !t.forward })[0]!;
    const twice = size - half.shape[last]!;
    if (twice <= 0) return [half];
    const options = { dtype: realOf(half.dtype), device: half.device };
    const single = ones([half.shape[last]! - 1 - twice], options);
    const weights = cat([ones([1], options), mul(ones([twice], options), 2), single], 0);
    const shape = half.shape.map((_, i) => (i === last ? half.shape[last]! : 1));
    return [scaleBy(half, reshape(weights, shape))];
  },
});

/** A complex tensor times a real one, whatever the device knows of complex numbers. */
export function scaleBy(x: Tensor, factor: Tensor): Tensor {
  const pairs = asReal.call([x], {})[0]!;
  return asComplex.call([contiguous(mul(pairs, reshape(factor, [...factor.shape, 1])))], {})[0]!;
}

/** `x` cut or filled up with zeros to `size` along a dimension. */
export function resized(x: Tensor, dim: number, size: number): Tensor {
  const n = x.shape[dim]!;
  if (n === size) return x;
  if (n > size) return narrow(x, dim, 0, size);
  return cat([x, zerosOf(x, withSize(x.shape, dim, size - n))], dim);
}
