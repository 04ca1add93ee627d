import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ChecksumError, DataLoader, FileError, FormatError } from '@cresset/data';
import { ArgumentError, IndexError, type Tensor } from '@cresset/tensor';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CIFAR10, FashionMNIST, MNIST, parseIdx, SyntheticDigits } from '../src/datasets/index.js';
import { Compose, Normalize, ToTensor } from '../src/transforms/index.js';
import { setup } from './setup.js';

beforeAll(setup);

/** The elements of a tensor that isn't int64, row by row. */
const flat = async (x: Tensor): Promise<number[]> => Array.from((await x.data()) as Uint8Array);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cresset-vision-'));
  return () => rm(root, { recursive: true, force: true });
});

function idx(shape: number[], data: ArrayLike<number>, magic = 0x0800 + shape.length): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  shape.forEach((n, d) => void view.setUint32(4 + 4 * d, n));
  bytes.set(Array.from(data), 4 + 4 * shape.length);
  return bytes;
}

const pixels = Array.from({ length: 3 * 4 }, (_, i) => i * 20);
const images = idx([3, 2, 2], pixels);
const labels = idx([3], [7, 2, 1]);

/** A set of three 2×2 images, its files packed or not. */
async function writeSet(
  folder: string,
  packed: boolean,
  files: Record<string, Uint8Array> = {},
): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  const all = { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels, ...files };
  for (const [name, bytes] of Object.entries(all)) {
    await writeFile(join(root, folder, packed ? `${name}.gz` : name), packed ? gzipSync(bytes) : bytes);
  }
}

