import { readFileSync } from 'node:fs';
import {
  ArgumentError,
  arange,
  DTypeError,
  Generator,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Compose,
  Normalize,
  RandomCrop,
  RandomHorizontalFlip,
  Resize,
  ToTensor,
} from '../src/transforms/index.js';
import { setup } from './setup.js';

beforeAll(setup);

const image = (...values: number[]): Tensor =>
  tensor(Uint8Array.from(values), { shape: [1, 1, values.length] });
const flat = async (x: Tensor): Promise<number[]> => Array.from((await x.data()) as Float32Array);

describe('ToTensor', () => {
  it('scales bytes to 0 … 1 and leaves other values', async () => {
    const x = new ToTensor().forward(image(0, 51, 255));
    expect(String(x.dtype)).toBe('float32');
    expect(await flat(x)).toEqual([0, Math.fround(0.2), 1]);
    expect(await flat(new ToTensor().forward(tensor([[[3]]], { dtype: 'int32' })))).toEqual([3]);
    const float = zeros([1, 2, 2], { dtype: 'float64' });
    expect(new ToTensor().forward(float)).toBe(float);
  });
});

describe('Normalize', () => {
  it('works by channel, on one image and on several', async () => {
    const x = tensor([1, 2, 3, 4], { shape: [2, 1, 2] });
    const normalize = new Normalize([1, 3], [1, 2]);
    expect(await flat(normalize.forward(x))).toEqual([0, 1, 0, 0.5]);
    expect(await flat(normalize.batch(x.unsqueeze(0)))).toEqual([0, 1, 0, 0.5]);
    expect(await flat(new Normalize(1, 2).forward(x))).toEqual([0, 0.5, 1, 1.5]);
  });

  it('says what is wrong', () => {
    expect(() => new Normalize([0], [1]).forward(image(1))).toThrow(DTypeError);
    expect(() => new Normalize([0], [1]).forward(image(1))).toThrow('put ToTensor before it');
    expect(() => new Normalize([0, 0], [1, 1]).forward(zeros([3, 2, 2]))).toThrow(
      'Normalize: mean has 2 channels, the image [3, 2, 2] has 3',
    );
    expect(() => new Normalize([0, 0], [1, 1]).forward(zeros([2]))).toThrow(ShapeError);
    expect(() => new Normalize([0], [0])).toThrow(ArgumentError);
    expect(() => new Normalize([NaN], [1])).toThrow('finite numbers');
  });
});

describe('RandomHorizontalFlip', () => {
  it('flips always, never, and about half of a batch, each image by itself', async () => {
    const x = image(1, 2, 3);
    expect(await flat(new RandomHorizontalFlip(1).forward(x))).toEqual([3, 2, 1]);
    expect(new RandomHorizontalFlip(0).forward(x)).toBe(x);
    const batch = arange(3).reshape([1, 1, 1, 3]).expand([200, 1, 1, 3]);
    const flipped = await new RandomHorizontalFlip(0.5, { generator: new Generator(1) }).batch(batch).data();
    const firsts = Array.from({ length: 200 }, (_, i) => Number(flipped[3 * i]));
    expect(new Set(firsts)).toEqual(new Set([0, 2]));
    expect(Math.abs(firsts.filter((v) => v === 2).length - 100)).toBeLessThan(30);
    const again = await new RandomHorizontalFlip(0.5, { generator: new Generator(1) }).batch(batch).data();
    expect(again).toEqual(flipped);
  });

  it('refuses what is no probability', () => {
    expect(() => new RandomHorizontalFlip(1.5)).toThrow(ArgumentError);
    expect(() => new RandomHorizontalFlip(1).forward(zeros([3]))).toThrow(ShapeError);
  });
});

