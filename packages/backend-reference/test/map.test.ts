import {
  bool,
  complex64,
  type DType,
  dtypes,
  float32,
  float64,
  int64,
  type KernelSpec,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  as,
  blank,
  dense,
  type Element,
  elements,
  expr,
  identity,
  modes,
  place,
  range,
  run,
} from './helper.js';

describe.each(modes)('%s map', (_, backend) => {
  const copy = (rank: number, dtype: DType): KernelSpec => ({
    family: 'map',
    rank,
    key: `copy${rank}${dtype}`,
    expr: identity(dtype),
    contiguous: rank <= 1,
  });

  it.each(dtypes.map((t) => [t.name, t] as const))('copies %s through every layout', (_name, dtype) => {
    const values = range(24).map((i) => as(dtype, dtype === bool ? i % 2 : i));
    const layouts: { dims: number[]; strides: number[]; offset?: number }[] = [
      { dims: [24], strides: [1] },
      { dims: [4, 6], strides: [1, 4] },
      { dims: [2, 3, 4], strides: [0, 4, 1] },
      { dims: [6, 4], strides: [-4, -1], offset: 23 },
      { dims: [3, 2], strides: [6, 2], offset: 5 },
      { dims: [1, 2, 1, 3, 1, 4], strides: [99, 12, 7, 4, 0, 1] },
      { dims: [], strides: [], offset: 17 },
    ];
    for (const { dims, strides, offset = 0 } of layouts) {
      const count = dims.reduce((a, b) => a * b, 1);
      const out = blank(backend, dtype, count, dense(dims));
      run(backend, copy(dims.length, dtype), dims, [out, place(backend, dtype, values, strides, offset)]);
      const wanted: Element[] = [];
      const visit = (d: number, at: number): void => {
        if (d === dims.length) wanted.push(values[at]);
        else for (let i = 0; i < dims[d]; i++) visit(d + 1, at + i * strides[d]);
      };
      visit(0, offset);
      expect(elements(backend, out)).toEqual(wanted);
    }
  });

  it('moves NaN payloads and int64 without touching their bits', () => {
    const bytes = new Uint8Array(16).map((_, i) => [1, 0, 0xa0, 0x7f, 0xff, 0xee, 0xdd, 0x7f][i % 8]);
    for (const dtype of [float32, float64, int64, complex64]) {
      const source = { buffer: backend.allocate(16), dtype, offset: 0, strides: [1] };
      backend.upload(source.buffer, 0, bytes);
      const out = blank(backend, dtype, 16 / dtype.bytes);
      run(backend, copy(1, dtype), [16 / dtype.bytes], [out, source]);
      expect(backend.downloadSync!(out.buffer, 0, 16)).toEqual(bytes);
    }
  });

  it('copies long dense rows', () => {
    const values = range(3 * 100);
    const out = blank(backend, int64, 3 * 80, [80, 1]);
    run(backend, copy(2, int64), [3, 80], [out, place(backend, int64, values.map(BigInt), [100, 1], 10)]);
    expect(elements(backend, out)).toEqual(
      range(3).flatMap((r) => values.slice(r * 100 + 10, r * 100 + 90).map(BigInt)),
    );
  });

  it('leaves everything alone over an empty iteration space', () => {
    const out = blank(backend, float32, 2, [1, 1]);
    run(backend, copy(2, float32), [2, 0], [out, blank(backend, float32, 0, [0, 1])]);
    expect(elements(backend, out)).toEqual(elements(backend, blank(backend, float32, 2)));
  });

  it('writes in place, and computes all outputs before it writes the first', () => {
    const e = expr(
      [int64, int64],
      [
        ['load', int64, [], 0],
        ['load', int64, [], 1],
      ],
      [1, 0],
    );
    const a = place(backend, int64, [1n, 2n, 3n]);
    const b = place(backend, int64, [7n, 8n, 9n]);
    run(backend, { family: 'map', rank: 1, key: 'swap', expr: e, contiguous: true }, [3], [a, b, a, b]);
    expect([elements(backend, a), elements(backend, b)]).toEqual([
      [7n, 8n, 9n],
      [1n, 2n, 3n],
    ]);
  });
});
