import { autograd, noGrad } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend, KernelSpec, Override } from '../src/backend/index.js';
import { withoutOverrides } from '../src/engine/index.js';
import type { Path, Tensor } from '../src/index.js';
import {
  ArgumentError,
  add,
  DeviceError,
  DTypeError,
  exp,
  expand,
  full,
  GradientError,
  listDevices,
  matmul,
  mul,
  observe,
  ShapeError,
  setDefaultDevice,
  softmax,
  tensor,
  transpose,
  use,
} from '../src/index.js';

/** The reference under another name, with an override of softmax that gives itself away. */
function second(prepared: KernelSpec[], override: Override): Backend {
  const inner = reference();
  const { limits, families, batch } = inner;
  return {
    name: 'second',
    limits,
    families,
    batch,
    allocate: (n) => inner.allocate(n),
    release: (b) => inner.release(b),
    upload: (b, at, bytes) => inner.upload(b, at, bytes),
    download: (b, at, n) => inner.download(b, at, n),
    downloadSync: (b, at, n) => inner.downloadSync!(b, at, n),
    prepare: (spec) => {
      prepared.push(spec);
      return inner.prepare(spec);
    },
    submit: (b) => inner.submit(b),
    synchronize: () => inner.synchronize(),
    dispose: () => inner.dispose(),
    overrides: { softmax: override },
  };
}

const prepared: KernelSpec[] = [];
const runs: { shapes: number[][]; dense: boolean }[] = [];
let accepting = true;
const override: Override = {
  accepts: () => accepting,
  run: (inputs, outputs) => {
    runs.push({
      shapes: outputs.map((o) => [...o.shape]),
      dense: inputs.every((i) => i === null || (i as Tensor).isContiguous()),
    });
  },
};

beforeAll(() => use(reference(), second(prepared, override), autograd()));

const on = (device: string, data: number[] | number[][]): Tensor => tensor(data, { device });

function watching(body: () => void): [string, Path][] {
  const calls: [string, Path][] = [];
  const watch = observe({ called: (name, _in, _attributes, _out, path) => calls.push([name, path]) });
  body();
  watch.remove();
  return calls;
}

describe('devices', () => {
  it('are registered once; a second backend of the same name is refused', () => {
    expect(listDevices().map((d) => d.name)).toEqual(['reference', 'second']);
    expect(() => use(reference())).toThrow("use: a backend named 'reference' is registered already");
    expect(() => use({} as Backend)).toThrow(ArgumentError);
    expect(() => tensor([1], { device: 'nowhere' })).toThrow(DeviceError);
    expect(() => tensor([1], { device: 'nowhere' })).toThrow(/registered: 'reference', 'second'/);
  });

  it('the first one is where tensors are made, until another is chosen', () => {
    expect(tensor([1]).device.name).toBe('reference');
    setDefaultDevice('second');
    expect(tensor([1]).device.name).toBe('second');
    setDefaultDevice('reference');
  });

  it('are not mixed silently', () => {
    const a = on('reference', [1, 2]);
    const b = on('second', [1, 2]);
    const said = /operands are on different devices \('reference' and 'second'\); move one with \.to\(…\)/;
    expect(() => add(a, b)).toThrow(said);
    expect(() => a.add_(b)).toThrow(said);
    expect(() => matmul(a, b)).toThrow(DeviceError);
    expect(add(a, b.to('reference')).toArraySync()).toEqual([2, 4]);
  });
});

describe('kernels', () => {
  it('are prepared once for all sizes, and again for another layout or dtype', () => {
    const run = (a: Tensor, b: Tensor): KernelSpec[] => {
      const before = prepared.length;
      mul(a, b).dispose();
      return prepared.slice(before);
    };
    const m = (n: number, k: number) => full([n, k], 2, { device: 'second', dtype: 'float32' });
    expect(run(m(2, 3), m(2, 3)).map((s) => s.rank)).toEqual([1]);
    expect(run(m(4, 5), m(4, 5))).toEqual([]);
    expect(run(m(7, 1), m(7, 1))).toEqual([]);
    expect(run(m(2, 3), transpose(m(3, 2), 0, 1)).map((s) => s.rank)).toEqual([2]);
    expect(run(m(6, 2), transpose(m(2, 6), 0, 1))).toEqual([]);
    const wide = (n: number) => full([n], 2, { device: 'second', dtype: 'float64' });
    expect(run(wide(2), wide(2))).toHaveLength(1);
    expect(run(wide(9), wide(9))).toEqual([]);
  });

  it('take user scalars as parameters, not as constants', () => {
    const x = full([3], 2, { device: 'second', dtype: 'float32' });
    add(x, 0.25).dispose();
    const before = prepared.length;
    for (const v of [0.5, 3, -7, Math.PI])
      expect(add(x, v).toArraySync()).toEqual([0, 0, 0].map(() => Math.fround(2 + Math.fround(v))));
    expect(prepared.length).toBe(before);
  });
});

