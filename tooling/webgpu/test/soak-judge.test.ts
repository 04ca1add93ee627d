import { describe, expect, it } from 'vitest';
import { judgeSoak } from '../soak-judge.mjs';

const samples = (bytes: (i: number) => number, heap: (i: number) => number) =>
  Array.from({ length: 100 }, (_, i) => ({
    step: (i + 1) * 10,
    bytes: bytes(i),
    inUse: 0,
    buffers: 0,
    heap: heap(i),
    loss: 1,
  }));
const limits = { warmUp: 200, tolerance: 0.05 };
const sawtooth = (i: number): number => 2e7 + (i % 13) * 1e6;

describe('the judge of a soak', () => {
  it('takes what is flat after warm-up, and a heap that goes up and down', () => {
    expect(
      judgeSoak(
        samples((i) => Math.min(i, 15) * 1e6 + 1e6, sawtooth),
        limits,
      ).wrong,
    ).toEqual([]);
  });

  it('finds GPU bytes that grow', () => {
    const { wrong } = judgeSoak(
      samples((i) => 3e7 + i * 1e5, sawtooth),
      limits,
    );
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(/GPU bytes grew from \d+ to \d+/);
  });

  it("finds a heap whose floor grows, and a loss that isn't finite", () => {
    const list = samples(
      () => 1e7,
      (i) => sawtooth(i) + i * 1e5,
    );
    list[50]!.loss = Number.NaN;
    const { wrong } = judgeSoak(list, limits);
    expect(wrong.join()).toMatch(/floor grew.*the loss is NaN at step 510/);
  });

  it('needs samples', () => {
    expect(() => judgeSoak(samples(() => 1, sawtooth).slice(0, 25), limits)).toThrow(/only 5 samples/);
  });
});
