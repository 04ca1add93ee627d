import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { nextRandom } from '../src/random/generator.js';
import { uniform32, uniform64 } from '../src/random/philox.js';
import { devices } from './devices.js';

const list = (t: Tensor): number[] => Array.from(t.dataSync() as ArrayLike<number | bigint>, Number);

const moments = (x: number[]): { mean: number; variance: number } => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, variance: x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length };
};

describe('Generator', () => {
  it('starts where its seed says, and from PyTorch’s default seed without one', () => {
    expect(new T.Generator(7).initialSeed()).toBe(7);
    expect(new T.Generator().initialSeed()).toBe(67280421310721);
    expect(() => new T.Generator(1.5)).toThrow('seed: must be an integer of at most 53 bits, got 1.5');
  });

  it('moves on by the blocks of four words that were drawn', () => {
    const generator = new T.Generator(3);
    expect(nextRandom(generator, 5)).toEqual({ seed: 3, offset: 0 });
    expect(nextRandom(generator, 4)).toEqual({ seed: 3, offset: 2 });
    expect(nextRandom(generator, 0)).toEqual({ seed: 3, offset: 3 });
    T.rand([10], { generator });
    expect(generator.getState()).toEqual({ seed: 3, offset: 6 });
    T.rand([10], { generator, dtype: 'float64' });
    expect(generator.getState()).toEqual({ seed: 3, offset: 11 });
    T.randn([10], { generator });
    expect(generator.getState()).toEqual({ seed: 3, offset: 16 });
  });

  it('goes on from a state that was kept', () => {
    const generator = new T.Generator(3);
    T.rand([7], { generator });
    const state = generator.getState();
    const first = list(T.rand([5], { generator }));
    expect(list(T.rand([5], { generator: new T.Generator().setState(state) }))).toEqual(first);
    expect(() => generator.setState({ seed: 1, offset: -1 })).toThrow(
      'offset must be an integer ≥ 0, got -1',
    );
  });

  it('forks streams that differ from it and from each other, and are the same again from the same seed', () => {
    const forks = (): number[][] => {
      const generator = new T.Generator(3);
      return [generator, generator.fork(), generator.fork()].map((g) => list(T.rand([4], { generator: g })));
    };
    const [own, a, b] = forks();
    expect(a).not.toEqual(own);
    expect(b).not.toEqual(a);
    expect(forks()).toEqual([own, a, b]);
  });

  it('manualSeed seeds the default one', () => {
    T.manualSeed(5);
    const first = list(T.randn([3]));
    expect(T.defaultGenerator().initialSeed()).toBe(5);
    T.manualSeed(5);
    expect(list(T.randn([3]))).toEqual(first);
    expect(() => T.rand([1], { generator: 5 as never })).toThrow('generator: expected a Generator, got 5');
  });
});

it('uniforms are the words of Philox, on every device', () => {
  for (const device of devices) {
    const generator = new T.Generator(11);
    T.rand([3], { generator, device });
    const single = list(T.rand([9], { generator, device }));
    expect(single).toEqual(Array.from({ length: 9 }, (_, i) => uniform32(11, 1, i)));
    const double = list(T.rand([5], { generator, device, dtype: 'float64' }));
    expect(double).toEqual(Array.from({ length: 5 }, (_, i) => uniform64(11, 4, i)));
  }
});

it('all devices draw the same', () => {
  const draws: Record<string, (device: string, generator: T.Generator) => Tensor> = {
    rand: (device, generator) => T.rand([50], { device, generator }),
    randint: (device, generator) => T.randint(-5, 90, [50], { device, generator }),
    randintWide: (device, generator) => T.randint(2 ** 40, [50], { device, generator }),
    randperm: (device, generator) => T.randperm(50, { device, generator }),
    bernoulli: (device, generator) => T.empty([50], { device }).bernoulli_(0.3, { generator }),
    uniform: (device, generator) => T.empty([50], { device }).uniform_(-1, 3, { generator }),
    multinomial: (device, generator) => T.ones([9], { device }).multinomial(20, true, { generator }),
  };
  for (const device of devices) {
    for (const [name, draw] of Object.entries(draws)) {
      const [own, other] = [device, 'reference'].map((d) => list(draw(d, new T.Generator(2))));
      expect(own, `${name} on ${device}`).toEqual(other);
    }
    // Logarithm and cosine may differ in the last digit.
    const [own, other] = [device, 'reference'].map((d) =>
      list(T.randn([50], { device: d, generator: new T.Generator(2) })),
    );
    own!.forEach((v, i) => {
      expect(v).toBeCloseTo(other![i]!, 5);
    });
  }
});

