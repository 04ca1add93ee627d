import { DataLoader } from '@cresset/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { CIFAR10, FashionMNIST, MNIST } from '../src/datasets/index.js';
import { dataFolder, setup } from './setup.js';

beforeAll(setup);

const root = dataFolder();
const without = root === null ? ' (skipped: no data folder; name one in CRESSET_DATA)' : '';

describe.skipIf(root === null)(`real data sets${without}`, () => {
  it('MNIST: 60,000 and 10,000 digits with the published statistics', async () => {
    const [train, test] = [await MNIST.load(root!), await MNIST.load(root!, { train: false })];
    expect([train.length, test.length]).toEqual([60_000, 10_000]);
    expect(Array.from(train.targets.subarray(0, 5))).toEqual([5, 0, 4, 1, 9]);
    expect(Array.from(test.targets.subarray(0, 5))).toEqual([7, 2, 1, 0, 4]);
    const mean = (bytes: Uint8Array) => bytes.reduce((a, b) => a + b, 0) / bytes.length / 255;
    expect(mean(train.data)).toBeCloseTo(0.13066, 5);
    expect(mean(test.data)).toBeCloseTo(0.132515, 5);
    const counts = new Array(10).fill(0);
    for (const label of train.targets) counts[label]++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    let seen = 0;
    for await (const [x, y] of new DataLoader(test, { batchSize: 1000, shuffle: true })) {
      expect(x.shape).toEqual([1000, 1, 28, 28]);
      seen += y.shape[0]!;
    }
    expect(seen).toBe(10_000);
  });

  it('FashionMNIST: without its image files, says so', async () => {
    await expect(FashionMNIST.load(`${root}/fashion-mnist-900`)).rejects.toThrow(
      /found no train-images-idx3-ubyte/,
    );
  });

  it('CIFAR10: the first 5,000 and 1,000 images', async () => {
    const place = `${root}/cifar10-6000`;
    const train = await CIFAR10.load(place, { files: ['data_batch_1_first5000.bin'] });
    expect([train.length, Array.from(train.targets.subarray(0, 10))]).toEqual([
      5000,
      [6, 9, 9, 4, 1, 1, 2, 7, 8, 3],
    ]);
    const test = await CIFAR10.load(place, { train: false, files: ['test_batch_first1000.bin'] });
    expect([test.length, test.classes[test.targets[0]!]]).toEqual([1000, 'cat']);
    expect(Array.from(train.data.subarray(0, 4))).toEqual([0x3b, 0x2b, 0x32, 0x44]);
  });
});
