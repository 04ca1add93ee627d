import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DTypeKind, DTypeName } from '../src/index.js';
import { bool, dtypes, float32, int64, toDType } from '../src/index.js';
import { promoteTypes, resultType, scalarKind, sumType, toFloating } from '../src/promote.js';

type Table = Record<DTypeName, Record<string, DTypeName>>;
/** PyTorch has complex numbers of half types (`complex32`, `bcomplex32`); we have none, and promote to complex64. */
const text = readFileSync(new URL('./goldens/promotion.json', import.meta.url), 'utf8').replace(
  /"b?complex32"/g,
  '"complex64"',
);
const golden = JSON.parse(text) as {
  promoteTypes: Table;
  dimensionedAndZeroDim: Table;
  dimensionedAndScalar: Table;
  zeroDimAndScalar: Table;
};

/** The table in our words, shaped like PyTorch's. */
const tableOf = (f: (a: DTypeName, column: string) => DTypeName, columns: readonly string[]): Table =>
  Object.fromEntries(
    dtypes.map((a) => [a.name, Object.fromEntries(columns.map((c) => [c, f(a.name, c)]))]),
  ) as Table;

const names = dtypes.map((t) => t.name);
const kinds: DTypeKind[] = ['bool', 'int', 'float', 'complex'];
const byName = (n: string) => toDType(n as DTypeName);

describe('type promotion is PyTorch’s', () => {
  it('of two tensors with dimensions: all 144 pairs', () => {
    const ours = tableOf((a, b) => promoteTypes(byName(a), byName(b)).name, names);
    expect(ours).toEqual(golden.promoteTypes);
  });

  it('of a tensor with dimensions and a 0-dim one: all 144 pairs', () => {
    const ours = tableOf((a, b) => resultType(byName(a), byName(b), null).name, names);
    expect(ours).toEqual(golden.dimensionedAndZeroDim);
  });

  it('of tensors and scalars', () => {
    expect(tableOf((a, k) => resultType(byName(a), null, k as DTypeKind).name, kinds)).toEqual(
      golden.dimensionedAndScalar,
    );
    expect(tableOf((a, k) => resultType(null, byName(a), k as DTypeKind).name, kinds)).toEqual(
      golden.zeroDimAndScalar,
    );
  });

  it('is symmetric and idempotent', () => {
    for (const a of dtypes) {
      expect(promoteTypes(a, a)).toBe(a);
      for (const b of dtypes) expect(promoteTypes(a, b)).toBe(promoteTypes(b, a));
    }
  });
});

describe('kinds of JavaScript values', () => {
  it('tells integers from fractions by value', () => {
    expect([true, 2, 2.5, 2n, Number.NaN, 1e300].map(scalarKind)).toEqual([
      'bool',
      'int',
      'float',
      'int',
      'float',
      'int',
    ]);
  });

  it('widens integers for sums and floats for transcendental functions', () => {
    expect(dtypes.filter((t) => sumType(t) === int64).map((t) => t.name)).toEqual([
      'bool',
      'uint8',
      'int8',
      'int16',
      'int32',
      'int64',
    ]);
    expect(toFloating(bool)).toBe(float32);
    expect(toFloating(byName('bfloat16')).name).toBe('bfloat16');
    expect(toFloating(byName('complex64')).name).toBe('complex64');
  });
});