describe('MNIST', () => {
  it.each([
    ['mnist', true],
    ['mnist', false],
    ['MNIST/raw', false],
    ['', true],
  ])('reads its files from %j, packed: %s', async (folder, packed) => {
    await writeSet(folder, packed);
    const data = await MNIST.load(root);
    expect([data.length, data.imageShape, data.classes.length]).toEqual([3, [1, 2, 2], 10]);
    const [image, label] = data.get(1);
    expect([String(image.dtype), image.shape, label]).toEqual(['uint8', [1, 2, 2], 2]);
    expect(await image.toArray()).toEqual([
      [
        [80, 100],
        [120, 140],
      ],
    ]);
    const [batch, targets] = data.getBatch([2, 0]);
    expect([batch.shape, await flat(batch)]).toEqual([
      [2, 1, 2, 2],
      [...pixels.slice(8), ...pixels.slice(0, 4)],
    ]);
    expect([String(targets.dtype), await targets.toArray()]).toEqual(['int64', [1, 7]]);
    expect(() => data.get(3)).toThrow(IndexError);
    expect(() => data.getBatch([0, -4])).toThrow('MNIST: index -4 is out of range for 3 samples');
  });

  it('applies transforms to images and to batches alike', async () => {
    await writeSet('mnist', true);
    const transform = new Compose([new ToTensor(), new Normalize([0.5], [0.25])]);
    const data = await MNIST.load({ root, transform, targetTransform: (label) => label + 100 });
    const [first, label] = data.get(0);
    const [batch, targets] = data.getBatch([0]);
    expect(await flat(batch)).toEqual(await flat(first));
    expect([label, await targets.toArray()]).toEqual([107, [107]]);
    for await (const [x, y] of new DataLoader(data, { batchSize: 2 })) expect(x.shape[0]).toBe(y.shape[0]);
    await expect(MNIST.load({ root, targetTransform: 3 as never })).rejects.toThrow(ArgumentError);
  });

  it('finds the folder by CRESSET_DATA', async () => {
    await writeSet('mnist', true);
    vi.stubEnv('CRESSET_DATA', root);
    expect((await MNIST.load()).length).toBe(3);
    vi.stubEnv('CRESSET_DATA', '');
    await expect(MNIST.load()).rejects.toThrow(/the folder data can't be read/);
    vi.unstubAllEnvs();
  });

  it('says what is missing, where it looked, and what to do', async () => {
    await expect(MNIST.load(join(root, 'nowhere'))).rejects.toThrow(
      /^MNIST: the folder .*nowhere can't be read: it does not exist; give the folder as MNIST\.load\(root\)/,
    );
    await expect(MNIST.load(root)).rejects.toThrow(
      /^MNIST: found no train-images-idx3-ubyte, .*download it with/,
    );
    await writeSet('mnist', true);
    await expect(MNIST.load(root, { train: false })).rejects.toThrow(/found no t10k-images-idx3-ubyte/);
    await expect(MNIST.load(root, { test: true } as never)).rejects.toThrow("unknown option 'test'");
    await writeFile(join(root, 'file'), '');
    await expect(MNIST.load(join(root, 'file'))).rejects.toThrow(FileError);
  });

  it.skipIf(process.getuid?.() === 0)(
    'says that a folder may not be read (not tested as root, who may read all)',
    async () => {
      await chmod(root, 0o000);
      await expect(MNIST.load(root)).rejects.toThrow('permission was denied');
      await chmod(root, 0o700);
    },
  );

  it('refuses damaged files, naming them', async () => {
    const load = async (files: Record<string, Uint8Array>, packed = false) => {
      await rm(root, { recursive: true, force: true });
      await writeSet('mnist', packed, files);
      return MNIST.load(root);
    };
    await expect(load({ 'train-images-idx3-ubyte': labels })).rejects.toThrow(
      /train-images-idx3-ubyte is no IDX file of images: it has the magic number 2049, expected the magic number 2051/,
    );
    await expect(load({ 'train-labels-idx1-ubyte': Uint8Array.of(0, 0) })).rejects.toThrow(
      /no IDX file of labels: it has only 2 bytes/,
    );
    await expect(load({ 'train-images-idx3-ubyte': images.subarray(0, -1) })).rejects.toThrow(
      /is truncated: sizes \[3, 2, 2\] need 28 bytes, it has 27/,
    );
    await expect(load({ 'train-images-idx3-ubyte': images.subarray(0, 9) })).rejects.toThrow(
      'its header ends after 9 bytes',
    );
    await expect(load({ 'train-labels-idx1-ubyte': idx([3], [1, 2, 3, 4]) })).rejects.toThrow('too long');
    await expect(load({ 'train-labels-idx1-ubyte': idx([2], [1, 2]) })).rejects.toThrow(
      /has 3 images, .* has 2 labels/,
    );
    await load({}, true);
    const path = join(root, 'mnist/train-images-idx3-ubyte.gz');
    await writeFile(path, gzipSync(images).subarray(0, 30));
    await expect(MNIST.load(root)).rejects.toThrow(
      /train-images-idx3-ubyte\.gz is truncated: its gzip data ends early/,
    );
    await writeFile(path, images);
    await expect(MNIST.load(root)).rejects.toThrow(/is not gzip, although its name ends in \.gz/);
    expect(() => parseIdx(images, 1, 'x')).toThrow(FormatError);
  });

  it('downloads what is missing, refusing other content', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return new Response(gzipSync(images));
    });
    await expect(MNIST.load(root, { download: true })).rejects.toThrow(ChecksumError);
    await expect(FashionMNIST.load(root, { download: true, train: false })).rejects.toThrow(ChecksumError);
    await expect(CIFAR10.load(root, { download: true })).rejects.toThrow(ChecksumError);
    expect(asked[0]).toBe('https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz');
    expect(asked.some((url) => url.endsWith('cifar-10-binary.tar.gz'))).toBe(true);
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('fetch failed');
    });
    await expect(MNIST.load(root, { download: true })).rejects.toThrow(
      /could not be downloaded: .*fetch failed/,
    );
    vi.unstubAllGlobals();
  });
});

describe('FashionMNIST', () => {
  it('is read like MNIST, from folders of its own', async () => {
    await writeSet('fashion-mnist', true);
    const data = await FashionMNIST.load(root);
    expect([data.length, data.classes[data.targets[0]!]]).toEqual([3, 'Sneaker']);
    await expect(MNIST.load(root)).rejects.toThrow(FileError);
  });
});

