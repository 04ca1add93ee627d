import { RandomStream } from '@cresset/data';
import { ArgumentError, cat, type Generator, newFull, ShapeError, type Tensor } from '@cresset/tensor';
import { checkBoolean, checkInteger, checkNumber, parseOptions } from '@cresset/tensor/toolkit';
import { sizeOf, sizePair } from './image-size.js';
import { Transform } from './transform.js';

export interface RandomCropOptions {
  /** Border to add first: one number, [left and right, top and bottom], or [left, top, right, bottom]. */
  padding?: number | readonly number[] | null;
  /** Add as much border as a small image needs (default false: it is an error). */
  padIfNeeded?: boolean;
  /** Value of the border (default 0). */
  fill?: number;
  /** Default: the default generator. */
  generator?: Generator | null;
}

/** Cuts out a window of the given size at a random place. */
export class RandomCrop extends Transform {
  private readonly size: readonly [number, number];
  /** left, top, right, bottom */
  private readonly padding: readonly number[];
  private readonly options: Required<RandomCropOptions>;

  /** @param size of the window: a number, or [height, width] */
  constructor(size: number | readonly number[], options: RandomCropOptions = {}) {
    super();
    this.size = sizePair('RandomCrop', size);
    const defaults: Required<RandomCropOptions> = {
      padding: null,
      padIfNeeded: false,
      fill: 0,
      generator: null,
    };
    this.options = parseOptions('RandomCrop', options, defaults);
    checkBoolean('RandomCrop', 'padIfNeeded', this.options.padIfNeeded);
    checkNumber('RandomCrop', 'fill', this.options.fill);
    this.padding = sides(this.options.padding ?? 0);
  }

  forward(image: Tensor): Tensor {
    const stream = RandomStream.from(this.options.generator);
    return this.crop(this.padded(image), stream);
  }

  override batch(images: Tensor): Tensor {
    const stream = RandomStream.from(this.options.generator);
    const padded = this.padded(images);
    const windows = Array.from({ length: images.shape[0]! }, (_, i) =>
      this.crop(padded.narrow(0, i, 1), stream),
    );
    return windows.length === 0 ? this.crop(padded, stream) : cat(windows, 0);
  }

  private padded(image: Tensor): Tensor {
    const [height, width] = sizeOf('RandomCrop', image);
    let [left, top, right, bottom] = this.padding as [number, number, number, number];
    if (this.options.padIfNeeded) {
      const missingWidth = Math.max(0, this.size[1] - (width + left + right));
      const missingHeight = Math.max(0, this.size[0] - (height + top + bottom));
      left += missingWidth;
      right += missingWidth;
      top += missingHeight;
      bottom += missingHeight;
    }
    return border(border(image, -1, left, right, this.options.fill), -2, top, bottom, this.options.fill);
  }

  private crop(image: Tensor, stream: RandomStream): Tensor {
    const [height, width] = sizeOf('RandomCrop', image);
    const [h, w] = this.size;
    if (h > height || w > width) {
      throw new ShapeError(
        `RandomCrop: the window ${h}×${w} is larger than the image, ${height}×${width} with its border; set padIfNeeded or more padding`,
      );
    }
    const top = stream.below(height - h + 1);
    const left = stream.below(width - w + 1);
    return image.narrow(-2, top, h).narrow(-1, left, w);
  }

  override toString(): string {
    const padding = this.options.padding === null ? 'None' : `[${this.padding.join(', ')}]`;
    return `RandomCrop(size=(${this.size.join(', ')}), padding=${padding})`;
  }
}

function sides(padding: number | readonly number[]): number[] {
  const list = typeof padding === 'number' ? [padding] : padding;
  for (const p of list) checkInteger('RandomCrop', 'padding', p, 0);
  const [a, b, c, d] = list as [number, number, number, number];
  if (list.length === 1) return [a, a, a, a];
  if (list.length === 2) return [a, b, a, b];
  if (list.length === 4) return [a, b, c, d];
  throw new ArgumentError(`RandomCrop: padding is a number or a list of 2 or 4, got ${list.length}`);
}

/** Adds `before` and `after` elements of `value` along `dim`. */
function border(image: Tensor, dim: number, before: number, after: number, value: number): Tensor {
  if (before === 0 && after === 0) return image;
  const strip = (size: number): Tensor => {
    const shape = [...image.shape];
    shape[shape.length + dim] = size;
    return newFull(image, shape, value);
  };
  return cat([strip(before), image, strip(after)], dim);
}
