import { ArgumentError, stack, type Tensor, unbind } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/**
 * A change of images. Users call `forward` on one image [C, H, W] or on images [N, C, H, W] that all get the same;
 * loaders call `batch`, where each image of random transforms has its own luck.
 */
export abstract class Transform {
  abstract forward(image: Tensor): Tensor;

  /** @param images [N, C, H, W] */
  batch(images: Tensor): Tensor {
    return this.forward(images);
  }

  /** As torchvision prints it. */
  toString(): string {
    return `${this.constructor.name}()`;
  }
}

/** A transform, or a function of one image. */
export type TransformLike = Transform | ((image: Tensor) => Tensor);

export function applyTransform(transform: TransformLike, image: Tensor): Tensor {
  if (transform instanceof Transform) return transform.forward(image);
  if (typeof transform === 'function') return transform(image);
  throw new ArgumentError(`transform: expected a Transform or a function, got ${describe(transform)}`);
}

/** Functions know single images only: they are called for each. */
export function applyTransformToBatch(transform: TransformLike, images: Tensor): Tensor {
  if (transform instanceof Transform) return transform.batch(images);
  if (typeof transform === 'function') return stack(unbind(images).map(transform));
  throw new ArgumentError(`transform: expected a Transform or a function, got ${describe(transform)}`);
}
