import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBroadcast,
  addStrides,
  mergeReduceSpace,
  mergeSpace,
  openSpace,
  space,
} from '../src/kernel/coalesce.js';
import { contiguousStrides, MAX_RANK } from '../src/shape.js';

/** The addresses of operand `k` in the order in which the open space is walked. */
function addresses(k: number): number[] {
  let at = [0];
  for (let d = 0; d < space.rank; d++) {
    const stride = space.strides[k * MAX_RANK + d]!;
    at = at.flatMap((a) => Array.from({ length: space.dims[d]! }, (_, i) => a + i * stride));
  }
  return at;
}

function open(dims: readonly number[], operands: readonly (readonly number[])[]): number[][] {
  openSpace(dims);
  for (const strides of operands) addStrides(strides);
  return operands.map((_, k) => addresses(k));
}

const rank = 4;
const dims = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: rank, maxLength: rank });
/** Strides that often merge: dense ones, with a dimension broadcast or stretched here and there. */
const strides = (s: readonly number[]) =>
  fc
    .array(fc.constantFrom(1, 1, 1, 0, 2, -1), { minLength: rank, maxLength: rank })
    .map((factors) => contiguousStrides(s).map((n, i) => n * factors[i]!));
const spaces = dims.chain((s) =>
  fc.tuple(fc.constant(s), fc.array(strides(s), { minLength: 1, maxLength: 3 })),
);

describe('merging dimensions', () => {
  it('keeps the addresses of every operand, in order', () => {
    fc.assert(
      fc.property(spaces, ([s, operands]) => {
        const before = open(s, operands);
        mergeSpace();
        expect(operands.map((_, k) => addresses(k))).toEqual(before);
        for (let d = 0; d < space.rank; d++) expect(space.dims[d]).toBeGreaterThan(1);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps kept and reduced dimensions apart', () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 0, max: rank }), ([s, operands], kept) => {
        const before = open(s, operands);
        const size = s.slice(0, kept).reduce((a, b) => a * b, 1);
        const border = mergeReduceSpace(kept);
        let keptSize = 1;
        for (let d = 0; d < border; d++) keptSize *= space.dims[d]!;
        expect(keptSize).toBe(size);
        expect(operands.map((_, k) => addresses(k))).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('makes one dimension of dense operands, and says that they are contiguous', () => {
    open(
      [2, 3, 4],
      [
        [12, 4, 1],
        [12, 4, 1],
        [0, 0, 0],
      ],
    );
    mergeSpace();
    expect([space.rank, space.dims[0], space.contiguous]).toEqual([1, 24, true]);
  });

  it('makes no dimension of a single element', () => {
    open([1, 1], [[7, 3]]);
    mergeSpace();
    expect([space.rank, space.contiguous]).toEqual([0, true]);
  });

  it('leaves what cannot be merged, and does not call it contiguous', () => {
    open(
      [3, 4],
      [
        [1, 3],
        [4, 1],
      ],
    );
    mergeSpace();
    expect([space.rank, space.contiguous]).toEqual([2, false]);
    open([6], [[2]]);
    mergeSpace();
    expect([space.rank, space.contiguous]).toEqual([1, false]);
  });

  it('broadcasts operands of fewer dimensions and of size 1', () => {
    openSpace([2, 3]);
    addBroadcast([3], [5]);
    addBroadcast([2, 1], [1, 1]);
    expect(addresses(0)).toEqual([0, 5, 10, 0, 5, 10]);
    expect(addresses(1)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('refuses more dimensions and operands than kernels can have', () => {
    expect(() => openSpace(new Array<number>(MAX_RANK + 1).fill(2))).toThrow(/17 dims/);
    openSpace([2]);
    expect(() => {
      for (let i = 0; i < 100; i++) addStrides([1]);
    }).toThrow(/too many operands/);
  });
});
