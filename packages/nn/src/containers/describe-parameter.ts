import type { Tensor } from '@cresset/tensor';
import { Parameter } from '../parameter.js';

/** One entry of a printed ParameterList or ParameterDict. */
export function describeParameter(t: Tensor): string {
  const size = t.shape.join('x');
  const what = t instanceof Parameter ? 'Parameter' : 'Tensor';
  const device = t.device.name === 'cpu' || t.device.name === 'reference' ? '' : ` (${t.device.name})`;
  return `${what} containing: [torch.${t.dtype} of size ${size}${device}]`;
}
