import { DataLoader } from '@cresset/data';
import { SyntheticDigits, transforms } from '@cresset/vision';

/** Images of digits in batches, as [N, 1, 28, 28] of values from 0 to 1 and [N] of classes. */
export function digits(length: number, options: { train?: boolean; batchSize?: number } = {}) {
  const { train = true, batchSize = 64 } = options;
  const dataset = new SyntheticDigits({ length, train, transform: new transforms.ToTensor() });
  return new DataLoader(dataset, { batchSize, shuffle: train });
}
