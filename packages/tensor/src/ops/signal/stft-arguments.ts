import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { checkInteger, describe } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { ones } from '../creation/ones.js';
import { constantPad } from '../nn/constant-pad.js';

/** Step and length of the frames, and the window spread to nFft. */
export interface Frames {
  readonly hop: number;
  readonly window: Tensor;
}

/** @throws ArgumentError for lengths that don't fit, ShapeError or DTypeError for a window that doesn't */
export function framesOf(
  op: string,
  nFft: number,
  o: { hopLength: number | null; winLength: number | null; window: Tensor | null },
  like: { dtype: Tensor['dtype']; device: Tensor['device'] },
  complex = false,
): Frames {
  const hop = o.hopLength === null ? Math.floor(nFft / 4) : o.hopLength;
  checkInteger(op, 'hopLength', hop, 1);
  const length = o.winLength === null ? nFft : checkInteger(op, 'winLength', o.winLength, 1, nFft);
  let window = o.window;
  if (window === null) window = ones([length], { dtype: like.dtype, device: like.device });
  else {
    if (!(window instanceof Tensor))
      throw new ArgumentError(`${op}: window must be a tensor or null, got ${describe(window)}`);
    if (window.ndim !== 1 || window.length !== length) {
      throw new ShapeError(`${op}: window must have shape [${length}], got ${showShape(window.shape)}`);
    }
    if (window.dtype.kind !== 'float' && !(complex && window.dtype.kind === 'complex')) {
      const wanted = complex ? 'floating-point or complex' : 'real';
      throw new DTypeError(`${op}: window must be ${wanted}, got ${window.dtype}`);
    }
  }
  if (length === nFft) return { hop, window };
  const left = Math.floor((nFft - length) / 2);
  return { hop, window: constantPad(window, [left], [nFft - length - left], 0) };
}
