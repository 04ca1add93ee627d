import type { Device, DType, DTypeLike, Tensor } from '@cresset/tensor';
import { bool, int64, toDType } from '@cresset/tensor';
import type { SampleMaker } from '@cresset/tensor/engine';
import type { Layout, Shape } from './layout.js';
import { arrange, dense, repeatedDim } from './layout.js';
import { Seeded } from './seeded.js';

export interface MakerOptions {
  readonly device: Device;
  /** Dtype under test. */
  readonly dtype: DType;
  readonly layout?: Layout;
  /** Lay out values that repeat as in an expanded tensor, whatever the layout. Default: what the layout says. */
  readonly repeats?: boolean;
  readonly seed?: number;
  /** Factor of every size above 1, which leaves broadcasting as it was. Default 1. */
  readonly grow?: number;
}

/**
 * Makes the operands of samples. Values depend on the seed, on the order of the requests and on whether the layout
 * repeats; never on the device or the rest of the layout. All are exact in float32.
 */
export class Maker implements SampleMaker {
  private readonly random: Seeded;
  private readonly layout: Layout;
  private readonly repeats: boolean;
  /** Everything made, to be released by the test. */
  readonly made: Tensor[] = [];

  constructor(private readonly o: MakerOptions) {
    this.random = new Seeded(o.seed ?? 20261101);
    this.layout = o.layout ?? dense;
    this.repeats = o.repeats ?? this.layout.repeats;
  }

  tensor(shape: Shape, options: { low?: number; high?: number; dtype?: DTypeLike } = {}): Tensor {
    const dtype = options.dtype === undefined ? this.o.dtype : toDType(options.dtype);
    const { low, high } = bounds(dtype, options.low, options.high);
    return this.fill(shape, dtype, true, () => this.draw(dtype, low, high));
  }

  integers(shape: Shape, low: number, high: number, dtype: DTypeLike = int64): Tensor {
    return this.fill(shape, toDType(dtype), true, () => this.random.integer(low, high));
  }

  bool(shape: Shape): Tensor {
    return this.fill(shape, bool, true, () => this.random.integer(0, 2));
  }

  distinct(shape: Shape): Tensor {
    const { dtype } = this.o;
    const n = this.grown(shape).reduce((a, b) => a * b, 1);
    const order = this.random.permutation(n);
    let at = 0;
    const half = Math.floor(n / 2);
    return this.fill(shape, dtype, false, () => {
      const i = order[at++]!;
      if (dtype === bool) return i & 1;
      if (dtype.kind === 'int') return dtype.name === 'uint8' ? i : i - half;
      return (i - half) * 0.25 + 0.0625;
    });
  }

  matrices(shape: Shape, kind: 'regular' | 'symmetric' | 'positive' = 'regular'): Tensor {
    const { dtype } = this.o;
    const [m, n] = this.grown(shape).slice(-2) as [number, number];
    // Rows whose elements beside the diagonal add up to less than the distance of diagonal elements.
    const high = 2 ** -Math.ceil(Math.log2(Math.max(m, n, 2)));
    const own: number[] = [];
    let at = 0;
    return this.fill(shape, dtype, false, () => {
      const within = at++ % (m * n);
      const [i, j] = [Math.floor(within / n), within % n];
      if (within === 0) own.length = 0;
      const drawn = this.draw(dtype, -high, high);
      const sign = kind === 'positive' || i % 3 !== 1 ? 1 : -1;
      const value = i === j ? sign * (1.5 + i) : kind !== 'regular' && j < i ? own[j * n + i]! : drawn;
      own.push(value);
      return value;
    });
  }

  private draw(dtype: DType, low: number, high: number): number {
    if (dtype === bool) return low > 0 ? 1 : this.random.integer(0, 2);
    if (dtype.kind === 'int') return this.random.integer(low, high);
    // Multiples of 2⁻¹²: exact in float32, and short in the goldens.
    const value = Math.ceil((low + this.random.next() * (high - low)) * 4096) / 4096;
    return value < high ? value : low;
  }

  private grown(shape: Shape): Shape {
    const grow = this.o.grow ?? 1;
    return grow === 1 ? shape : shape.map((n) => (n > 1 ? n * grow : n));
  }

  private fill(asked: Shape, dtype: DType, mayRepeat: boolean, next: () => number): Tensor {
    const shape = this.grown(asked);
    const n = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: n }, next);
    const dim = this.repeats && mayRepeat ? repeatedDim(shape) : -1;
    if (dim >= 0) {
      const inner = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
      const block = inner * shape[dim]!;
      for (let i = 0; i < n; i++) values[i] = values[i - (i % block) + (i % inner)]!;
    }
    const layout = this.layout.repeats && dim < 0 ? dense : this.layout;
    const t = arrange(values, shape, dtype, this.o.device, layout);
    this.made.push(t);
    return t;
  }

  release(): void {
    for (const t of this.made) t.dispose();
    this.made.length = 0;
  }
}

/** Default −2 to 2; a little wider for integers, which would have only four values. */
function bounds(dtype: DType, low?: number, high?: number): { low: number; high: number } {
  if (dtype.kind !== 'int') return { low: low ?? -2, high: high ?? 2 };
  const from = Math.ceil(low ?? (high === undefined ? -4 : Math.min(-4, high - 1)));
  const to = Math.ceil(high ?? Math.max(5, from + 1));
  const first = dtype.name === 'uint8' ? Math.max(from, 0) : from;
  return { low: first, high: Math.max(to, first + 1) };
}
