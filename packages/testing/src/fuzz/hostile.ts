import type { Device, DType, Tensor } from '@cresset/tensor';
import { dtypes, tensor } from '@cresset/tensor';
import { makeView } from '@cresset/tensor/engine';
import { dense, layouts } from '../sample/layout.js';
import { Maker } from '../sample/maker.js';
import type { Seeded } from '../sample/seeded.js';

/** Numbers that arguments are rarely tested with. Between the harmless and the absurd there is no size that fits into memory. */
const numbers = [
  0,
  1,
  2,
  3,
  5,
  -1,
  -2,
  -3,
  -0,
  0.5,
  -1.5,
  2 ** 40 + 1,
  2 ** 40,
  2 ** 46,
  2 ** 53,
  -(2 ** 40),
  1e300,
  1e-300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
] as const;
const sizes = [0, 1, 2, 3, 5, -1, 2 ** 40, 2 ** 53, Number.NaN, 0.5] as const;
const words = [
  '',
  'mean',
  'none',
  'float32',
  'int64',
  'bool',
  'nowhere',
  'reference',
  'trunc',
  '...',
  'constructor',
] as const;
const values = [
  0,
  1,
  -1,
  2.5,
  1e300,
  -1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
] as const;

/** Makes arguments that no caller in his right mind would pass, reproducibly. */
export class Hostile {
  constructor(
    private readonly random: Seeded,
    private readonly device: Device,
    private readonly other: Device,
  ) {}

  shape(): number[] {
    const rank = this.random.pick([0, 1, 1, 2, 2, 3, 4, 5]);
    return Array.from({ length: rank }, () => this.random.pick([0, 1, 1, 2, 3, 4]));
  }

  /** A tensor of any dtype, shape, layout and content; sometimes disposed, or on another device. */
  tensor(): Tensor {
    const { random } = this;
    const dtype = random.pick(dtypes);
    const device = random.next() < 0.05 ? this.other : this.device;
    const t = random.next() < 0.3 ? this.window(dtype, device) : this.filled(dtype, device);
    if (random.next() < 0.04) t.dispose();
    else if (dtype.isDifferentiable && random.next() < 0.3) t.requiresGrad_();
    return t;
  }

  private filled(dtype: DType, device: Device): Tensor {
    const { random } = this;
    const layout = random.pick(layouts);
    const maker = new Maker({ device, dtype, layout, seed: random.integer(0, 2 ** 30) });
    const shape = this.shape();
    if (random.next() < 0.5) return maker.tensor(shape, { low: -3, high: 4 });
    const n = shape.reduce((a, b) => a * b, 1);
    return tensor(
      Array.from({ length: n }, () => random.pick(values)),
      { shape, dtype, device },
    );
  }

  /** Strides as no op makes them: overlapping, negative, zero; always within the storage. */
  private window(dtype: DType, device: Device): Tensor {
    const { random } = this;
    const shape = this.shape();
    const strides = shape.map(() => random.integer(-3, 4));
    let low = 0;
    let high = 0;
    shape.forEach((n, i) => {
      const reach = (Math.max(n, 1) - 1) * strides[i]!;
      if (reach < 0) low += reach;
      else high += reach;
    });
    const base = tensor(
      Array.from({ length: high - low + 1 }, () => random.pick(values)),
      { dtype, device },
    );
    const window = makeView(base, Object.freeze(shape), strides, base.offset - low);
    base.dispose();
    return window;
  }

  number(): number {
    return this.random.pick(numbers);
  }

  /** Anything at all. */
  value(depth = 0): unknown {
    const { random } = this;
    switch (random.integer(0, depth < 2 ? 14 : 9)) {
      case 0:
      case 1:
      case 2:
        return this.tensor();
      case 3:
      case 4:
        return this.number();
      case 5:
        return random.pick(words);
      case 6:
        return random.pick([true, false, null, undefined]);
      case 7:
        return random.pick([2n, -1n, 2n ** 70n]);
      case 8:
        return random.pick<unknown>([
          () => 0,
          Symbol('s'),
          new Date(0),
          new Float32Array([1, 2]),
          new Map(),
          this.device,
        ]);
      case 9:
        return Array.from({ length: random.integer(0, 4) }, () => random.pick<number>(sizes));
      case 10:
        return Array.from({ length: random.integer(0, 3) }, () => this.tensor());
      case 11:
        return Array.from({ length: random.integer(0, 3) }, () => this.value(depth + 1));
      case 12:
        return {
          [random.pick(['dim', 'dtype', 'keepdim', 'device', 'nonsense', '__proto__'])]: this.value(
            depth + 1,
          ),
        };
      default:
        return random.integer(-3, 4);
    }
  }

  /** A sound call made unsound in a place or two. */
  mutate(args: readonly unknown[]): unknown[] {
    const { random } = this;
    const result = [...args];
    const times = random.integer(1, 3);
    for (let k = 0; k < times; k++) {
      const at = random.integer(0, result.length + 1);
      const old = result[at];
      if (typeof old === 'number') result[at] = random.next() < 0.7 ? this.number() : this.value();
      else if (Array.isArray(old) && random.next() < 0.7) result[at] = this.mutate(old);
      else if (isPlain(old) && random.next() < 0.8) result[at] = this.mutateOptions(old);
      else result[at] = random.next() < 0.5 ? this.tensor() : this.value();
    }
    if (random.next() < 0.1) result.length = random.integer(0, result.length + 1);
    return result;
  }

  private mutateOptions(options: Record<string, unknown>): Record<string, unknown> {
    const names = Object.keys(options);
    const name = names.length > 0 ? this.random.pick(names) : 'nonsense';
    const old = options[name];
    return {
      ...options,
      [name]: typeof old === 'number' && this.random.next() < 0.6 ? this.number() : this.value(1),
    };
  }

  /** Dtype and layout for a sound sample. */
  maker(): Maker {
    const { random } = this;
    const layout = random.next() < 0.3 ? dense : random.pick(layouts);
    return new Maker({
      device: this.device,
      dtype: random.pick(dtypes),
      layout,
      seed: random.integer(0, 2 ** 30),
    });
  }
}

const isPlain = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype;