for (const device of devices) {
  describe(`distributions on '${device}'`, () => {
    const n = 40_000;
    const o = (): { device: string; generator: T.Generator } => ({ device, generator: new T.Generator(1) });
    // Five standard errors of the mean of n draws.
    const within = (sd: number): number => (5 * sd) / Math.sqrt(n);

    it('rand', () => {
      const x = list(T.rand([n], o()));
      expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...x)).toBeLessThan(1);
      const { mean, variance } = moments(x);
      expect(Math.abs(mean - 1 / 2)).toBeLessThan(within(0.29));
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(within(0.08));
    });

    it('rand in half types stays below 1', () => {
      for (const dtype of ['float16', 'bfloat16'] as const) {
        const x = list(T.rand([n], { ...o(), dtype }));
        expect(Math.max(...x)).toBeLessThan(1);
        expect(Math.abs(moments(x).mean - 1 / 2)).toBeLessThan(within(0.29) + 1 / 256);
      }
    });

    it('randn and normal', () => {
      const { mean, variance } = moments(list(T.randn([n], o())));
      expect(Math.abs(mean)).toBeLessThan(within(1));
      expect(Math.abs(variance - 1)).toBeLessThan(within(1.42));
      const wide = moments(list(T.normal(3, 2, [n], o())));
      expect(Math.abs(wide.mean - 3)).toBeLessThan(within(2));
      expect(Math.abs(wide.variance - 4)).toBeLessThan(within(5.7));
      const means = T.tensor([-100, 100], { device });
      const each = T.normal(means, T.tensor([[0], [1]], { device }), { generator: new T.Generator(1) });
      expect(each.shape).toEqual([2, 2]);
      expect(list(each).slice(0, 2)).toEqual([-100, 100]);
      expect(
        list(each)
          .slice(2)
          .map((v) => Math.round(v / 100)),
      ).toEqual([-1, 1]);
    });

    it('tails of randn', () => {
      const x = list(T.randn([n], o()));
      const beyond = (z: number): number => x.filter((v) => Math.abs(v) > z).length / n;
      expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(within(0.47));
      expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(within(0.21));
      expect(Math.abs(beyond(3) - 0.0027)).toBeLessThan(within(0.052));
    });

    it('randint', () => {
      const x = list(T.randint(-2, 3, [n], o()));
      const counts = [-2, -1, 0, 1, 2].map((v) => x.filter((w) => w === v).length);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(n);
      for (const c of counts) expect(Math.abs(c / n - 0.2)).toBeLessThan(within(0.4));
      const far = list(T.randint(2 ** 52, 2 ** 52 + 3, [100], o()));
      expect(new Set(far)).toEqual(new Set([2 ** 52, 2 ** 52 + 1, 2 ** 52 + 2]));
      expect(T.randint(9, [2], { ...o(), dtype: 'float32' }).dtype).toBe(T.float32);
    });

    it('randperm', () => {
      const x = list(T.randperm(1000, o()));
      expect(x).not.toEqual([...x].sort((a, b) => a - b));
      expect([...x].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      expect(list(T.randperm(0, o()))).toEqual([]);
      const first = Array.from(
        { length: 3000 },
        (_, seed) => list(T.randperm(3, { generator: new T.Generator(seed) }))[0],
      );
      for (const v of [0, 1, 2])
        expect(Math.abs(first.filter((f) => f === v).length / 3000 - 1 / 3)).toBeLessThan(0.045);
    });

    it('bernoulli, by a number and by a tensor', () => {
      const generator = new T.Generator(1);
      const x = list(T.empty([n], { device }).bernoulli_(0.3, { generator }));
      expect(new Set(x)).toEqual(new Set([0, 1]));
      expect(Math.abs(moments(x).mean - 0.3)).toBeLessThan(within(0.46));
      const p = T.tensor([0, 1, 1, 0], { device });
      expect(list(p.bernoulli({ generator }))).toEqual([0, 1, 1, 0]);
      expect(list(T.zeros([4], { device, dtype: 'bool' }).bernoulli_(p, { generator }))).toEqual([
        0, 1, 1, 0,
      ]);
    });

    it('exponential', () => {
      const x = list(T.empty([n], { device }).exponential_(2, { generator: new T.Generator(1) }));
      expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(moments(x).mean - 0.5)).toBeLessThan(within(0.5));
    });

    it('multinomial', () => {
      const weights = T.tensor([1, 0, 3], { device });
      const x = list(weights.multinomial(n, true, { generator: new T.Generator(1) }));
      expect(x.filter((v) => v === 1)).toEqual([]);
      expect(Math.abs(x.filter((v) => v === 2).length / n - 0.75)).toBeLessThan(within(0.44));
      const rows = T.tensor(
        [
          [0, 1, 2],
          [5, 0, 1],
        ],
        { device },
      );
      const drawn = rows.multinomial(2, { generator: new T.Generator(1) }).toArraySync() as number[][];
      expect(drawn.map((r) => [...r].sort())).toEqual([
        [1, 2],
        [0, 2],
      ]);
    });

    it('takes shape, dtype and device from a tensor', () => {
      const like = T.zeros([2, 3], { device, dtype: 'float64' });
      for (const t of [T.randLike(like), T.randnLike(like), T.randintLike(like, 5), like.clone().normal_()]) {
        expect([t.shape, t.dtype, t.device.name]).toEqual([[2, 3], T.float64, device]);
      }
    });

    it('fills a window of a tensor, in its own order', () => {
      const t = T.zeros([4, 2], { device });
      t.transpose(0, 1).uniform_({ generator: new T.Generator(1) });
      const flat = list(
        T.rand([2, 4], { device, generator: new T.Generator(1) })
          .transpose(0, 1)
          .contiguous(),
      );
      expect(list(t)).toEqual(flat);
    });
  });
}

it('leaves that require a gradient are not filled in place while autograd records', () => {
  const leaf = T.zeros([2], { requiresGrad: true });
  expect(() => leaf.normal_()).toThrow('normal: a leaf that requires a gradient');
  const x = T.ones([2], { requiresGrad: true });
  const y = x.mul(3);
  y.uniform_(0, 1);
  y.sum().backward();
  expect(x.grad === null || list(x.grad).every((v) => v === 0)).toBe(true);
});
