import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexError, ShapeError } from '../src/index.js';
import {
  broadcastShapes,
  broadcastStrides,
  checkShape,
  contiguousStrides,
  isContiguous,
  MAX_RANK,
  normalizeDim,
  normalizeDims,
  numel,
  sameShape,
} from '../src/shape.js';

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });

/** All indices of a shape, in row-major order. */
function indices(s: readonly number[]): number[][] {
  return s.reduce<number[][]>(
    (all, n) => all.flatMap((i) => Array.from({ length: n }, (_, k) => [...i, k])),
    [[]],
  );
}

const address = (index: readonly number[], strides: readonly number[]) =>
  index.reduce((at, i, d) => at + i * strides[d]!, 0);

describe('strides', () => {
  it('number the elements in row-major order', () => {
    fc.assert(
      fc.property(shape, (s) => {
        const strides = contiguousStrides(s);
        expect(indices(s).map((i) => address(i, strides))).toEqual(
          Array.from({ length: numel(s) }, (_, k) => k),
        );
        expect(isContiguous(s, strides)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are dense exactly when the elements are numbered so', () => {
    const strides = fc.array(fc.integer({ min: -4, max: 24 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(shape, strides, (s, st) => {
        const numbers = indices(s).map((i) => address(i, st.slice(0, s.length)));
        expect(isContiguous(s, st.slice(0, s.length))).toBe(numbers.every((at, k) => at === k));
      }),
      { numRuns: 500 },
    );
  });
});

describe('sizes', () => {
  it('must be countable integers', () => {
    expect(checkShape('op', [2, 0, 3])).toEqual([2, 0, 3]);
    expect(Object.isFrozen(checkShape('op', [2]))).toBe(true);
    for (const bad of [[-1], [0.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['2'], [2 ** 40, 2 ** 40]]) {
      expect(() => checkShape('op', bad as number[])).toThrow(ShapeError);
    }
    expect(() => checkShape('op', 3 as unknown as number[])).toThrow(/op: a shape is an array of sizes/);
    expect(() => checkShape('op', new Array<number>(MAX_RANK + 1).fill(1))).toThrow(
      /17 dimensions; at most 16/,
    );
  });
});

describe('dims', () => {
  it('count from the end when negative', () => {
    expect([-3, -1, 0, 2].map((d) => normalizeDim('op', d, 3))).toEqual([0, 2, 0, 2]);
    expect([-1, 0].map((d) => normalizeDim('op', d, 0))).toEqual([0, 0]);
    expect(() => normalizeDim('op', 3, 3)).toThrow(
      'op: dim 3 is out of range for a 3-dim tensor (expected -3 to 2)',
    );
    expect(() => normalizeDim('op', 0.5, 3)).toThrow(IndexError);
    expect(() => normalizeDim('op', '1' as unknown as number, 3)).toThrow(IndexError);
  });

  it('come without repetition, ascending; none stands for all', () => {
    expect(normalizeDims('op', null, 3)).toEqual([0, 1, 2]);
    expect(normalizeDims('op', [], 2)).toEqual([0, 1]);
    expect(normalizeDims('op', [-1, 0], 3)).toEqual([0, 2]);
    expect(normalizeDims('op', 0, 0)).toEqual([]);
    expect(() => normalizeDims('op', [0, -3], 3)).toThrow(/a dim appears twice/);
  });
});

describe('broadcasting', () => {
  /** NumPy's rule, written the other way round: align at the right, every column has one size besides 1. */
  function model(shapes: number[][]): number[] | null {
    const rank = Math.max(...shapes.map((s) => s.length));
    const result: number[] = [];
    for (let i = 0; i < rank; i++) {
      const column = shapes.map((s) => s[s.length - rank + i] ?? 1).filter((n) => n !== 1);
      if (new Set(column).size > 1) return null;
      result.push(column[0] ?? 1);
    }
    return result;
  }

  it('follows the rule, and is refused where it fails', () => {
    const small = fc.array(fc.constantFrom(0, 1, 1, 2, 3), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 3 }), (shapes) => {
        const expected = model(shapes);
        if (expected === null) expect(() => broadcastShapes('op', shapes)).toThrow(ShapeError);
        else expect(broadcastShapes('op', shapes)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('names both shapes and the place where they differ', () => {
    expect(() => broadcastShapes('add', [[2, 3], [4]])).toThrow(
      "add: shapes [2, 3] and [4] don't broadcast (sizes 3 and 4 at dim -1)",
    );
  });

  it('walks repeated dimensions with stride 0', () => {
    expect(broadcastStrides([3, 1], [1, 1], [2, 3, 4])).toEqual([0, 1, 0]);
    expect(broadcastStrides([], [], [2])).toEqual([0]);
    const strides = [4, 1];
    expect(broadcastStrides([3, 4], strides, [3, 4])).toBe(strides);
  });

  it('compares shapes by value', () => {
    expect(sameShape([1, 2], [1, 2])).toBe(true);
    expect(sameShape([1, 2], [2, 1])).toBe(false);
    expect(sameShape([1], [1, 1])).toBe(false);
  });
});
