import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, checkOneOf, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { asReal } from '../complex/parts-views.js';
import { asComplexTensor, asFloating, checkInput } from '../fft/routines/arguments.js';
import { fftComplex, fftReal } from '../fft/routines/transforms.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { unfold } from '../movement/unfold.js';
import { pad } from '../nn/functional/pad.js';
import { framesOf } from './stft-arguments.js';

export interface StftOptions {
  /** Steps between frames (default ⌊nFft/4⌋). */
  hopLength?: number | null;
  /** Length of the window, which is padded to nFft (default nFft). */
  winLength?: number | null;
  /** [winLength] (default ones). */
  window?: Tensor | null;
  /** Frame t is centred at t · hopLength: the input is padded by nFft/2 at both ends (default true). */
  center?: boolean;
  /** How it is padded (default 'reflect'). */
  padMode?: 'reflect' | 'constant' | 'replicate' | 'circular';
  /** Divide by √nFft (default false). */
  normalized?: boolean;
  /** Only the frequencies from which the others follow (default: for real input and window). */
  onesided?: boolean | null;
  /** A complex result; otherwise pairs of real numbers. Must be given for real input. */
  returnComplex?: boolean | null;
}

/**
 * The short-time Fourier transform: the spectra of windowed frames of a signal.
 *
 * @param input [*, length] with at most one dimension before
 * @param nFft length of the frames
 * @param options.hopLength steps between frames (default ⌊nFft/4⌋)
 * @param options.winLength length of the window, which is padded to nFft (default nFft)
 * @param options.window [winLength] (default ones)
 * @param options.center frame t is centred at t · hopLength (default true)
 * @param options.padMode how the ends are padded for that (default 'reflect')
 * @param options.normalized divide by √nFft (default false)
 * @param options.onesided only ⌊nFft/2⌋ + 1 frequencies (default true for real input)
 * @param options.returnComplex complex result; must be given for real input
 * @returns [*, frequencies, frames], with a last dimension of 2 unless `returnComplex`
 */
export const stft: Op<(input: Tensor, nFft: number, options?: StftOptions) => Tensor> = defineOp(
  {
    name: 'stft',
    kind: 'composite',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([20]), 8, { returnComplex: true }],
      [
        make.tensor([2, 17]),
        6,
        { hopLength: 3, window: make.tensor([6]), returnComplex: true, normalized: true },
      ],
      [make.tensor([15]), 8, { winLength: 5, window: make.tensor([5]), center: false, returnComplex: false }],
      [make.tensor([16]), 4, { padMode: 'constant', onesided: false, returnComplex: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([20]), 8],
        error: ArgumentError,
        message: 'stft: returnComplex must be given for real input',
      },
      {
        args: [make.tensor([2, 2, 8]), 4, { returnComplex: true }],
        error: ShapeError,
        message: 'stft: input must have shape [length] or [batch, length], got [2, 2, 8]',
      },
      {
        args: [make.tensor([8]), 16, { center: false, returnComplex: true }],
        error: ShapeError,
        message: 'stft: nFft 16 is larger than the 8 points of the input',
      },
      {
        args: [make.tensor([16]), 8, { window: make.tensor([4]), returnComplex: true }],
        error: ShapeError,
        message: 'stft: window must have shape [8], got [4]',
      },
    ],
  },
  composed((input: Tensor, nFft: number, options?: unknown) => {
    const o = parseOptions('stft', options, {
      hopLength: null as number | null,
      winLength: null as number | null,
      window: null as Tensor | null,
      center: true,
      padMode: 'reflect' as const,
      normalized: false,
      onesided: null as boolean | null,
      returnComplex: null as boolean | null,
    });
    checkInput('stft', input);
    checkInteger('stft', 'nFft', nFft, 1);
    if (input.ndim !== 1 && input.ndim !== 2) {
      throw new ShapeError(
        `stft: input must have shape [length] or [batch, length], got ${showShape(input.shape)}`,
      );
    }
    const isComplex = input.dtype.kind === 'complex';
    if (o.returnComplex === null && !isComplex) {
      throw new ArgumentError(
        'stft: returnComplex must be given for real input; true is the form to write today',
      );
    }
    const mode = checkOneOf('stft', 'padMode', o.padMode, ['reflect', 'constant', 'replicate', 'circular']);
    const x = asFloating(input);
    const signal = x.ndim === 1 ? reshape(x, [1, x.length]) : x;
    const { hop, window } = framesOf('stft', nFft, o, { dtype: x.dtype, device: x.device }, true);
    const half = Math.floor(nFft / 2);
    const padded = checkBoolean('stft', 'center', o.center)
      ? reshape(pad(reshape(signal, [1, ...signal.shape]), [half, half], { mode }), [
          signal.shape[0]!,
          signal.shape[1]! + 2 * half,
        ])
      : signal;
    if (padded.shape[1]! < nFft)
      throw new ShapeError(`stft: nFft ${nFft} is larger than the ${padded.shape[1]} points of the input`);
    const frames = mul(unfold(padded, 1, nFft, hop), window);
    const real = !isComplex && window.dtype.kind !== 'complex';
    const onesided = o.onesided ?? real;
    if (onesided && !real)
      throw new ArgumentError(
        'stft: onesided spectra are those of real input and window; one of them is complex',
      );
    const scale = checkBoolean('stft', 'normalized', o.normalized) ? 1 / Math.sqrt(nFft) : 1;
    const attributes = { dims: [2], forward: true, scale };
    const spectrum = onesided
      ? fftReal.call([frames], attributes)[0]!
      : fftComplex.call([asComplexTensor(frames, 'fftComplex')], attributes)[0]!;
    const turned = transpose(spectrum, 1, 2);
    const result = x.ndim === 1 ? reshape(turned, turned.shape.slice(1)) : turned;
    return o.returnComplex === false ? asReal.call([result], {})[0]! : result;
  }),
);
