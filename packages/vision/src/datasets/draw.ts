import type { RandomStream } from '@cresset/data';
import type { Stroke } from './glyphs.js';

/** Pieces that a curve is cut into between two of its points. */
const PIECES = 5;

/** Draws strokes with a round pen into a gray image; one call an image. */
export interface Canvas {
  readonly size: number;
  /** Row by row, 0 … 1. */
  readonly pixels: Float32Array;
}

export function blankCanvas(size: number): Canvas {
  return { size, pixels: new Float32Array(size * size) };
}

/** An affine map from the box of a glyph to pixels: x' = a·x + b·y + c, y' = d·x + e·y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** A random size, slant, rotation and place on a canvas. */
export function randomAffine(stream: RandomStream, size: number): Affine {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const width = size * between(0.3, 0.5);
  const height = size * between(0.58, 0.75);
  const angle = between(-0.2, 0.2);
  const slant = between(-0.3, 0.3);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const a = width * cos;
  const b = -height * (sin + slant * cos);
  const d = width * sin;
  const e = height * (cos - slant * sin);
  // The middle of the glyph's box goes near the middle of the image.
  const c = size / 2 + between(-0.07, 0.07) * size - (a + b) / 2;
  const f = size / 2 + between(-0.07, 0.07) * size - (d + e) / 2;
  return { a, b, c, d, e, f };
}

/** The strokes with every point moved a little: no two people write alike. */
export function shaken(strokes: readonly Stroke[], stream: RandomStream, amount: number): Stroke[] {
  const move = (): number => (2 * stream.uniform() - 1) * amount;
  return strokes.map((s) => ({
    kind: s.kind,
    points: s.points.map(([x, y]) => [x + move(), y + move()] as const),
  }));
}

export function drawStroke(canvas: Canvas, stroke: Stroke, affine: Affine, radius: number): void {
  const { a, b, c, d, e, f } = affine;
  const points = stroke.points.map(([x, y]) => [a * x + b * y + c, d * x + e * y + f] as const);
  for (let i = 0; i + 1 < points.length; i++) {
    const [x0, y0] = points[i]!;
    const [x1, y1] = points[i + 1]!;
    if (stroke.kind === 'line') {
      drawSegment(canvas, x0, y0, x1, y1, radius);
      continue;
    }
    // Catmull-Rom: the tangent at a point is half the way from its neighbour before to its neighbour behind.
    const [xa, ya] = points[Math.max(0, i - 1)]!;
    const [xb, yb] = points[Math.min(points.length - 1, i + 2)]!;
    let [fromX, fromY] = [x0, y0];
    for (let k = 1; k <= PIECES; k++) {
      const t = k / PIECES;
      const toX = catmullRom(xa, x0, x1, xb, t);
      const toY = catmullRom(ya, y0, y1, yb, t);
      drawSegment(canvas, fromX, fromY, toX, toY, radius);
      [fromX, fromY] = [toX, toY];
    }
  }
}

function catmullRom(before: number, from: number, to: number, after: number, t: number): number {
  const tangentFrom = (to - before) / 2;
  const tangentTo = (after - from) / 2;
  const [t2, t3] = [t * t, t * t * t];
  return (
    (2 * t3 - 3 * t2 + 1) * from +
    (t3 - 2 * t2 + t) * tangentFrom +
    (3 * t2 - 2 * t3) * to +
    (t3 - t2) * tangentTo
  );
}

/** Darkens the pixels within `radius` of a segment; the edge fades over one pixel. */
function drawSegment(canvas: Canvas, x0: number, y0: number, x1: number, y1: number, radius: number): void {
  const { size, pixels } = canvas;
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const lengthSquared = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0;
      const py = y + 0.5 - y0;
      const along = lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
      const ex = px - along * dx;
      const ey = py - along * dy;
      const ink = reach - Math.sqrt(ex * ex + ey * ey);
      const at = y * size + x;
      if (ink > pixels[at]!) pixels[at] = Math.min(1, ink);
    }
  }
}
