import { RandomStream } from '@cresset/data';
import { ArgumentError, flip, type Generator, type Tensor, tensor, where } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { sizeOf } from './image-size.js';
import { Transform } from './transform.js';

/** Mirrors left and right with probability `p`. */
export class RandomHorizontalFlip extends Transform {
  private readonly generator: Generator | null;

  /** @param p probability (default 0.5) */
  constructor(
    readonly p = 0.5,
    options: { generator?: Generator | null } = {},
  ) {
    super();
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`RandomHorizontalFlip: p is a probability, got ${p}`);
    this.generator = parseOptions('RandomHorizontalFlip', options, {
      generator: null as Generator | null,
    }).generator;
  }

  forward(image: Tensor): Tensor {
    sizeOf('RandomHorizontalFlip', image);
    return RandomStream.from(this.generator).uniform() < this.p ? flip(image, [-1]) : image;
  }

  override batch(images: Tensor): Tensor {
    sizeOf('RandomHorizontalFlip', images);
    const stream = RandomStream.from(this.generator);
    const n = images.shape[0]!;
    const chosen = Array.from({ length: n }, () => stream.uniform() < this.p);
    const shape = [n, ...images.shape.slice(1).map(() => 1)];
    return where(tensor(chosen, { shape, dtype: 'bool', device: images.device }), flip(images, [-1]), images);
  }

  override toString(): string {
    return `RandomHorizontalFlip(p=${this.p})`;
  }
}
