import {
  bool,
  type DType,
  float32,
  float64,
  IndexError,
  int32,
  int64,
  OutOfMemoryError,
  type ScatterSpec,
  UnsupportedError,
  uint8,
  uniform32,
} from '@cresset/tensor/backend';
import { afterAll, describe, expect, it } from 'vitest';
import type { Runner } from '../src/command.js';
import { prepareMap } from '../src/families/map.js';
import type { WebGpuBuffer } from '../src/runtime/buffer.js';
import { openDevice } from './device.js';
import { elements, expr, type Operand, place, range, run, type Short } from './helper.js';

const device = await openDevice();

describe.skipIf(device === null)('kernels on a device', () => {
  const d = device!;
  afterAll(() => d.dispose());

  const blank = (dtype: DType, count: number, strides: readonly number[] = [1]): Operand =>
    place(d, dtype, new Array<number>(count).fill(1), strides);
  const identity = (dtype: DType) => expr([dtype], [['load', dtype]]);

  async function unary(op: 'tanh' | 'exp' | 'sin', values: readonly number[]): Promise<number[]> {
    const e = expr(
      [float32],
      [
        ['load', float32],
        [op, float32, [0]],
      ],
    );
    const out = blank(float32, values.length);
    const spec = { family: 'map', expr: e, rank: 1, contiguous: true, key: op } as const;
    run(d, spec, [values.length], [out, place(d, float32, values)]);
    return elements(d, out, float32);
  }

  it('uniform draws the numbers of every other device', async () => {
    const e = expr(
      [],
      [
        ['param', float64, [], 0],
        ['param', float64, [], 1],
        ['index', int64],
        ['uniform', float32, [0, 1, 2]],
      ],
      [3],
      2,
    );
    const seed = 67280421310721;
    for (const offset of [0, 3, 2 ** 32 - 2, 2 ** 40 + 7]) {
      const out = blank(float32, 1000);
      run(
        d,
        { family: 'map', expr: e, rank: 1, contiguous: true, key: 'uniform' },
        [1000],
        [out],
        [seed, offset],
      );
      expect(await elements(d, out, float32)).toEqual(range(1000).map((i) => uniform32(seed, offset, i)));
    }
  });

  it('tanh saturates, exp and sin keep their digits', async () => {
    expect(await unary('tanh', [-1e30, -89, 89, 100, Number.POSITIVE_INFINITY])).toEqual([-1, -1, 1, 1, 1]);
    const values = range(401).map((i) => (i - 200) / 8);
    for (const [op, f] of [
      ['exp', Math.exp],
      ['sin', Math.sin],
      ['tanh', Math.tanh],
    ] as const) {
      const got = await unary(op, values);
      values.forEach((x, i) => {
        expect(Math.abs(got[i] - f(x))).toBeLessThanOrEqual(5e-7 * Math.max(1, Math.abs(f(x))));
      });
    }
  });

  it('writes bytes beside each other without touching neighbours', async () => {
    const e = expr(
      [float32],
      [
        ['load', float32],
        ['const', float32],
        ['gt', bool, [0, 1]],
      ],
    );
    const values = range(50).map((i) => (i % 3) - 1);
    const out = place(d, bool, new Array<number>(53).fill(1), [1], 2);
    run(
      d,
      { family: 'map', expr: e, rank: 1, contiguous: true, key: 'gt' },
      [50],
      [out, place(d, float32, values)],
    );
    const expected = [1, 1, ...values.map((v) => (v > 0 ? 1 : 0)), 1];
    expect(await elements(d, out, bool)).toEqual(expected);
  });

  it.each([int32, int64])(
    'gcd of %s, neighbours of the Fibonacci sequence and edges among them',
    async (dtype) => {
      const e = expr(
        [dtype, dtype],
        [
          ['load', dtype, [], 0],
          ['load', dtype, [], 1],
          ['gcd', dtype, [0, 1]],
        ],
      );
      const large =
        dtype === int32
          ? [1836311903, 1134903170, 2 ** 31 - 1, -(2 ** 31)]
          : [2 ** 52, 8944394323791464, 5527939700884757, 3 * 2 ** 40, -(2 ** 63), 7 * 2 ** 32];
      const edges = [0, 1, -1, 12, -18, 30, 46368, 28657, ...large];
      const pairs = edges.flatMap((a) => edges.map((b): [number, number] => [a, b]));
      const [a, b] = [pairs.map((p) => p[0]), pairs.map((p) => p[1])];
      const gcd = (x: bigint, y: bigint): bigint => (y === 0n ? (x < 0n ? -x : x) : gcd(y, x % y));
      const out = place(d, dtype, a);
      const spec = { family: 'map', expr: e, rank: 1, contiguous: true, key: `gcd ${dtype.name}` } as const;
      run(d, spec, [a.length], [out, place(d, dtype, a), place(d, dtype, b)]);
      expect(await elements(d, out, dtype)).toEqual(
        pairs.map(([x, y]) => Number(BigInt.asIntN(8 * dtype.bytes, gcd(BigInt(x), BigInt(y))))),
      );
    },
  );

  it('runs in place, and keeps program order with uploads', async () => {
    const x = place(d, float32, [1, 2, 3]);
    const double = expr(
      [float32],
      [
        ['load', float32],
        ['add', float32, [0, 0]],
      ],
    );
    const spec = { family: 'map', expr: double, rank: 1, contiguous: true, key: 'double' } as const;
    run(d, spec, [3], [x, x]);
    const early = d.download(x.buffer, 0, 12);
    d.upload(x.buffer, 0, new Uint8Array(Float32Array.of(10, 20, 30).buffer));
    run(d, spec, [3], [x, x]);
    expect(Array.from(new Float32Array((await early).buffer as ArrayBuffer))).toEqual([2, 4, 6]);
    expect(await elements(d, x, float32)).toEqual([20, 40, 60]);
  });

  it.each([1, 100, 5000, 100_000])('sums and finds extremes among %i', async (n) => {
    const values = range(n).map((i) => ((i * 7919) % 1009) - 500);
    const input = place(d, float32, values, [0, 1]);
    const reduce = {
      family: 'reduce',
      prologue: identity(float32),
      accumulate: float32,
      rank: 2,
      kept: 1,
    } as const;
    const sum = blank(float32, 1, [0, 0]);
    run(d, { ...reduce, epilogue: identity(float32), combine: 'sum', key: 'sum' }, [1, n], [sum, input]);
    expect(await elements(d, sum, float32)).toEqual([values.reduce((a, b) => a + b, 0)]);
    const position = expr(
      [float32, int64],
      [
        ['load', float32],
        ['load', int64, [], 1],
      ],
      [0, 1],
    );
    const [value, at] = [blank(float32, 1, [0, 0]), blank(int64, 1, [0, 0])];
    run(d, { ...reduce, epilogue: position, combine: 'argmax', key: 'arg' }, [1, n], [value, at, input]);
    const most = values.reduce((a, b) => Math.max(a, b));
    expect(await elements(d, value, float32)).toEqual([most]);
    expect(await elements(d, at, int64)).toEqual([values.indexOf(most)]);
  });

  it('scans rows longer than a workgroup', async () => {
    const n = 1000;
    const values = range(2 * n).map((i) => (i % 5) - 1);
    const out = blank(int32, 2 * n, [n, 1]);
    const spec = {
      family: 'scan',
      combine: 'sum',
      inputType: int32,
      dtype: int32,
      rank: 2,
      key: 'scan',
    } as const;
    run(d, spec, [2, n], [out, place(d, int32, values, [n, 1])]);
    let sum = 0;
    expect(await elements(d, out, int32)).toEqual(
      values.map((v, i) => {
        sum = i % n === 0 ? v : sum + v;
        return sum;
      }),
    );
  });

  it.each([
    ['registers', 70],
    ['large registers', 150],
    ['tiles', 70],
  ] as const)('multiplies matrices by %s', async (variant, m) => {
    const [n, k] = [130, 33];
    const a = range(m * k).map((i) => (i % 7) - 3);
    const b = range(k * n).map((i) => (i % 5) - 2);
    const runner = (d as unknown as { runner: { software: boolean } }).runner;
    const { software } = runner;
    runner.software = variant !== 'tiles';
    const out = blank(float32, m * n, [n, 1, 0]);
    try {
      // b is given transposed in memory.
      const turned = range(k * n).map((i) => b[(i % k) * n + Math.floor(i / k)]);
      const operands = [out, place(d, float32, a, [k, 0, 1]), place(d, float32, turned, [0, k, 1])];
      run(d, { family: 'matmul', dtype: float32, rank: 3, key: 'mm' }, [m, n, k], operands);
    } finally {
      runner.software = software;
    }
    const expected = range(m * n).map((i) =>
      range(k).reduce((s, t) => s + a[Math.floor(i / n) * k + t] * b[t * n + (i % n)], 0),
    );
    expect(await elements(d, out, float32)).toEqual(expected);
  });

  it.each([float32, int32, int64, uint8])('adds %s up at repeated indices', async (dtype) => {
    const n = 2000;
    const index = range(n).map((i) => (i % 7) - 3);
    const dst = place(d, dtype, [1, 1, 1, 1, 1, 1, 1], [0]);
    const spec: ScatterSpec = {
      family: 'scatter',
      mode: 'add',
      dtype,
      indexTypes: [int32],
      rank: 1,
      key: dtype.name,
    };
    run(d, spec, [n], [dst, place(d, dtype, [1], [0]), place(d, int32, index)], [7, 1]);
    const sums = [1, 1, 1, 1, 1, 1, 1];
    for (const i of index) sums[(i + 7) % 7]++;
    expect(await elements(d, dst, dtype)).toEqual(dtype === uint8 ? sums.map((s) => s & 255) : sums);
  });

  it('raises an index out of range at the next read, once', async () => {
    const out = blank(float32, 3);
    const spec = { family: 'gather', dtype: float32, indexTypes: [int32], rank: 1, key: 'g' } as const;
    const src = place(d, float32, [1, 2, 3, 4], [0]);
    run(d, spec, [3], [out, src, place(d, int32, [0, 4, -1])], [4, 1]);
    await expect(elements(d, out, float32)).rejects.toThrow(IndexError);
    run(d, spec, [3], [out, src, place(d, int32, [0, -4, -1])], [4, 1]);
    expect(await elements(d, out, float32)).toEqual([1, 1, 4]);
  });

  it.each([5, 100, 3000])('sorts %i stably, NaN last', async (n) => {
    const values = range(n).map((i) => (i === 3 ? Number.NaN : (i * 31) % 17));
    const [sorted, order] = [blank(float32, n), blank(int32, n)];
    const spec = {
      family: 'sort',
      dtype: float32,
      indexType: int32,
      descending: false,
      rank: 1,
      key: 'sort',
    } as const;
    run(d, spec, [n], [sorted, order, place(d, float32, values)], [n]);
    const expected = range(n).sort((a, b) => {
      const [x, y] = [values[a], values[b]].map((v) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v));
      return x === y ? a - b : x - y;
    });
    expect(await elements(d, order, int32)).toEqual(expected);
    expect(await elements(d, sorted, float32)).toEqual(expected.map((i) => values[i]));
  });

  it('maps once for all that is read in one turn, and submits once', async () => {
    const all = range(20).map((i) => place(d, float32, [i]));
    const before = d.counters;
    const read = await Promise.all(all.map((o) => elements(d, o, float32)));
    expect(read).toEqual(range(20).map((i) => [i]));
    expect(d.counters.maps - before.maps).toBe(1);
    expect(d.counters.submissions - before.submissions).toBe(1);
  });

  it('reuses memory: a loop that releases makes no buffers', async () => {
    const step = (): void => d.release(place(d, float32, range(1000)).buffer);
    step();
    const { buffers } = d.counters;
    for (let i = 0; i < 100; i++) step();
    expect(d.counters.buffers).toBe(buffers);
  });

  it('refuses in words: float64, too large a buffer, too many buffers', () => {
    const wide = { family: 'matmul', dtype: float64, rank: 3, key: 'f64' } as const;
    expect(() => d.prepare(wide)).toThrow(UnsupportedError);
    expect(() => d.allocate(2 ** 40)).toThrow(OutOfMemoryError);
    const count = d.limits.maxBindings + 2;
    const many = expr(
      new Array<DType>(count).fill(float32),
      range(count).map((k) => ['load', float32, [], k] as const),
      [0],
    );
    const operands = [blank(float32, 1), ...range(count).map(() => blank(float32, 1))];
    const spec = { family: 'map', expr: many, rank: 1, contiguous: true, key: 'many' } as const;
    expect(() => run(d, spec, [1], operands)).toThrow(/can bind \d+ buffers to a kernel, this one has \d+/);
  });

  it('writes the outputs of a map one by one where they are in too many buffers', async () => {
    const code: Short[] = range(4).map((k) => ['load', float32, [], k]);
    code.push(['add', float32, [0, 1]], ['mul', float32, [4, 2]], ['sub', float32, [0, 3]]);
    const three = expr(
      range(4).map(() => float32),
      code,
      [4, 5, 6],
    );
    const spec = { family: 'map', expr: three, rank: 1, contiguous: true, key: 'three' } as const;
    const data = [
      [1, 2, 3],
      [10, 20, 30],
      [5, 6, 7],
      [100, 200, 300],
    ].map((values) => place(d, float32, values));
    const own = blank(float32, 3);
    const runner = Reflect.get(d, 'runner') as Runner;
    // Two outputs overwrite inputs that the others still read.
    const operands = [data[0]!, data[3]!, own, ...data];
    prepareMap(spec).run(
      {
        dims: [3],
        offsets: operands.map(() => 0),
        strides: operands.map(() => [1]),
        params: [],
        buffers: operands.map((o) => o.buffer as WebGpuBuffer),
      },
      { ...runner, maxBindings: 4 },
    );
    expect(await elements(d, data[0]!, float32)).toEqual([11, 22, 33]);
    expect(await elements(d, data[3]!, float32)).toEqual([55, 132, 231]);
    expect(await elements(d, own, float32)).toEqual([-99, -198, -297]);
  });

  it('turns what the device refuses into an error of ours at the next use', async () => {
    d.device.createShaderModule({ code: 'fn main( {' });
    await expect(d.synchronize()).rejects.toThrow(/the device refused a command/);
    await expect(d.synchronize()).resolves.toBeUndefined();
  });
});

describe.skipIf(device === null)('the life of a device', () => {
  it('a lost device says so, and a new one works at once', async () => {
    const first = (await openDevice())!;
    const buffer = first.allocate(16);
    first.device.destroy();
    await first.device.lost;
    expect(() => first.allocate(16)).toThrow(/'webgpu' was lost \(destroyed/);
    await expect(first.download(buffer, 0, 16)).rejects.toThrow(
      /make a new one with use\(await webgpu\(\)\)/,
    );
    const second = (await openDevice())!;
    const [x] = await elements(second, place(second, float32, [5]), float32);
    expect(x).toBe(5);
    second.dispose();
    expect(() => second.allocate(4)).toThrow(/was disposed/);
  });
});
