import type { Dataset } from '@cresset/data';
import type { Misclassified } from './evaluate.js';
import type { PicturedMistake } from './report/page.js';
import type { Sample } from './train.js';

/** How pixel values 0 to 1 became the model's input: (pixel − mean) / std. */
export interface Normalization {
  readonly mean: number;
  readonly std: number;
}

/** The first channel of an image, back in grey values. */
export async function greyPixels(image: Sample[0], { mean, std }: Normalization): Promise<Uint8Array> {
  const [, height, width] = image.shape as [number, number, number];
  const values = await image.data();
  return Uint8Array.from({ length: height * width }, (_, i) => {
    return Math.max(0, Math.min(255, Math.round(255 * (Number(values[i]) * std + mean))));
  });
}

export async function withPictures(
  mistakes: readonly Misclassified[],
  dataset: Dataset<Sample>,
  normalization: Normalization,
): Promise<PicturedMistake[]> {
  const pictured: PicturedMistake[] = [];
  for (const m of mistakes) {
    const [image] = await dataset.get(m.index);
    const [, height, width] = image.shape as [number, number, number];
    pictured.push({ ...m, width, height, pixels: await greyPixels(image, normalization) });
  }
  return pictured;
}
