import { ShapeError } from '../../errors.js';
import { partType } from '../../expr/complex.js';
import { allocateTensor } from '../../memory/make.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { copy } from '../conversion/copy.js';
import { coin, drawInto } from '../random/random.js';
import type { DropoutOptions } from './dropout-kernel.js';
import { dropoutOptions } from './dropout-kernel.js';
import { Fused } from './fused.js';

/** −SELU's limit at −∞: what dropped elements become before the result is brought back to mean 0 and variance 1. */
const ALPHA = 1.7580993408473766;

const dropped = new Fused('alphaDropout', 2, ([x, kept], [scale, p]) => [
  x!
    .mul(kept!.mul(scale!).to(x!.dtype))
    .add(kept!.sub(1).mul(scale!.mul(ALPHA)).to(x!.dtype))
    .add(scale!.mul(ALPHA).mul(p!).to(x!.dtype)),
]);

/** The common course of alphaDropout and featureAlphaDropout, which draws one mask for each channel. */
export function alphaDropoutOf(
  op: string,
  input: Tensor,
  p: unknown,
  options: unknown,
  channels: boolean,
): Tensor {
  const given = (p !== null && typeof p === 'object' ? p : options) as DropoutOptions | undefined;
  // Other than dropout's, PyTorch's default of `training` is false here; without it any tensor passes.
  if (channels && given?.training !== true) {
    dropoutOptions(op, null, p, options);
    return input;
  }
  const o = dropoutOptions(op, input, p, options);
  if (channels && input.ndim < 2) {
    throw new ShapeError(
      `${op}: input must be [N, C, *] with at least 2 dimensions, got ${showShape(input.shape)}`,
    );
  }
  if (given?.training !== true || o.p === 0 || input.length === 0) return input;
  let result: Tensor;
  if (o.p === 1) result = mul(input, 0);
  else {
    const shape = channels ? input.shape.map((n, i) => (i < 2 ? n : 1)) : input.shape;
    const type = input.dtype.kind === 'complex' ? partType(input.dtype) : input.dtype;
    const kept = allocateTensor(Object.freeze(shape), type, input.device);
    drawInto(kept, coin, [1 - o.p], null);
    const scale = 1 / Math.sqrt((ALPHA * ALPHA * o.p + 1) * (1 - o.p));
    result = dropped.call([input, kept], [scale, o.p]);
  }
  if (!o.inplace) return result;
  return (copy as unknown as { inplace: (target: Tensor, source: Tensor) => Tensor }).inplace(input, result);
}