describe('CIFAR10', () => {
  const record = (label: number, value: number) => Uint8Array.from([label, ...new Array(3072).fill(value)]);
  const batch = (...records: Uint8Array[]) => Uint8Array.from(records.flatMap((r) => [...r]));

  it('reads batches of records, all of them or the named ones', async () => {
    await mkdir(join(root, 'cifar-10-batches-bin'));
    for (let k = 1; k <= 5; k++) {
      await writeFile(
        join(root, `cifar-10-batches-bin/data_batch_${k}.bin`),
        batch(record(k, k), record(0, 9)),
      );
    }
    const data = await CIFAR10.load(root);
    expect([data.length, data.imageShape]).toEqual([10, [3, 32, 32]]);
    const [image, label] = data.get(4);
    expect([image.shape, label, data.classes[label]]).toEqual([[3, 32, 32], 3, 'cat']);
    expect(new Set(await flat(image))).toEqual(new Set([3]));
    const some = await CIFAR10.load(root, { files: ['data_batch_2.bin'] });
    expect([some.length, some.targets[0]]).toEqual([2, 2]);
  });

  it('refuses what are no batches', async () => {
    await writeFile(join(root, 'test_batch.bin'), record(3, 0).subarray(1));
    await expect(CIFAR10.load(root, { train: false })).rejects.toThrow(
      /3072 bytes are no whole number of records of 3073/,
    );
    await writeFile(join(root, 'test_batch.bin'), batch(record(3, 0), record(77, 0)));
    await expect(CIFAR10.load(root, { train: false })).rejects.toThrow('record 1 has the label 77, above 9');
    await expect(CIFAR10.load(root)).rejects.toThrow(/found no data_batch_1\.bin/);
    await expect(CIFAR10.load(root, { files: [] })).rejects.toThrow(ArgumentError);
  });

  it('unpacks the downloaded archive', async () => {
    const { readTar } = await import('../src/datasets/tar.js');
    const file = (name: string, content: Uint8Array, type = '0') => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
      header.write(type, 156);
      return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
    };
    const archive = Buffer.concat([
      file('cifar/', new Uint8Array(0), '5'),
      file('cifar/a.bin', record(1, 2)),
      file('b', Uint8Array.of(5)),
      Buffer.alloc(1024),
    ]);
    expect(Array.from(readTar(archive, 'x'), ([name, content]) => [name, content.length])).toEqual([
      ['cifar/a.bin', 3073],
      ['b', 1],
    ]);
    const { unpackBatches } = await import('../src/datasets/cifar10.js');
    expect(unpackBatches(archive, 'x.tar', ['a.bin'])[0]![1].length).toBe(3073);
    expect(() => unpackBatches(archive, 'x.tar', ['c.bin'])).toThrow('x.tar holds no c.bin');
    expect(() => [...readTar(archive.subarray(0, 3000), 'x.tar')]).toThrow(
      /x\.tar is truncated: cifar\/a\.bin ends after \d+ of 3073 bytes/,
    );
  });
});

describe('SyntheticDigits', () => {
  it('draws image i as a function of seed and i alone', async () => {
    const data = new SyntheticDigits({ seed: 3 });
    expect([data.length, data.imageShape, new SyntheticDigits({ train: false }).length]).toEqual([
      60_000,
      [1, 28, 28],
      10_000,
    ]);
    const [image, label] = data.get(1234);
    const bytes = await image.data();
    const [again, sameLabel] = new SyntheticDigits({ seed: 3, length: 5000 }).get(1234);
    expect([sameLabel, await again.data()]).toEqual([label, bytes]);
    const [batch, labels] = data.getBatch([7, 1234]);
    expect([(await batch.data()).slice(784), ((await labels.toArray()) as number[])[1]]).toEqual([
      bytes,
      label,
    ]);
    expect(await new SyntheticDigits({ seed: 4 }).get(1234)[0].data()).not.toEqual(bytes);
    expect(await new SyntheticDigits({ seed: 3, train: false }).get(1234)[0].data()).not.toEqual(bytes);
    expect(() => new SyntheticDigits({ length: -1 })).toThrow(ArgumentError);
    expect(() => new SyntheticDigits({ seed: 0.5 })).toThrow(ArgumentError);
    expect(new SyntheticDigits({ length: 2 ** 40 }).get(2 ** 39)[0].shape).toEqual([1, 28, 28]);
  });

  it('has all classes alike, ink in the middle, and can be learnt', async () => {
    const [trainSize, testSize] = [3000, 300];
    const load = async (train: boolean, n: number) => {
      const [x, y] = new SyntheticDigits({ train }).getBatch(Array.from({ length: n }, (_, i) => i));
      return [(await x.data()) as Uint8Array, (await y.toArray()) as number[]] as const;
    };
    const [x, y] = await load(true, trainSize);
    const counts = new Array(10).fill(0);
    for (const label of y) counts[label]++;
    for (const count of counts) expect(Math.abs(count - trainSize / 10)).toBeLessThan(80);
    // The nearest of 3,000 images is of the right class nine times out of ten: a network does better.
    const [xt, yt] = await load(false, testSize);
    let right = 0;
    for (let t = 0; t < testSize; t++) {
      let [best, bestDistance] = [0, Infinity];
      for (let i = 0; i < trainSize; i++) {
        let distance = 0;
        for (let p = 0; p < 784 && distance < bestDistance; p++)
          distance += (x[784 * i + p]! - xt[784 * t + p]!) ** 2;
        if (distance < bestDistance) [best, bestDistance] = [i, distance];
      }
      right += Number(y[best] === yt[t]);
    }
    expect(right / testSize).toBeGreaterThan(0.9);
  });
});
