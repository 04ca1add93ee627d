import { ArgumentError, Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** The gradients there are, of one tensor or several. */
export function gradsOf(op: string, parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const list: readonly unknown[] = parameters instanceof Tensor ? [parameters] : [...parameters];
  return list.flatMap((p) => {
    if (!(p instanceof Tensor))
      throw new ArgumentError(`${op}: parameters must be tensors, got ${describe(p)}`);
    return p.gradSlot === null ? [] : [p.gradSlot];
  });
}
