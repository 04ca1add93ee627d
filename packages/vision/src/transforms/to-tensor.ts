import { float32, type Tensor, uint8 } from '@cresset/tensor';
import { Transform } from './transform.js';

/**
 * uint8 images of 0 … 255 to float32 images of 0 … 1; other integers and bool to float32 as they are; floating-point
 * images pass through. (torchvision's also moves the channels of pictures to the front; data sets here have them there.)
 */
export class ToTensor extends Transform {
  forward(image: Tensor): Tensor {
    // The cast is a new tensor: dividing it in place spares a pass over the memory.
    if (image.dtype === uint8) return image.to(float32).div_(255);
    return image.isFloatingPoint() ? image : image.to(float32);
  }
}
