import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, checkOneOf, positionalOrNamed } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { copyOf } from '../../conversion/cast.js';
import { adaptiveAvgPool } from '../adaptive-pool.js';
import type { Size } from '../conv-nd.js';
import { sizes } from '../conv-nd.js';
import { resample, resampleBytes } from './resample.js';
import type { Taps } from './resample-weights.js';
import { antialiasedTaps, cubicTaps, linearTaps, nearestTaps } from './resample-weights.js';

const modes = ['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area', 'nearest-exact'] as const;
export type InterpolateMode = (typeof modes)[number];

/** Spatial dimensions of the modes that have a fixed number of them. */
const ranks: Partial<Record<InterpolateMode, number>> = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3 };

export interface InterpolateOptions {
  /** Size of the result, for all spatial dimensions or each. */
  size?: Size | null;
  /** Size of the result over that of the input, for all spatial dimensions or each; either this or `size`. */
  scaleFactor?: number | readonly number[] | null;
  /** How values between places are found (default `'nearest'`). */
  mode?: InterpolateMode;
  /** Whether corner places lie on each other, instead of corners of the image (linear and cubic modes; default false). */
  alignCorners?: boolean | null;
  /** Use the factor that the rounded size gives instead of `scaleFactor` itself (default false). */
  recomputeScaleFactor?: boolean | null;
  /** Average when shrinking (bilinear and bicubic; default false). */
  antialias?: boolean;
}

const defaults = {
  size: null as Size | null,
  scaleFactor: null as number | readonly number[] | null,
  mode: 'nearest' as string,
  alignCorners: null as boolean | null,
  recomputeScaleFactor: null as boolean | null,
  antialias: false,
};

interface Geometry {
  readonly size: readonly number[];
  /** The factors by which positions are computed; null: what the sizes say. */
  readonly scales: readonly (number | null)[];
}

function geometry(input: Tensor, o: typeof defaults): Geometry {
  const name = 'interpolate';
  const spatial = input.shape.slice(2);
  const rank = spatial.length;
  if ((o.size === null) === (o.scaleFactor === null)) {
    throw new ArgumentError(
      `${name}: exactly one of size and scaleFactor must be given, got ${o.size === null ? 'neither' : 'both'}`,
    );
  }
  if (o.size !== null) {
    if (o.recomputeScaleFactor === true) {
      throw new ArgumentError(`${name}: recomputeScaleFactor needs scaleFactor, not size`);
    }
    return { size: sizes(name, 'size', o.size, rank, 1), scales: spatial.map(() => null) };
  }
  const given = o.scaleFactor as number | readonly number[];
  const factors = (Array.isArray(given) ? given : new Array<unknown>(rank).fill(given)) as unknown[];
  if (factors.length !== rank) {
    throw new ArgumentError(
      `${name}: scaleFactor must have ${rank} elements for input ${showShape(input.shape)}, got ${factors.length}`,
    );
  }
  const numbers = factors.map((f) => checkNumber(name, 'scaleFactor', f));
  const size = spatial.map((n, i) => Math.floor(n * numbers[i]!));
  if (size.some((n) => !(n >= 1))) {
    throw new ArgumentError(
      `${name}: scaleFactor [${numbers.join(', ')}] makes input ${showShape(input.shape)} the sizes ${showShape(size)}`,
    );
  }
  const keep = o.recomputeScaleFactor !== true;
  return { size, scales: numbers.map((f) => (keep ? f : null)) };
}

function tapsOf(
  mode: InterpolateMode,
  input: number,
  output: number,
  scale: number | null,
  alignCorners: boolean,
  antialias: boolean,
): Taps {
  const axis = { input, output, scale, alignCorners };
  if (mode === 'nearest' || mode === 'nearest-exact') return nearestTaps(axis, mode === 'nearest-exact');
  if (antialias) return antialiasedTaps(axis, mode === 'bicubic' ? 'cubic' : 'linear');
  return mode === 'bicubic' ? cubicTaps(axis) : linearTaps(axis);
}

function checkMode(input: Tensor, mode: InterpolateMode, o: typeof defaults): void {
  const name = 'interpolate';
  const rank = input.ndim - 2;
  if (rank < 1 || rank > 3) {
    throw new ShapeError(
      `${name}: input must be [N, C, *] with 1 to 3 spatial dimensions, got ${showShape(input.shape)}`,
    );
  }
  const wanted = ranks[mode];
  if (wanted !== undefined && wanted !== rank) {
    throw new ShapeError(
      `${name}: mode '${mode}' is for ${wanted} spatial dimension(s), but input ${showShape(input.shape)} has ${rank}`,
    );
  }
  if (o.alignCorners !== null && wanted === undefined) {
    throw new ArgumentError(`${name}: mode '${mode}' takes no alignCorners`);
  }
  if (o.antialias && mode !== 'bilinear' && mode !== 'bicubic') {
    throw new ArgumentError(`${name}: antialias is for modes 'bilinear' and 'bicubic', not '${mode}'`);
  }
  const { dtype } = input;
  const bytes = dtype.name === 'uint8' && (mode.startsWith('nearest') || mode.startsWith('bi'));
  if (dtype.kind !== 'float' && !bytes) {
    throw new DTypeError(`${name}: mode '${mode}' has no rule for ${dtype}`);
  }
  if (input.shape.slice(1).some((n) => n === 0)) {
    throw new ShapeError(`${name}: input ${showShape(input.shape)} has an empty dimension besides the batch`);
  }
}