describe('overrides', () => {
  it('run instead of the composite when they take the operands, on dense memory', () => {
    runs.length = 0;
    const x = on('second', [
      [1, 2],
      [3, 4],
    ]);
    expect(watching(() => softmax(transpose(x, 0, 1), 1))).toEqual([
      ['transpose', 'view'],
      ['softmax', 'override'],
    ]);
    expect(runs).toEqual([{ shapes: [[2, 2]], dense: true }]);
  });

  it('do not run when they refuse, or when they are switched off', () => {
    runs.length = 0;
    const x = on('second', [1, 2]);
    accepting = false;
    expect(watching(() => softmax(x, 0)).at(-1)).toEqual(['softmax', 'composite']);
    accepting = true;
    expect(watching(() => withoutOverrides(() => softmax(x, 0))).at(-1)).toEqual(['softmax', 'composite']);
    expect(runs).toEqual([]);
    expect(softmax(on('reference', [1, 1]), 0).toArraySync()).toEqual([0.5, 0.5]);
  });
});

describe('observers', () => {
  it('are told of calls in order, with operands and results, until they are removed', () => {
    const x = on('reference', [1, 2]);
    const seen: unknown[] = [];
    const watch = observe({
      called: (name, inputs, _attributes, outputs) => {
        seen.push([name, inputs.map((t) => t === x), outputs.map((t) => t.shape)]);
      },
    });
    add(x, x);
    exp(x.reshape([2, 1]));
    watch.remove();
    exp(x);
    expect(seen).toEqual([
      ['add', [true, true], [[2]]],
      ['reshape', [true], [[2, 1]]],
      ['exp', [false], [[2, 1]]],
    ]);
    watch.remove();
  });
});

describe('in place', () => {
  it('counts every write and shows it in all views', () => {
    const x = on('reference', [
      [1, 2],
      [3, 4],
    ]);
    const row = x.select(0, 1);
    const before = x.version;
    row.mul_(10);
    expect(x.toArraySync()).toEqual([
      [1, 2],
      [30, 40],
    ]);
    expect(x.version).toBe(before + 1);
    expect(x.add_(1)).toBe(x);
    expect(row.toArraySync()).toEqual([31, 41]);
  });

  it('reads its operands as they were, where they overlap the target', () => {
    const x = on('reference', [1, 2, 3, 4]);
    x.narrow(0, 1, 3).add_(x.narrow(0, 0, 3));
    expect(x.toArraySync()).toEqual([1, 3, 5, 7]);
    const m = on('reference', [
      [1, 2],
      [3, 4],
    ]);
    m.mul_(transpose(m, 0, 1));
    expect(m.toArraySync()).toEqual([
      [1, 6],
      [6, 16],
    ]);
    const s = on('reference', [1, 2, 3]);
    s.sub_(s);
    expect(s.toArraySync()).toEqual([0, 0, 0]);
  });

  it('refuses what cannot be written', () => {
    const x = on('reference', [1, 2]);
    expect(() =>
      x.add_(
        on('reference', [
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toThrow("add: the result is [2, 2], which can't be written into a tensor of shape [2]");
    expect(() => x.add_(on('reference', [1, 2, 3]))).toThrow(ShapeError);
    expect(() => tensor([1, 2], { dtype: 'int32' }).add_(0.5)).toThrow(DTypeError);
    expect(() => expand(tensor([1]), [3]).add_(1)).toThrow(
      /several elements of this expanded tensor share one place/,
    );
    expect(x.toArraySync()).toEqual([1, 2]);
  });

  it('casts its result to a narrower type of the same kind', () => {
    const x = tensor([1, 2], { dtype: 'float32' });
    x.add_(tensor([0.1, 0.1], { dtype: 'float64' }));
    expect(x.dtype.name).toBe('float32');
    expect(x.toArraySync()).toEqual([Math.fround(1.1), Math.fround(2.1)]);
  });

  it('is refused where a gradient would be wrong', () => {
    const leaf = tensor([1, 2], { requiresGrad: true });
    expect(() => leaf.add_(1)).toThrow(GradientError);
    expect(() => leaf.add_(1)).toThrow(/inside noGrad/);
    noGrad(() => leaf.add_(1));
    expect(leaf.toArraySync()).toEqual([2, 3]);
    const y = leaf.mul(2);
    const z = y.exp();
    y.add_(1);
    // exp saves its result, not its input: nothing is lost.
    z.sum().backward();
    const w = leaf.mul(3);
    const saved = w.mul(w);
    w.add_(1);
    expect(() => saved.sum().backward()).toThrow(/changed in place \(version 1, expected 0\)/);
  });
});
