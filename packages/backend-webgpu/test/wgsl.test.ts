import {
  bool,
  complex64,
  float16,
  float32,
  float64,
  int32,
  int64,
  type MapSpec,
  UnsupportedError,
  uint8,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { prepareMap } from '../src/families/map.js';
import { prepareMatmul } from '../src/families/matmul.js';
import { prepareReduce } from '../src/families/reduce.js';
import { prepareScatter } from '../src/families/scatter.js';
import { preludeOf } from '../src/wgsl/library.js';
import { printExpr } from '../src/wgsl/print-expr.js';
import { expr, range, type Short } from './helper.js';
import { sources } from './sources.js';

const leaves = {
  load: (k: number) => `in${k}`,
  param: (key: string) => `P_${key.replace(':', '_')}`,
  index: () => 'here',
};

const gelu = expr(
  [float32],
  [
    ['load', float32],
    ['const', float32, [], Math.SQRT1_2],
    ['mul', float32, [0, 1]],
    ['erf', float32, [2]],
    ['const', float32, [], 1],
    ['add', float32, [3, 4]],
    ['mul', float32, [0, 5]],
    ['const', float32, [], 0.5],
    ['mul', float32, [6, 7]],
  ],
);
const mapSpec = (e: MapSpec['expr'], rank: number, contiguous: boolean): MapSpec => ({
  family: 'map',
  expr: e,
  rank,
  contiguous,
  key: `${rank} ${contiguous}`,
});

describe('scalar expressions', () => {
  it('print one statement an instruction', () => {
    expect(printExpr(gelu, leaves).lines).toEqual([
      'let v0: f32 = in0;',
      'var v1 = 0.7071067690849304f;',
      'let v2: f32 = (v0 * v1);',
      'let v3: f32 = erf_f(v2);',
      'var v4 = 1.0f;',
      'let v5: f32 = (v3 + v4);',
      'let v6: f32 = (v0 * v5);',
      'var v7 = 0.5f;',
      'let v8: f32 = (v6 * v7);',
    ]);
  });

  it('keep infinities, NaN and −0 out of constant expressions', () => {
    const values = [Number.POSITIVE_INFINITY, Number.NaN, -0];
    const e = expr(
      [],
      values.map((v) => ['const', float32, [], v]),
    );
    expect(printExpr(e, leaves).lines).toEqual([
      'var v0_bits = 0x7f800000u; let v0 = bitcast<f32>(v0_bits);',
      'var v1_bits = 0x7fc00000u; let v1 = bitcast<f32>(v1_bits);',
      'var v2_bits = 0x80000000u; let v2 = bitcast<f32>(v2_bits);',
    ]);
  });

  it('compute int64 in two words and wrap narrow integers', () => {
    const e = expr(
      [int64, uint8],
      [
        ['load', int64],
        ['load', uint8, [], 1],
        ['cast', int64, [1]],
        ['floordiv', int64, [0, 2]],
        ['add', uint8, [1, 1]],
        ['cast', bool, [3]],
        ['where', uint8, [5, 1, 4]],
      ],
    );
    expect(printExpr(e, leaves).lines.slice(2)).toEqual([
      'let v2: vec2<u32> = i_to_l(v1);',
      'let v3: vec2<u32> = floordiv_l(v0, v2);',
      'let v4: i32 = ((v1 + v1) & 255);',
      'let v5: bool = any(v3 != vec2<u32>(0u, 0u));',
      'let v6: i32 = select(v4, v1, v5);',
    ]);
  });

  it('take seed and offset of uniform as pairs of words', () => {
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
    expect(printExpr(e, leaves).lines).toEqual([
      'let v0 = P_0_float64;',
      'let v1 = P_1_float64;',
      'let v2: vec2<u32> = here;',
      'let v3: f32 = uniform_f(v0, v1, v2);',
    ]);
  });

  it.each([float64, complex64])('refuse %s in words', (dtype) => {
    const e = expr([dtype], [['load', dtype]]);
    expect(() => printExpr(e, leaves)).toThrow(UnsupportedError);
    expect(() => printExpr(e, leaves)).toThrow(`device 'webgpu' can't compute in ${dtype}`);
  });

  it('bring the functions that they use, and theirs, once each', () => {
    const text = preludeOf('let x = tanh_f(y) + sigmoid_f(y);');
    for (const name of ['tanh_f', 'sigmoid_f', 'exp_f', 'isnan_f', 'inf_f', 'copysign_f']) {
      expect(text.split(`fn ${name}(`)).toHaveLength(2);
    }
    expect(text).not.toContain('fn erf_f(');
    expect(text).toContain('min(abs(x), 10.0)');
  });
});

describe('generated shaders are those of the goldens', () => {
  const golden = async (name: string, texts: readonly string[]): Promise<void> => {
    await expect(texts.join('\n// ----\n\n')).toMatchFileSnapshot(`goldens/${name}.wgsl`);
  };

  it('a long expression is written once, however long the map', () => {
    const steps = range(100).map((i): Short => ['add', float32, [i, 0]]);
    const e = expr([float32], [['load', float32], ...steps]);
    const [text] = sources(prepareMap(mapSpec(e, 1, true)), [5000]);
    expect(text.match(/\+ v0\)/g)).toHaveLength(100);
    expect(text).toContain('for (var i = first; i < end; i += 64) {');
  });

  it('strided maps of neighbouring ranks are one kernel', () => {
    const text = (dims: readonly number[]): string =>
      sources(prepareMap(mapSpec(gelu, dims.length, false)), dims)[0];
    expect(text([5])).toBe(text([4, 5]));
    expect(text([3, 4, 5])).toBe(text([2, 3, 4, 5]));
    expect(text([4, 5])).not.toBe(text([3, 4, 5]));
  });

  it('map: dense, strided, in place, to bool', async () => {
    await golden('map-dense', sources(prepareMap(mapSpec(gelu, 1, true)), [100]));
    await golden('map-long', sources(prepareMap(mapSpec(gelu, 1, true)), [5000]));
    const half = expr(
      [float16],
      [
        ['load', float16],
        ['add', float16, [0, 0]],
      ],
    );
    await golden('map-half', sources(prepareMap(mapSpec(half, 1, true)), [100]));
    await golden(
      'map-half-native',
      sources(prepareMap(mapSpec(half, 1, true)), [100], [0, 1], { f16: true }),
    );
    await golden('map-strided', sources(prepareMap(mapSpec(gelu, 2, false)), [4, 5]));
    await golden('map-in-place', sources(prepareMap(mapSpec(gelu, 1, true)), [100], [0, 0]));
    const less = expr(
      [float32, float32],
      [
        ['load', float32],
        ['load', float32, [], 1],
        ['lt', bool, [0, 1]],
      ],
    );
    await golden('map-to-bool', sources(prepareMap(mapSpec(less, 1, true)), [100]));
  });

  it('map of more buffers than can be bound: output by output, what is overwritten last', () => {
    const code: Short[] = range(5).map((k) => ['load', float32, [], k]);
    code.push(['add', float32, [0, 1]], ['mul', float32, [5, 2]], ['sub', float32, [3, 4]]);
    const e = prepareMap(
      mapSpec(
        expr(
          range(5).map(() => float32),
          code,
          [5, 6, 7],
        ),
        1,
        true,
      ),
    );
    // Outputs in the buffers of inputs 0 and 3, and in one of their own.
    const shared = [0, 5, 3, 0, 1, 2, 3, 4];
    const texts = sources(e, [10], shared, { maxBindings: 4 });
    expect(texts).toHaveLength(5);
    expect(sources(e, [10], shared, { maxBindings: 6 })).toHaveLength(1);
    const bound = texts.map((t) => t.split('var<storage').length - 1);
    expect(bound).toEqual([3, 4, 3, 2, 2]);
  });

  it('reduce: serial, tree, two passes', async () => {
    const load = expr([float32], [['load', float32]]);
    const sum = prepareReduce({
      family: 'reduce',
      prologue: load,
      epilogue: load,
      combine: 'sum',
      accumulate: float32,
      rank: 2,
      kept: 1,
      key: 'sum',
    });
    await golden('sum-serial', sources(sum, [10, 20]));
    await golden('sum-tree', sources(sum, [10, 2000]));
    const two = sources(sum, [1, 100_000]);
    expect(two).toHaveLength(2);
    await golden('sum-two-passes', two);
    await golden('sum-subgroups', sources(sum, [10, 2000], [0, 1], { subgroups: true }));
    await golden('sum-two-passes-subgroups', sources(sum, [1, 100_000], [0, 1], { subgroups: true }));
    const argmax = prepareReduce({
      family: 'reduce',
      prologue: expr([int64], [['load', int64]]),
      epilogue: expr([int64, int64], [['load', int64, [], 1]]),
      combine: 'argmax',
      accumulate: int64,
      rank: 2,
      kept: 1,
      key: 'argmax',
    });
    await golden('argmax-subgroups', sources(argmax, [10, 2000], [0, 1], { subgroups: true }));
  });

  it('matmul: by registers, by tiles, by chunks of terms', async () => {
    const e = prepareMatmul({ family: 'matmul', dtype: float32, rank: 3, key: 'f32' });
    const abc = [0, 1, 2];
    await golden('matmul-registers', sources(e, [50, 60, 70]));
    await golden('matmul-large-registers', sources(e, [256, 256, 256]));
    await golden('matmul-shared-registers', sources(e, [256, 256, 256], abc, { subgroup: 4 }));
    await golden('matmul-tiled', sources(e, [256, 256, 256], abc, { software: false }));
    const split = sources(e, [64, 64, 4096], abc, { software: false });
    expect(split).toHaveLength(2);
    await golden('matmul-chunks', split);
  });

  it('scatter: adds floats by compare and exchange, halves within their word', async () => {
    const scatter = (dtype: typeof float32) =>
      prepareScatter({
        family: 'scatter',
        mode: 'add',
        dtype,
        indexTypes: [int32],
        rank: 1,
        key: dtype.name,
      });
    await golden('scatter-add-float32', sources(scatter(float32), [9]));
    await golden('scatter-add-float16', sources(scatter(float16), [9]));
  });
});
