import { ArgumentError, float32, matmul, type Tensor, tensor, uint8 } from '@cresset/tensor';
import { checkBoolean, parseOptions } from '@cresset/tensor/toolkit';
import { sizeOf, sizePair } from './image-size.js';
import { Transform } from './transform.js';

/**
 * Resizes by bilinear interpolation, which is two matrix products: one with the weights of the rows, one with those of
 * the columns. With `antialias` (torchvision's default) the triangle is widened when shrinking, so that every pixel of
 * the source counts; these are the numbers of `torch.nn.functional.interpolate(…, antialias=True)`.
 */
export class Resize extends Transform {
  private readonly size: number | readonly [number, number];
  private readonly antialias: boolean;
  /** Weights by source and target size: images of a data set have one size, mostly. */
  private readonly weights = new Map<string, Float32Array>();

  /**
   * @param size [height, width]; a number is the length of the shorter side, the other keeps the proportions
   * @param options.antialias default true
   */
  constructor(size: number | readonly number[], options: { antialias?: boolean } = {}) {
    super();
    const pair = sizePair('Resize', size);
    this.size = typeof size === 'number' ? size : pair;
    this.antialias = checkBoolean(
      'Resize',
      'antialias',
      parseOptions('Resize', options, { antialias: true }).antialias,
    );
  }

  /** uint8 images stay uint8, rounded; others keep their floating type. */
  forward(image: Tensor): Tensor {
    const [height, width] = sizeOf('Resize', image);
    if (height === 0 || width === 0) throw new ArgumentError('Resize: the image has no pixels');
    const [h, w] = this.target(height, width);
    if (h === height && w === width) return image;
    const x = image.isFloatingPoint() ? image : image.to(float32);
    const columns = this.matrix(width, w, x);
    const rows = this.matrix(height, h, x);
    const resized = matmul(rows, matmul(x, columns.transpose(0, 1)));
    return image.dtype === uint8 ? resized.round().clamp(0, 255).to(uint8) : resized;
  }

  private target(height: number, width: number): readonly [number, number] {
    if (typeof this.size !== 'number') return this.size;
    // As torchvision: the longer side is cut down, not rounded.
    if (height <= width) return [this.size, Math.trunc((this.size * width) / height)];
    return [Math.trunc((this.size * height) / width), this.size];
  }

  private matrix(from: number, to: number, like: Tensor): Tensor {
    const key = `${from} ${to}`;
    let weights = this.weights.get(key);
    if (weights === undefined) {
      weights = interpolationWeights(from, to, this.antialias);
      this.weights.set(key, weights);
    }
    return tensor(weights, { shape: [to, from], dtype: like.dtype, device: like.device });
  }

  override toString(): string {
    return `Resize(size=${typeof this.size === 'number' ? this.size : `[${this.size.join(', ')}]`}, interpolation=bilinear, antialias=${this.antialias})`;
  }
}

/** [to, from]: how much each source pixel counts for each target pixel. Pixels are areas: centres lie at halves. */
export function interpolationWeights(from: number, to: number, antialias: boolean): Float32Array {
  const matrix = new Float32Array(to * from);
  const scale = from / to;
  for (let i = 0; i < to; i++) {
    const center = scale * (i + 0.5);
    const row = matrix.subarray(i * from, (i + 1) * from);
    if (antialias) {
      const support = Math.max(scale, 1);
      const first = Math.max(Math.trunc(center - support + 0.5), 0);
      const end = Math.min(Math.trunc(center + support + 0.5), from);
      let total = 0;
      for (let j = first; j < end; j++) {
        const weight = Math.max(0, 1 - Math.abs((j + 0.5 - center) / support));
        row[j] = weight;
        total += weight;
      }
      for (let j = first; j < end; j++) row[j]! /= total;
    } else {
      const at = Math.max(center - 0.5, 0);
      const low = Math.min(Math.floor(at), from - 1);
      const high = Math.min(low + 1, from - 1);
      row[low]! += 1 - (at - low);
      row[high]! += at - low;
    }
  }
  return matrix;
}
