import { ArgumentError, DTypeError, ShapeError, type Tensor, tensor } from '@cresset/tensor';
import { Transform } from './transform.js';

/** (image - mean) / std, channel by channel. */
export class Normalize extends Transform {
  private readonly mean: readonly number[];
  private readonly std: readonly number[];

  /**
   * @param mean one number a channel, or one for all
   * @param std likewise, none of them 0
   */
  constructor(mean: readonly number[] | number, std: readonly number[] | number) {
    super();
    this.mean = typeof mean === 'number' ? [mean] : mean;
    this.std = typeof std === 'number' ? [std] : std;
    const wrong = [...this.mean, ...this.std].find((x) => !Number.isFinite(x));
    if (wrong !== undefined)
      throw new ArgumentError(`Normalize: mean and std are finite numbers, got ${wrong}`);
    if (this.std.includes(0))
      throw new ArgumentError(`Normalize: std [${this.std.join(', ')}] has a 0, which divides`);
  }

  forward(image: Tensor): Tensor {
    if (!image.isFloatingPoint()) {
      throw new DTypeError(
        `Normalize: the image is ${image.dtype}; put ToTensor before it to make it floating-point`,
      );
    }
    const mean = this.perChannel(this.mean, 'mean', image);
    const std = this.perChannel(this.std, 'std', image);
    return image.sub(mean).div_(std);
  }

  private perChannel(values: readonly number[], name: string, image: Tensor): Tensor | number {
    if (values.length === 1) return values[0]!;
    const channels = image.shape.at(-3);
    if (channels !== values.length) {
      throw new ShapeError(
        `Normalize: ${name} has ${values.length} channels, the image [${image.shape.join(', ')}] has ${channels ?? 'none'}`,
      );
    }
    return tensor(Float64Array.from(values), {
      shape: [values.length, 1, 1],
      dtype: image.dtype,
      device: image.device,
    });
  }

  override toString(): string {
    return `Normalize(mean=[${this.mean.join(', ')}], std=[${this.std.join(', ')}])`;
  }
}
