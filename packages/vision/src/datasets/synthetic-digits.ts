import { RandomStream } from '@cresset/data';
import { checkBoolean, checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { blankCanvas, drawStroke, randomAffine, shaken } from './draw.js';
import { glyphs } from './glyphs.js';
import { ImageDataset, type ImageOptions } from './image-dataset.js';

export interface SyntheticDigitsOptions extends ImageOptions {
  /** How many images there are (default 60,000 for training, 10,000 for testing). Any number: they are drawn when asked for. */
  length?: number | null;
  /** Training images (default) or test images; the two have none in common. */
  train?: boolean;
  /** Another seed gives other images (default 0). */
  seed?: number;
}

const SIZE = 28;

/**
 * Digits in the manner of MNIST, 28×28 gray, drawn by this code and not taken from anywhere: pen strokes with random
 * shape, size, slant, place, thickness and noise. Image i is a function of seed and i alone (Philox), so the set is the
 * same on every platform, needs no file, and any image can be had without those before it.
 */
export class SyntheticDigits extends ImageDataset {
  readonly classes: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
  readonly imageShape = [1, SIZE, SIZE] as const;
  readonly length: number;
  private readonly seed: number;
  private readonly canvas = blankCanvas(SIZE);

  constructor(options: SyntheticDigitsOptions = {}) {
    const defaults: Required<SyntheticDigitsOptions> = {
      length: null,
      train: true,
      seed: 0,
      transform: null,
      targetTransform: null,
    };
    const o = parseOptions('SyntheticDigits', options, defaults);
    super(o);
    checkBoolean('SyntheticDigits', 'train', o.train);
    checkInteger('SyntheticDigits', 'seed', o.seed, 0, 2 ** 52 - 1);
    this.length = checkInteger('SyntheticDigits', 'length', o.length ?? (o.train ? 60_000 : 10_000), 0);
    this.seed = 2 * o.seed + Number(!o.train);
  }

  protected read(index: number, into: Uint8Array, at: number): number {
    const stream = RandomStream.at(this.seed, index);
    const label = stream.below(10);
    const { pixels } = this.canvas;
    pixels.fill(0);
    const variants = glyphs[label]!;
    const strokes = shaken(variants[stream.below(variants.length)]!, stream, 0.05);
    const affine = randomAffine(stream, SIZE);
    const radius = 0.7 + 0.9 * stream.uniform();
    for (const stroke of strokes) drawStroke(this.canvas, stroke, affine, radius);
    const ink = 255 * (0.75 + 0.25 * stream.uniform());
    const noise = 60 * stream.uniform() ** 2;
    // Four bytes of noise a word.
    for (let i = 0; i < SIZE * SIZE; i += 4) {
      const word = stream.word();
      for (let k = 0; k < 4; k++) {
        const grain = (((word >>> (8 * k)) & 255) / 255 - 0.5) * noise;
        into[at + i + k] = Math.max(0, Math.min(255, Math.round(pixels[i + k]! * ink + grain)));
      }
    }
    return label;
  }
}
