import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { SampleMaker } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { normalizeDim, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import {
  asComplexTensor,
  asFloating,
  checkInput,
  checkLength,
  type Norm,
  regionOf,
  scaleOf,
} from './arguments.js';
import { fftComplex, fftHermitian, fftReal, resized } from './transforms.js';

/** What a transform makes of what. */
interface Kind {
  readonly from: 'complex' | 'real' | 'hermitian';
  readonly forward: boolean;
  /** Divides by the number of elements unless told otherwise. */
  readonly inverse: boolean;
}

export const kinds = {
  fft: { from: 'complex', forward: true, inverse: false },
  ifft: { from: 'complex', forward: false, inverse: true },
  rfft: { from: 'real', forward: true, inverse: false },
  irfft: { from: 'hermitian', forward: false, inverse: true },
  hfft: { from: 'hermitian', forward: true, inverse: false },
  ihfft: { from: 'real', forward: false, inverse: true },
} as const satisfies Record<string, Kind>;

/** Sizes are those of the operand, except for hermitian input, where the last one is that of the result. */
function transform(
  op: string,
  x: Tensor,
  kind: Kind,
  dims: readonly number[],
  sizes: readonly number[],
  norm: unknown,
): Tensor {
  const { forward } = kind;
  const scale = scaleOf(
    op,
    norm,
    sizes.reduce((a, b) => a * b, 1),
    kind.inverse,
  );
  const last = dims.length - 1;
  const routine = kind.from === 'complex' ? 'fftComplex' : 'fftHermitian';
  let operand = kind.from === 'real' ? asFloating(x) : asComplexTensor(x, routine);
  dims.forEach((d, i) => {
    const size = kind.from === 'hermitian' && i === last ? Math.floor(sizes[i]! / 2) + 1 : sizes[i]!;
    operand = resized(operand, d, size);
  });
  if (kind.from === 'complex') return fftComplex.call([operand], { dims, forward, scale })[0]!;
  if (kind.from === 'real') return fftReal.call([operand], { dims, forward, scale })[0]!;
  return fftHermitian.call([operand], { dims, forward, scale, size: sizes[last]! })[0]!;
}

export interface FftOptions {
  /** Length along `dim`: the input is cut, or filled up with zeros (default: as it is). */
  n?: number | null;
  /** Dimension (default −1). */
  dim?: number;
  /** 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n. */
  norm?: Norm | null;
}

export interface FftnOptions {
  /** Sizes along `dim`: the input is cut, or filled up with zeros (default: as it is). */
  s?: readonly number[] | null;
  /** Dimensions (default: all, or as many of the last ones as there are sizes). */
  dim?: number | readonly number[] | null;
  /** 'backward' (default): the inverse divides by the number of elements; 'forward': the other does; 'ortho': both by its root. */
  norm?: Norm | null;
}

const isPlain = (v: unknown): boolean => typeof v === 'object' && v !== null && !Array.isArray(v);

/** `f(input, n?, options?)`: transforms of one dimension. */
export function defineFft<O>(name: keyof typeof kinds): O {
  const op = `fft.${name}`;
  const kind: Kind = kinds[name];
  const call = composed((x: unknown, n?: unknown, options?: unknown): Tensor => {
    checkInput(op, x, kind.from === 'real');
    if (isPlain(n) && options !== undefined) throw new ArgumentError(`${op}: two options objects were given`);
    const o = parseOptions(op, isPlain(n) ? n : options, {
      n: null as number | null,
      dim: -1,
      norm: null as Norm | null,
    });
    if (x.ndim === 0) throw new ShapeError(`${op}: input needs at least one dimension, got a 0-dim tensor`);
    const dim = normalizeDim(op, o.dim, x.ndim);
    const own = x.shape[dim]!;
    const wanted = (isPlain(n) ? null : n) ?? o.n ?? (kind.from === 'hermitian' ? 2 * (own - 1) : own);
    return transform(op, x, kind, [dim], [checkLength(op, wanted)], o.norm);
  });
  return defineOp(
    {
      name: op,
      kind: 'composite',
      method: false,
      dtypes: 'number',
      tolerance: 'accumulate',
      samples: (make: SampleMaker) => [
        [make.tensor([8])],
        [make.tensor([3, 5])],
        [make.tensor([3, 7]), 4],
        [make.tensor([2, 6, 3]), { n: 9, dim: 1, norm: 'ortho' }],
        [make.tensor([4, 3]), { dim: 0, norm: 'forward' }],
        [make.tensor([37])],
        [make.tensor([0, 5])],
      ],
      errors: (make: SampleMaker) => [
        {
          args: [make.tensor([3]), 0],
          error: ShapeError,
          message: `${op}: invalid number of data points (0)`,
        },
        { args: [make.tensor([3]), { dim: 1 }], error: IndexError, message: `${op}: dim 1 is out of range` },
        {
          args: [make.tensor([3]), { norm: 'unit' as Norm }],
          error: ArgumentError,
          message: `${op}: norm must be one of 'backward', 'forward', 'ortho', got 'unit'`,
        },
        { args: [make.tensor([])], error: ShapeError, message: `${op}: input needs at least one dimension` },
        {
          args: [make.tensor([2], { dtype: 'float16' })],
          error: DTypeError,
          message: `${op}: has no rule for float16`,
        },
      ],
    },
    call,
  );
}

/** `f(input, s?, options?)`: transforms of several dimensions; those that end in 2 take the last two by default. */
export function defineFftn<O>(name: string, base: keyof typeof kinds, two: boolean): O {
  const op = `fft.${name}`;
  const kind: Kind = kinds[base];
  const call = composed((x: unknown, s?: unknown, options?: unknown): Tensor => {
    checkInput(op, x, kind.from === 'real');
    if (isPlain(s) && options !== undefined) throw new ArgumentError(`${op}: two options objects were given`);
    const o = parseOptions(op, isPlain(s) ? s : options, {
      s: null as readonly number[] | null,
      dim: (two ? [-2, -1] : null) as number | readonly number[] | null,
      norm: null as Norm | null,
    });
    const sizes = (isPlain(s) ? null : s) ?? o.s;
    let { dims, sizes: lengths } = regionOf(op, x, sizes, o.dim);
    if (dims.length === 0 && kind.from !== 'complex')
      throw new ShapeError(
        `${op}: needs at least one dimension to transform, got shape ${showShape(x.shape)}`,
      );
    if (kind.from === 'hermitian') {
      // Without a size, or with −1 in its place, the length is that of an even number of points.
      const last = dims.length - 1;
      const given = Array.isArray(sizes) ? (sizes[last] as number) : -1;
      const n = given === -1 ? 2 * (x.shape[dims[last]!]! - 1) : given;
      lengths = [...lengths.slice(0, -1), checkLength(op, n)];
    }
    dims = [...dims];
    return transform(op, x, kind, dims, lengths, o.norm);
  });
  return defineOp(
    {
      name: op,
      kind: 'composite',
      method: false,
      dtypes: 'number',
      tolerance: 'accumulate',
      samples: (make: SampleMaker) => [
        [make.tensor([4, 6])],
        [make.tensor([2, 3, 5])],
        [make.tensor([3, 5]), [4, 4]],
        [make.tensor([2, 4, 3]), { dim: [0, 2], norm: 'ortho' }],
        [make.tensor([3, 2, 4]), { s: [5, 3], dim: [2, 1], norm: 'forward' }],
        [make.tensor([0, 3, 4]), { dim: [1, 2] }],
      ],
      errors: (make: SampleMaker) => [
        {
          args: [make.tensor([3, 3]), [0, 3]],
          error: ShapeError,
          message: `${op}: invalid number of data points (0)`,
        },
        {
          args: [make.tensor([3, 3]), { dim: [0, 0] }],
          error: IndexError,
          message: `${op}: dims must be unique`,
        },
        {
          args: [make.tensor([3, 3]), { s: [3], dim: [0, 1] }],
          error: ShapeError,
          message: `${op}: s and dim have different lengths, [3] and [0,1]`,
        },
        {
          args: [make.tensor([3, 3]), { norm: 'unit' as Norm }],
          error: ArgumentError,
          message: `${op}: norm must be one of`,
        },
      ],
    },
    call,
  );
}