/**
 * The input in another resolution.
 *
 * @param input [N, C, L], [N, C, H, W] or [N, C, D, H, W]
 * @param size size of the result; or options.scaleFactor, its ratio to that of the input
 * @param options.mode `'nearest'` (default, as older image libraries do it), `'nearest-exact'`, `'linear'` (1
 *   dimension), `'bilinear'` and `'bicubic'` (2), `'trilinear'` (3) or `'area'` (`adaptiveAvgPool`)
 * @param options.alignCorners whether corner places lie on each other, instead of corners of the image (default false)
 * @param options.recomputeScaleFactor use the factor that the rounded size gives (default false)
 * @param options.antialias average when shrinking, with 'bilinear' and 'bicubic' (default false)
 */
export const interpolate: FunctionOp<
  (input: Tensor, size?: Size | null | InterpolateOptions, options?: InterpolateOptions) => Tensor
> = defineOp(
  {
    name: 'interpolate',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.interpolate',
    samples: (make) => [
      [make.tensor([2, 3, 5]), 7],
      [make.tensor([1, 2, 4, 5]), [3, 10]],
      [make.tensor([1, 2, 2, 3, 4]), { scaleFactor: 1.7 }],
      [make.tensor([1, 2, 4, 5]), [9, 3], { mode: 'nearest-exact' }],
      [make.tensor([1, 2, 7]), { scaleFactor: 1.5, mode: 'linear' }],
      [make.tensor([1, 2, 7]), 4, { mode: 'linear', alignCorners: true }],
      [make.tensor([2, 2, 4, 5]), [7, 3], { mode: 'bilinear' }],
      [make.tensor([1, 2, 4, 5]), { scaleFactor: [1.3, 0.6], mode: 'bilinear', alignCorners: true }],
      [make.tensor([1, 2, 7, 5]), { scaleFactor: 1.3, mode: 'bilinear', recomputeScaleFactor: true }],
      [make.tensor([1, 2, 4, 5]), [7, 3], { mode: 'bicubic' }],
      [make.tensor([1, 2, 4, 5]), { scaleFactor: 1.6, mode: 'bicubic', alignCorners: true }],
      [make.tensor([1, 2, 3, 2, 4]), [2, 5, 7], { mode: 'trilinear' }],
      [make.tensor([1, 2, 7, 5]), [3, 4], { mode: 'area' }],
      [make.tensor([1, 2, 9, 5]), [3, 8], { mode: 'bilinear', antialias: true }],
      [make.tensor([1, 2, 9, 5]), [4, 3], { mode: 'bicubic', antialias: true }],
      [
        make.tensor([1, 2, 9, 5]),
        { scaleFactor: 0.4, mode: 'bilinear', antialias: true, alignCorners: true },
      ],
      [make.tensor([0, 2, 3, 3]), 5],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 3, 3])],
        error: ArgumentError,
        message: 'interpolate: exactly one of size and scaleFactor must be given, got neither',
      },
      {
        args: [make.tensor([1, 2, 3, 3]), 5, { scaleFactor: 2 }],
        error: ArgumentError,
        message: 'got both',
      },
      {
        args: [make.tensor([1, 2, 3, 3]), 5, { mode: 'linear' }],
        error: ShapeError,
        message: "interpolate: mode 'linear' is for 1 spatial dimension(s), but input [1, 2, 3, 3] has 2",
      },
      {
        args: [make.tensor([1, 2, 3, 3]), 5, { alignCorners: true }],
        error: ArgumentError,
        message: "interpolate: mode 'nearest' takes no alignCorners",
      },
      {
        args: [make.tensor([1, 2, 3, 3]), 5, { antialias: true }],
        error: ArgumentError,
        message: "interpolate: antialias is for modes 'bilinear' and 'bicubic', not 'nearest'",
      },
      {
        args: [make.tensor([1, 2, 3, 3]), { scaleFactor: 0.1 }],
        error: ArgumentError,
        message: 'interpolate: scaleFactor [0.1, 0.1] makes input [1, 2, 3, 3] the sizes [0, 0]',
      },
      { args: [make.tensor([3, 3]), 5], error: ShapeError, message: 'interpolate: input must be [N, C, *]' },
      {
        args: [make.integers([1, 2, 3, 3], 0, 5), 5, { mode: 'bilinear' }],
        error: DTypeError,
        message: "interpolate: mode 'bilinear' has no rule for int64",
      },
    ],
  },
  composed((input: Tensor, size?: unknown, options?: unknown) => {
    const name = 'interpolate';
    const o = positionalOrNamed(name, 'size', size, options, defaults);
    const mode = checkOneOf(name, 'mode', o.mode, modes);
    const antialias = checkBoolean(name, 'antialias', o.antialias);
    checkMode(input, mode, o);
    const g = geometry(input, o);
    if (mode === 'area') return adaptiveAvgPool.call([input], { outputSize: g.size })[0]!;
    const taps = g.size.map((n, i) =>
      tapsOf(mode, input.shape[i + 2]!, n, g.scales[i]!, o.alignCorners === true, antialias),
    );
    if (input.dtype.kind === 'int' && taps[0]!.weight !== null) {
      return resampleBytes(input, taps);
    }
    const result = resample(input, taps);
    return result === input ? copyOf(input) : result;
  }),
);

export { interpolate as upsample };
