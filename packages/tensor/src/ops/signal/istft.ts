import { int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { encode } from '../../io/elements.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { complex } from '../complex/complex.js';
import { checkOperand } from '../complex/parts-views.js';
import { fromBytes } from '../creation/creation.js';
import { zeros } from '../creation/zeros.js';
import { fftComplex, fftHermitian } from '../fft/routines/transforms.js';
import { indexAdd } from '../indexing/index-add.js';
import { expand } from '../movement/expand.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { constantPad } from '../nn/constant-pad.js';
import { framesOf } from './stft-arguments.js';

export interface IstftOptions {
  /** Steps between frames (default ⌊nFft/4⌋). */
  hopLength?: number | null;
  /** Length of the window (default nFft). */
  winLength?: number | null;
  /** [winLength] (default ones). */
  window?: Tensor | null;
  /** The frames were centred (default true). */
  center?: boolean;
  /** The spectra were divided by √nFft (default false). */
  normalized?: boolean;
  /** Only the frequencies from which the others follow are there (default: by their number). */
  onesided?: boolean | null;
  /** Length of the result: cut, or filled up with zeros (default: what the frames cover). */
  length?: number | null;
  /** A complex result, of spectra in full (default false). */
  returnComplex?: boolean;
}

const f64 = { dtype: 'float64' } as const;

/** Σ of frames [batch, frames, n] that lie `hop` apart, [batch, total]. */
function overlapAdd(frames: Tensor, hop: number): Tensor {
  const [batch, count, n] = frames.shape as readonly number[] as [number, number, number];
  const positions = Array.from({ length: count * n }, (_, i) => Math.floor(i / n) * hop + (i % n));
  const index = fromBytes(encode(positions, int64), Object.freeze([count * n]), int64, frames.device);
  const total = n + hop * (count - 1);
  const sum = zeros([batch, total], { dtype: frames.dtype, device: frames.device });
  return indexAdd(sum, 1, index, reshape(frames, [batch, count * n]));
}

/**
 * The inverse of `stft`: windowed frames added where they overlap, divided by the sum of the squared windows there.
 *
 * @param input complex [*, frequencies, frames] with at most one dimension before
 * @param nFft length of the frames
 * @param options see `stft`, and `length`: of the result (default: what the frames cover)
 * @returns [*, length]
 * @throws ArgumentError where the squared windows add up to 0 (on devices that can block; elsewhere the result is NaN)
 */
export const istft: Op<(input: Tensor, nFft: number, options?: IstftOptions) => Tensor> = defineOp(
  {
    name: 'istft',
    kind: 'composite',
    tolerance: 'accumulate',
    // PyTorch takes complex tensors only, which the goldens' operands can't be: test/fft.test.ts has its numbers.
    torch: null,
    samples: (make) => [
      [complex(make.tensor([5, 4], f64), make.tensor([5, 4], f64)), 8],
      [
        complex(make.tensor([2, 4, 5], f64), make.tensor([2, 4, 5], f64)),
        6,
        { hopLength: 2, normalized: true },
      ],
      [complex(make.tensor([5, 4], f64), make.tensor([5, 4], f64)), 8, { length: 20 }],
    ],
    differentiable: false,
    errors: (make) => [
      { args: [make.tensor([5, 4]), 8], error: DTypeError, message: 'istft: expects a complex tensor' },
      {
        args: [complex(make.tensor([4, 4]), make.tensor([4, 4])), 8],
        error: ShapeError,
        message: 'istft: 4 frequencies of input [4, 4] are not those of nFft 8',
      },
      {
        args: [complex(make.tensor([5, 4]), make.tensor([5, 4])), 8, { hopLength: 9 }],
        error: ArgumentError,
        message: 'istft: hopLength must be an integer ≥ 1 and ≤ 8',
      },
    ],
  },
  composed((input: Tensor, nFft: number, options?: unknown) => {
    const o = parseOptions('istft', options, {
      hopLength: null as number | null,
      winLength: null as number | null,
      window: null as Tensor | null,
      center: true,
      normalized: false,
      onesided: null as boolean | null,
      length: null as number | null,
      returnComplex: false,
    });
    checkOperand('istft', input);
    checkInteger('istft', 'nFft', nFft, 1);
    if (input.dtype.kind !== 'complex')
      throw new DTypeError(`istft: expects a complex tensor, got ${input.dtype}; see viewAsComplex`);
    if ((input.ndim !== 2 && input.ndim !== 3) || input.length === 0) {
      throw new ShapeError(
        `istft: input must have shape [frequencies, frames] or [batch, frequencies, frames], none of them 0, got ${showShape(input.shape)}`,
      );
    }
    const wanted = checkBoolean('istft', 'returnComplex', o.returnComplex);
    const spectra = input.ndim === 2 ? reshape(input, [1, ...input.shape]) : input;
    const frequencies = spectra.shape[1]!;
    const onesided = o.onesided ?? (!wanted && frequencies !== nFft);
    if (onesided && wanted)
      throw new ArgumentError('istft: a complex result needs spectra in full, onesided: false');
    if (frequencies !== (onesided ? Math.floor(nFft / 2) + 1 : nFft)) {
      throw new ShapeError(
        `istft: ${frequencies} frequencies of input ${showShape(input.shape)} are not those of nFft ${nFft}`,
      );
    }
    const length = o.winLength ?? nFft;
    if (o.hopLength !== null) checkInteger('istft', 'hopLength', o.hopLength, 1, length);
    const dtype = input.dtype.bytes === 16 ? 'float64' : 'float32';
    const like = zeros([], { dtype, device: input.device });
    const { hop, window } = framesOf('istft', nFft, o, { dtype: like.dtype, device: input.device });
    const scale = checkBoolean('istft', 'normalized', o.normalized) ? 1 / Math.sqrt(nFft) : 1 / nFft;
    const attributes = { dims: [2], forward: false, scale };
    const turned = transpose(spectra, 1, 2);
    // A real signal has a Hermitian spectrum: the half of it decides, also where all of it is given.
    const half = narrow(turned, 2, 0, Math.floor(nFft / 2) + 1);
    const frames = wanted
      ? fftComplex.call([turned], attributes)[0]!
      : fftHermitian.call([half], { ...attributes, size: nFft })[0]!;
    const sum = overlapAdd(mul(frames, window), hop);
    const squares = expand(mul(window, window), [1, spectra.shape[2]!, nFft]);
    const envelope = overlapAdd(squares, hop);
    const from = checkBoolean('istft', 'center', o.center) ? Math.floor(nFft / 2) : 0;
    const total = sum.shape[1]!;
    const end = o.length === null ? total - from : from + checkInteger('istft', 'length', o.length, 1);
    const covered = Math.min(end, total) - from;
    if (covered <= 0)
      throw new ShapeError(`istft: the frames cover no more than the padding of ${from} points`);
    const weights = narrow(envelope, 1, from, covered);
    checkEnvelope(weights);
    const result = div(narrow(sum, 1, from, covered), weights);
    const filled = end > total ? constantPad(result, [0, 0], [0, end - total], 0) : result;
    return input.ndim === 2 ? reshape(filled, [filled.shape[1]!]) : filled;
  }),
);

/** @throws ArgumentError where no window covers a point; asked only where the device can block */
function checkEnvelope(weights: Tensor): void {
  if (weights.device.backend.downloadSync === undefined) return;
  const values = weights.detach().dataSync();
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(Number(values[i])) <= 1e-11) {
      throw new ArgumentError(
        `istft: the squared windows add up to 0 at point ${i}; choose a shorter hopLength or another window`,
      );
    }
  }
}
