import type { Tensor } from '@cresset/tensor';
import { applyTransform, applyTransformToBatch, Transform, type TransformLike } from './transform.js';

/**
 * Transforms one after the other.
 *
 * @example
 * new Compose([new ToTensor(), new Normalize([0.1307], [0.3081])])
 */
export class Compose extends Transform {
  constructor(readonly transforms: readonly TransformLike[]) {
    super();
  }

  forward(image: Tensor): Tensor {
    return this.transforms.reduce((x, t) => applyTransform(t, x), image);
  }

  override batch(images: Tensor): Tensor {
    return this.transforms.reduce((x, t) => applyTransformToBatch(t, x), images);
  }

  override toString(): string {
    const lines = this.transforms.map(
      (t) => `    ${t instanceof Transform ? String(t) : t.name || 'function'}\n`,
    );
    return `Compose(\n${lines.join('')})`;
  }
}
