import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInjective, relate, writerOffsetIn, writerStridesIn } from '../src/queue/relate.js';

/** All positions of a space, in row-major order. */
function positions(dims: readonly number[]): number[][] {
  let list: number[][] = [[]];
  for (const n of dims) list = list.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i]));
  return list;
}

const at = (position: readonly number[], strides: readonly number[], offset: number): number =>
  position.reduce((sum, i, d) => sum + i * strides[d]!, offset);

const dense = (dims: readonly number[]): number[] =>
  dims.map((_, i) => dims.slice(i + 1).reduce((a, b) => a * b, 1));

interface Case {
  readonly writer: { dims: number[]; strides: number[]; offset: number };
  readonly reader: { dims: number[]; strides: number[]; offset: number };
}

const permuted = (list: readonly number[], seed: number): number[] =>
  list
    .map((v, i) => ({ v, k: (i * 7 + seed * 13) % 11 }))
    .sort((a, b) => a.k - b.k)
    .map(({ v }) => v);

/** A writer with dense or spread memory, and a reader of any kind on it. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    dims: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 0, maxLength: 3 }),
    spread: fc.constantFrom(1, 1, 2, 3),
    order: fc.nat(10),
    offset: fc.nat(3),
    split: fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 0, maxLength: 4 }),
    steps: fc.array(fc.integer({ min: -4, max: 12 }), { minLength: 4, maxLength: 4 }),
    regular: fc.boolean(),
    readerOrder: fc.nat(10),
    start: fc.nat(6),
  })
  .map((c) => {
    const order = permuted(
      c.dims.map((_, i) => i),
      c.order,
    );
    const inner = dense(order.map((i) => c.dims[i]!));
    const strides = c.dims.map((_, i) => inner[order.indexOf(i)]! * c.spread);
    const total = c.dims.reduce((a, b) => a * b, 1);
    // Either a dense reading of the same elements under other dims, perhaps transposed, or anything at all.
    const split: number[] = [];
    let left = total;
    for (const n of c.split) {
      if (c.regular ? left % n !== 0 : left < n) continue;
      split.push(n);
      left = Math.floor(left / n);
    }
    if (c.regular && left > 1) split.push(left);
    const plain = dense(split).map((s) => s * c.spread);
    const shuffle = permuted(
      split.map((_, i) => i),
      c.readerOrder,
    );
    return {
      writer: { dims: c.dims, strides, offset: c.offset },
      reader: c.regular
        ? { dims: shuffle.map((i) => split[i]!), strides: shuffle.map((i) => plain[i]!), offset: c.offset }
        : { dims: split, strides: c.steps.slice(0, split.length), offset: c.offset + c.start },
    };
  });

describe('how reads run over what was written', () => {
  it('a relation leads each read to the position that wrote the element', () => {
    let found = 0;
    let bijective = 0;
    let ordered = 0;
    fc.assert(
      fc.property(cases, ({ writer, reader }) => {
        const r = relate(
          reader.dims,
          reader.strides,
          reader.offset,
          writer.dims,
          writer.strides,
          writer.offset,
        );
        if (r === null) return;
        found++;
        const written = new Map(
          positions(writer.dims).map((p, order) => [at(p, writer.strides, writer.offset), order]),
        );
        // The linear index of the writer, as an operand of its space: distinct for each element.
        const linear = dense(writer.dims);
        const base = writerOffsetIn(r, 0, linear);
        const moved = writerStridesIn(r, linear);
        const reads = positions(reader.dims).map((p) => written.get(at(p, reader.strides, reader.offset)));
        const followed = positions(r.dims).map((p) => at(p, moved, base));
        expect(followed).toEqual(reads);
        const once = new Set(reads).size === reads.length && reads.length === written.size;
        if (r.bijective) bijective++;
        if (r.bijective) expect(once).toBe(true);
        if (r.ordered) ordered++;
        if (r.ordered) expect(followed).toEqual(followed.map((_, i) => i));
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(found, bijective, ordered)).toBeGreaterThan(100);
  });

  it('splits a dim where it crosses a border', () => {
    // A bias added over rows, read flat.
    expect(relate([12], [1], 0, [3, 4], [4, 1], 0)).toMatchObject({ dims: [3, 4], bijective: true });
    // The same, transposed in between.
    expect(relate([4, 3], [1, 4], 0, [12], [1], 0)).toMatchObject({
      dims: [4, 3],
      ratio: [1, 4],
      bijective: true,
      ordered: false,
    });
    expect(relate([6], [2], 0, [3, 4], [4, 1], 0)).toMatchObject({ dims: [3, 2], bijective: false });
  });

  it('refuses reads that leave what was written, or cross a border where they may not', () => {
    expect(relate([5], [1], 0, [4], [1], 0)).toBeNull();
    expect(relate([4], [1], 1, [4], [1], 0)).toBeNull();
    expect(relate([4, 2], [2, 1], 1, [3, 4], [4, 1], 0)).toBeNull();
    expect(relate([3], [5], 0, [3, 4], [4, 1], 0)).toBeNull();
    expect(relate([4], [1], 0, [4], [0], 0)).toBeNull();
  });

  it('knows which windows show an element once', () => {
    expect(isInjective([3, 4], [4, 1])).toBe(true);
    expect(isInjective([3, 4], [1, 3])).toBe(true);
    expect(isInjective([3, 4], [-4, 1])).toBe(true);
    expect(isInjective([3, 2], [1, 1])).toBe(false);
    expect(isInjective([3], [0])).toBe(false);
    expect(isInjective([1], [0])).toBe(true);
  });
});
