import { noGrad } from '@cresset/autograd';
import { ArgumentError, type Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import { gradsOf } from './grads.js';

/** Moves every element of the gradients into [−clipValue, clipValue], in place. */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  if (typeof clipValue !== 'number' || !(clipValue >= 0)) {
    throw new ArgumentError(`clipGradValue_: clipValue must be a number ≥ 0, got ${describe(clipValue)}`);
  }
  noGrad(() => {
    for (const g of gradsOf('clipGradValue_', parameters)) g.clamp_({ min: -clipValue, max: clipValue });
  });
}
