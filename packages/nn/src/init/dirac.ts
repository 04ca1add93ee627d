import { noGrad } from '@cresset/autograd';
import { ArgumentError, ShapeError, type Tensor, tensor as tensorOf } from '@cresset/tensor';
import { checkInteger, showShape } from '@cresset/tensor/toolkit';

/**
 * Fills a convolution's weight so that it passes its input through, as many channels as fit, in place.
 *
 * @param tensor [out, in, …kernel] with 1 to 3 kernel dimensions
 * @param groups parts in each of which the first channels are passed through (default 1)
 */
export function dirac_(tensor: Tensor, groups = 1): Tensor {
  checkInteger('dirac_', 'groups', groups, 1);
  if (tensor.ndim < 3 || tensor.ndim > 5) {
    throw new ShapeError(`dirac_: needs 3, 4 or 5 dimensions, got ${showShape(tensor.shape)}`);
  }
  const [out, input, ...kernel] = tensor.shape as [number, number, ...number[]];
  if (out % groups !== 0) {
    throw new ArgumentError(`dirac_: the ${out} output channels can't be divided into ${groups} groups`);
  }
  const each = out / groups;
  const field = kernel.reduce((a, b) => a * b, 1);
  const center = kernel.reduce((at, n) => at * n + Math.floor(n / 2), 0);
  const values = new Float32Array(tensor.numel());
  for (let g = 0; g < groups; g++) {
    for (let d = 0; d < Math.min(each, input); d++) {
      values[((g * each + d) * input + d) * field + center] = 1;
    }
  }
  const { shape, device } = tensor;
  return noGrad(() => tensor.copy_(tensorOf(values, { shape, device })));
}
