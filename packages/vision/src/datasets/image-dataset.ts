import { type Collated, checkIndex, Dataset, defaultCollate } from '@cresset/data';
import { ArgumentError, type Tensor, tensor } from '@cresset/tensor';
import { applyTransform, applyTransformToBatch, type TransformLike } from '../transforms/transform.js';

/** An image and its class. */
export type ImageSample = [image: Tensor, label: number];

/** Options of all image data sets. */
export interface ImageOptions {
  /** Applied to each image, or at once to each batch of them (default: none). */
  transform?: TransformLike | null;
  /** Applied to each label (default: none). */
  targetTransform?: ((label: number) => number) | null;
}

/**
 * Labelled images of one size. Without a transform an image is a uint8 tensor [C, H, W] of values 0 to 255 and its label
 * a number; a batch is [N, C, H, W] and an int64 tensor [N].
 */
export abstract class ImageDataset extends Dataset<ImageSample> {
  abstract override readonly length: number;
  /** Names of the classes. */
  abstract readonly classes: readonly string[];
  /** [C, H, W] */
  abstract readonly imageShape: readonly [number, number, number];
  readonly transform: TransformLike | null;
  readonly targetTransform: ((label: number) => number) | null;

  constructor(options: Required<ImageOptions>) {
    super();
    this.transform = options.transform;
    this.targetTransform = options.targetTransform;
    if (this.targetTransform !== null && typeof this.targetTransform !== 'function') {
      throw new ArgumentError(
        `${this.constructor.name}: targetTransform must be a function from label to label`,
      );
    }
  }

  /** Writes the values of an image, in the order [C, H, W], to `into` from `at` on, and gives its label. */
  protected abstract read(index: number, into: Uint8Array, at: number): number;

  get(index: number): ImageSample {
    const i = checkIndex(this.constructor.name, index, this.length);
    const [c, h, w] = this.imageShape;
    const bytes = new Uint8Array(c * h * w);
    const label = this.read(i, bytes, 0);
    const image = tensor(bytes, { shape: this.imageShape });
    return [
      this.transform === null ? image : applyTransform(this.transform, image),
      this.targetTransform === null ? label : this.targetTransform(label),
    ];
  }

  override getBatch(indices: readonly number[]): Collated<ImageSample> {
    const [c, h, w] = this.imageShape;
    const size = c * h * w;
    const bytes = new Uint8Array(indices.length * size);
    const labels = indices.map((index, k) => {
      const label = this.read(checkIndex(this.constructor.name, index, this.length), bytes, k * size);
      return this.targetTransform === null ? label : this.targetTransform(label);
    });
    const images = tensor(bytes, { shape: [indices.length, c, h, w] });
    return [
      this.transform === null ? images : applyTransformToBatch(this.transform, images),
      defaultCollate(labels),
    ];
  }
}

/** Images held as the bytes of their files: 60,000 of 28×28 take 47 MB. */
export abstract class StoredImages extends ImageDataset {
  constructor(
    /** All images, [N, C, H, W]. */
    readonly data: Uint8Array,
    /** All labels, [N]. */
    readonly targets: Uint8Array,
    readonly imageShape: readonly [number, number, number],
    options: Required<ImageOptions>,
  ) {
    super(options);
  }

  get length(): number {
    return this.targets.length;
  }

  protected read(index: number, into: Uint8Array, at: number): number {
    const [c, h, w] = this.imageShape;
    const size = c * h * w;
    into.set(this.data.subarray(index * size, (index + 1) * size), at);
    return this.targets[index]!;
  }
}
