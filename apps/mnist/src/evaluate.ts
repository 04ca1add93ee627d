import { noGrad } from '@cresset/autograd';
import { DataLoader, type Dataset } from '@cresset/data';
import type { Module } from '@cresset/nn';
import type { DeviceLike } from '@cresset/tensor';
import { Confusion } from './confusion.js';
import type { Sample } from './train.js';
import { Breather } from './yield.js';

/** An image that was taken for another class. */
export interface Misclassified {
  readonly index: number;
  readonly actual: number;
  readonly predicted: number;
  /** Probability that the model gave its answer. */
  readonly confidence: number;
}

export interface Evaluation {
  readonly confusion: Confusion;
  /** Surest first: the mistakes that say most about the model or about the label. */
  readonly mistakes: readonly Misclassified[];
}

const BATCH = 256;

/**
 * Tests the model on a data set.
 * @param stopRequested asked after each batch
 * @returns null when it was stopped
 */
export async function evaluate(
  model: Module,
  dataset: Dataset<Sample>,
  device: DeviceLike,
  stopRequested: () => boolean = () => false,
): Promise<Evaluation | null> {
  const confusion = new Confusion(10);
  const mistakes: Misclassified[] = [];
  const breather = new Breather();
  const wasTraining = model.training;
  model.eval();
  try {
    let index = 0;
    for await (const [images, labels] of new DataLoader(dataset, { batchSize: BATCH })) {
      const best = noGrad(() => model.forward(images.to(device)).softmax(1).max(1));
      const [confidence, predicted, actual] = await Promise.all([
        best.values.data(),
        best.indices.data(),
        labels.data(),
      ]);
      for (let i = 0; i < actual.length; i++, index++) {
        const [a, p] = [Number(actual[i]), Number(predicted[i])];
        confusion.add(a, p);
        if (a !== p) mistakes.push({ index, actual: a, predicted: p, confidence: Number(confidence[i]) });
      }
      if (stopRequested()) return null;
      await breather.breathe();
    }
  } finally {
    model.train(wasTraining);
  }
  mistakes.sort((a, b) => b.confidence - a.confidence);
  return { confusion, mistakes };
}