describe('RandomCrop', () => {
  it('cuts windows at every place, each image of a batch at its own', async () => {
    const x = arange(16).reshape([1, 4, 4]);
    const crop = new RandomCrop(2, { generator: new Generator(3) });
    expect(crop.forward(x).shape).toEqual([1, 2, 2]);
    const batch = crop.batch(x.unsqueeze(0).expand([300, 1, 4, 4]));
    expect(batch.shape).toEqual([300, 1, 2, 2]);
    const values = await batch.data();
    const corners = new Set(Array.from({ length: 300 }, (_, i) => Number(values[4 * i])));
    expect(corners).toEqual(new Set([0, 1, 2, 4, 5, 6, 8, 9, 10]));
    for (let i = 0; i < 300; i++) {
      const corner = Number(values[4 * i]);
      expect([values[4 * i + 1], values[4 * i + 2], values[4 * i + 3]].map(Number)).toEqual(
        [1, 4, 5].map((d) => corner + d),
      );
    }
  });

  it('adds borders', async () => {
    const one = tensor([7], { shape: [1, 1, 1] });
    expect(await flat(new RandomCrop([3, 3], { padding: 1, fill: 2 }).forward(one))).toEqual([
      2, 2, 2, 2, 7, 2, 2, 2, 2,
    ]);
    expect(await flat(new RandomCrop([1, 3], { padding: [1, 0] }).forward(one))).toEqual([0, 7, 0]);
    expect(await flat(new RandomCrop([2, 1], { padding: [0, 1, 0, 0] }).forward(one))).toEqual([0, 7]);
    expect(new RandomCrop(4, { padIfNeeded: true }).forward(one).shape).toEqual([1, 4, 4]);
    expect(String(new RandomCrop(3, { padding: 1 }).forward(image(1, 2, 3)).dtype)).toBe('uint8');
  });

  it('refuses windows that are too large, and options that mean nothing', () => {
    expect(() => new RandomCrop(5).forward(zeros([1, 4, 4]))).toThrow(
      'RandomCrop: the window 5×5 is larger than the image, 4×4 with its border; set padIfNeeded or more padding',
    );
    expect(() => new RandomCrop(0)).toThrow(ArgumentError);
    expect(() => new RandomCrop([1, 2, 3])).toThrow(ArgumentError);
    expect(() => new RandomCrop(2, { padding: [1, 2, 3] })).toThrow('a number or a list of 2 or 4');
    expect(() => new RandomCrop(2, { padding: -1 })).toThrow(ArgumentError);
    expect(() => new RandomCrop(2, { paddingMode: 'reflect' } as never)).toThrow(
      "unknown option 'paddingMode'",
    );
  });
});

describe('Resize', () => {
  const goldens = JSON.parse(readFileSync(new URL('./goldens/resize.json', import.meta.url), 'utf8')) as {
    cases: Record<'size' | 'target' | 'x' | 'y' | 'bytesIn' | 'bytesOut', number[]> &
      { antialias: boolean }[];
  };

  it('gives the numbers of PyTorch, with antialiasing and without', async () => {
    for (const c of goldens.cases as unknown as (Record<string, number[]> & { antialias: boolean })[]) {
      const resize = new Resize(c.target!, { antialias: c.antialias });
      const shape = [2, ...c.size!];
      const y = resize.forward(tensor(Float32Array.from(c.x!), { shape }));
      expect(y.shape).toEqual([2, ...c.target!]);
      (await flat(y)).forEach((v, i) => void expect(Math.abs(v - c.y![i]!)).toBeLessThan(2e-6));
      const bytes = resize.forward(tensor(Uint8Array.from(c.bytesIn!), { shape }));
      expect(String(bytes.dtype)).toBe('uint8');
      // Where the exact value lies on a half, the last bit decides.
      (await flat(bytes)).forEach(
        (v, i) => void expect(Math.abs(v - c.bytesOut![i]!)).toBeLessThanOrEqual(1),
      );
    }
  });

  it('keeps proportions for a single number, as torchvision does', () => {
    expect(new Resize(4).forward(zeros([3, 8, 13])).shape).toEqual([3, 4, 6]);
    expect(new Resize(4).forward(zeros([2, 3, 13, 8])).shape).toEqual([2, 3, 6, 4]);
    const same = zeros([1, 4, 4]);
    expect(new Resize(4).forward(same)).toBe(same);
    expect(() => new Resize([0, 3])).toThrow(ArgumentError);
    expect(() => new Resize(3).forward(zeros([1, 0, 4]))).toThrow('no pixels');
  });
});

describe('Compose', () => {
  it('applies transforms and functions in turn, to images and batches, and prints as torchvision does', async () => {
    const pipeline = new Compose([new ToTensor(), new Normalize([0.5], [0.5]), (x) => x.mul(2)]);
    expect(await flat(pipeline.forward(image(0, 255)))).toEqual([-2, 2]);
    expect(await flat(pipeline.batch(image(0, 255).unsqueeze(0)))).toEqual([-2, 2]);
    const all = new Compose([
      new ToTensor(),
      new Normalize([0.5], [0.5]),
      new RandomCrop(32, { padding: 4 }),
      new RandomHorizontalFlip(),
      new Resize(8),
    ]);
    expect(String(all)).toBe(
      `Compose(
    ToTensor()
    Normalize(mean=[0.5], std=[0.5])
    RandomCrop(size=(32, 32), padding=[4, 4, 4, 4])
    RandomHorizontalFlip(p=0.5)
    Resize(size=8, interpolation=bilinear, antialias=true)
)`,
    );
    expect(() => new Compose([3 as never]).forward(image(1))).toThrow(
      'expected a Transform or a function, got 3',
    );
    expect(() => new Compose([3 as never]).batch(image(1))).toThrow(ArgumentError);
  });
});
