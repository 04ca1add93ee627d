import { ArgumentError, ShapeError, type Tensor } from '@cresset/tensor';
import { checkInteger } from '@cresset/tensor/toolkit';

/** [height, width] of images [..., H, W]. @throws ShapeError for fewer than two dimensions */
export function sizeOf(name: string, image: Tensor): [number, number] {
  if (image.ndim < 2) {
    throw new ShapeError(`${name}: expected an image [..., H, W], got the shape [${image.shape.join(', ')}]`);
  }
  return [image.shape.at(-2)!, image.shape.at(-1)!];
}

/** A size given as one number or as [height, width]. */
export function sizePair(name: string, size: number | readonly number[]): [number, number] {
  const pair = typeof size === 'number' ? [size, size] : size;
  if (pair.length !== 2)
    throw new ArgumentError(`${name}: size is a number or [height, width], got [${pair.join(', ')}]`);
  return [checkInteger(name, 'size', pair[0], 1), checkInteger(name, 'size', pair[1], 1)];
}
