import { noGrad } from '@cresset/autograd';
import { cat, ShapeError, type Tensor } from '@cresset/tensor';
import { showShape } from '@cresset/tensor/toolkit';

/** All parameters as one vector; gradients flow through. */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat([...parameters].map((p) => p.reshape([-1])));
}

/** Writes a vector back into the parameters, in place. @throws ShapeError when the lengths differ */
export function vectorToParameters(vec: Tensor, parameters: Iterable<Tensor>): void {
  const list = [...parameters];
  const total = list.reduce((n, p) => n + p.numel(), 0);
  if (vec.ndim !== 1 || vec.numel() !== total) {
    throw new ShapeError(
      `vectorToParameters: the parameters have ${total} elements, the vector is ${showShape(vec.shape)}`,
    );
  }
  noGrad(() => {
    let at = 0;
    for (const p of list) {
      p.copy_(vec.narrow(0, at, p.numel()).view(p.shape));
      at += p.numel();
    }
  });
}
