import { describe, expect, it } from 'vitest';
import { centered } from '../src/digit/center.js';

const WIDTH = 280;

/** Paper with a rectangle of ink. */
function rectangle(left: number, top: number, width: number, height: number): Float32Array {
  const ink = new Float32Array(WIDTH * WIDTH);
  for (let y = top; y < top + height; y++) ink.fill(1, y * WIDTH + left, y * WIDTH + left + width);
  return ink;
}

const rows = (pixels: Float32Array): number[][] =>
  Array.from({ length: 28 }, (_, y) => Array.from(pixels.subarray(28 * y, 28 * y + 28)));

function extent(pixels: Float32Array): { left: number; top: number; right: number; bottom: number } {
  const inked = rows(pixels).flatMap((row, y) => row.flatMap((v, x) => (v > 0.1 ? [[x, y] as const] : [])));
  const [xs, ys] = [inked.map(([x]) => x), inked.map(([, y]) => y)];
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs) + 1,
    bottom: Math.max(...ys) + 1,
  };
}

describe('a drawing as MNIST prepares its digits', () => {
  it('is scaled to 20 pixels and put into the middle, wherever and however large it was drawn', () => {
    for (const ink of [rectangle(10, 20, 30, 60), rectangle(150, 100, 60, 120)]) {
      expect(extent(centered(ink, WIDTH)!)).toEqual({ left: 9, top: 4, right: 19, bottom: 24 });
    }
  });

  it('has its centre of mass in the middle, as far as the paper allows', () => {
    // A heavy bar on the left and a thin line to the right of it.
    const ink = rectangle(40, 40, 40, 200);
    ink.set(rectangle(80, 130, 160, 10).map((v, i) => Math.max(v, ink[i]!)));
    const { left, right } = extent(centered(ink, WIDTH)!);
    expect(right - left).toBe(20);
    expect(left).toBe(8);
  });

  it('keeps the amount of ink in a pixel', () => {
    const grey = rectangle(40, 40, 200, 200).map((v) => 0.5 * v);
    const pixels = centered(grey, WIDTH)!;
    expect(pixels[14 * 28 + 14]).toBeCloseTo(0.5);
    expect(pixels[0]).toBe(0);
  });

  it('is nothing where nothing is drawn', () => {
    expect(centered(new Float32Array(WIDTH * WIDTH), WIDTH)).toBeNull();
  });
});
