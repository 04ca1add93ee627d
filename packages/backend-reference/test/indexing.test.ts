import {
  bool,
  complex64,
  type DType,
  dtypes,
  float32,
  IndexError,
  int32,
  int64,
  type KernelSpec,
  UnsupportedError,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { as, blank, elements, modes, place, range, run } from './helper.js';

describe.each(modes)('%s gather and scatter', (_, backend) => {
  const gather = (dtype: DType, indexTypes: DType[], rank: number): KernelSpec => ({
    family: 'gather',
    rank,
    dtype,
    indexTypes,
    key: `${dtype}${indexTypes}${rank}`,
  });

  it.each(dtypes.map((t) => [t.name, t] as const))(
    'gathers rows of %s by int64 and int32 indices',
    (_name, dtype) => {
      const table = range(8).map((i) => as(dtype, dtype === bool ? i % 2 : i));
      for (const type of [int64, int32]) {
        const index = place(
          backend,
          type,
          [2, -1, 0].map((i) => as(type, i)),
          [1, 0],
        );
        const out = blank(backend, dtype, 6, [2, 1]);
        run(
          backend,
          gather(dtype, [type], 2),
          [3, 2],
          [out, place(backend, dtype, table, [0, 1]), index],
          [4, 2],
        );
        expect(elements(backend, out)).toEqual([4, 5, 6, 7, 0, 1].map((i) => table[i]));
      }
    },
  );

  it('gathers single elements with several, strided index tensors', () => {
    // out[i] = x[r[i], c[i]], with c read backwards and x starting at its second element.
    const x = place(backend, float32, range(13), [0], 1);
    const r = place(backend, int64, [0n, 2n, 1n]);
    const c = place(backend, int32, [3, 0, -1], [-1], 2);
    const out = blank(backend, float32, 3);
    run(backend, gather(float32, [int64, int32], 1), [3], [out, x, r, c], [3, 4, 4, 1]);
    expect(elements(backend, out)).toEqual([1 + 3, 1 + 8, 1 + 4 + 3]);
  });

  it('gathers with a negative step, a 0-dim index, and over nothing', () => {
    const x = place(backend, float32, range(4), [], 3);
    const out = blank(backend, float32, 1, []);
    run(backend, gather(float32, [int64], 0), [], [out, x, place(backend, int64, [1n], [])], [4, -1]);
    expect(elements(backend, out)).toEqual([2]);
    run(
      backend,
      gather(float32, [int64], 1),
      [0],
      [blank(backend, float32, 0), x, blank(backend, int64, 0)].map((o) => ({ ...o, strides: [0] })),
      [4, -1],
    );
  });

  it('raises IndexError for what is out of range, int64 beyond 2^53 included', () => {
    const x = place(backend, float32, range(4), [0]);
    const out = blank(backend, float32, 1);
    for (const index of [4n, -5n, 2n ** 32n, 2n ** 53n + 1n, -(2n ** 63n)]) {
      expect(() =>
        run(backend, gather(float32, [int64], 1), [1], [out, x, place(backend, int64, [index])], [4, 1]),
      ).toThrow(IndexError);
    }
    expect(() =>
      run(backend, gather(float32, [int64], 1), [1], [out, x, place(backend, int64, [4n])], [4, 1]),
    ).toThrow('gather: index 4 is out of range for a dimension of size 4 (allowed are -4 to 3)');
  });

  const scatter = (mode: 'set' | 'add' | 'mul' | 'min' | 'max', dtype: DType, rank: number): KernelSpec => ({
    family: 'scatter',
    rank,
    mode,
    dtype,
    indexTypes: [int64],
    key: `${mode}${dtype}${rank}`,
  });

  it('scatters in every mode with repeated indices', () => {
    for (const dtype of dtypes.filter((t) => !t.isComplex && t !== bool)) {
      for (const [mode, wanted] of [
        ['set', [1, 4, 3]],
        ['add', [1, 1 + 2 + 4, 1 + 3]],
        ['mul', [1, 8, 3]],
        ['max', [1, 4, 3]],
        ['min', [1, 1, 1]],
      ] as const) {
        const dst = place(
          backend,
          dtype,
          [1, 1, 1].map((x) => as(dtype, x)),
          [0],
        );
        const src = place(
          backend,
          dtype,
          [2, 3, 4].map((x) => as(dtype, x)),
        );
        const index = place(backend, int64, [1n, 2n, -2n]);
        run(backend, scatter(mode, dtype, 1), [3], [dst, src, index], [3, 1]);
        expect(elements(backend, dst), `${mode} ${dtype}`).toEqual(wanted.map((x) => as(dtype, x)));
      }
    }
  });

  it('adds rows, ors bools, sets complex numbers, and refuses to add these', () => {
    const dst = place(backend, float32, new Array(6).fill(0.5), [0, 1]);
    const src = place(backend, float32, [1, 2, 3, 4], [2, 1]);
    run(
      backend,
      scatter('add', float32, 2),
      [2, 2],
      [dst, src, place(backend, int64, [2n, 2n], [1, 0])],
      [3, 2],
    );
    expect(elements(backend, dst)).toEqual([0.5, 0.5, 0.5, 0.5, 4.5, 6.5]);
    const flags = place(backend, bool, [0, 1], [0]);
    run(
      backend,
      scatter('add', bool, 1),
      [2],
      [flags, place(backend, bool, [1, 0]), place(backend, int64, [0n, 1n])],
      [2, 1],
    );
    expect(elements(backend, flags)).toEqual([1, 1]);
    const c = place(
      backend,
      complex64,
      [
        [0, 0],
        [0, 0],
      ],
      [0],
    );
    run(
      backend,
      scatter('set', complex64, 1),
      [1],
      [c, place(backend, complex64, [[1, 2]]), place(backend, int64, [1n])],
      [2, 1],
    );
    expect(elements(backend, c)).toEqual([
      [0, 0],
      [1, 2],
    ]);
    expect(() => backend.prepare(scatter('add', complex64, 1))).toThrow(UnsupportedError);
    expect(() =>
      run(backend, scatter('set', complex64, 1), [1], [c, c, place(backend, int64, [2n])], [2, 1]),
    ).toThrow(IndexError);
  });
});
