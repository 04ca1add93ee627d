import { checkHostLength } from '../../../op/host-limit.js';

/** How one output position comes from input positions along one dimension: taps and their weights, row by row. */
export interface Taps {
  /** Taps for each output position. */
  readonly count: number;
  /** [outputs × count] input positions. */
  readonly index: readonly number[];
  /** [outputs × count] weights, which sum to 1; null: all 1 (nearest). */
  readonly weight: readonly number[] | null;
}

export interface Axis {
  readonly input: number;
  readonly output: number;
  /** Output size over input size where the user gave it, else null: then it is what the sizes say. */
  readonly scale: number | null;
  readonly alignCorners: boolean;
}

/** Input positions per output position. */
function step({ input, output, scale, alignCorners }: Axis): number {
  checkHostLength('interpolate', 'the positions of the result', output);
  if (alignCorners) return output > 1 ? (input - 1) / (output - 1) : 0;
  return scale !== null && scale > 0 ? 1 / scale : input / output;
}

/** PyTorch computes these positions in float32, which decides where they fall on an integer. */
export function nearestTaps(a: Axis, exact: boolean): Taps {
  const scale = Math.fround(step({ ...a, alignCorners: false }));
  const index = Array.from({ length: a.output }, (_, i) => {
    const at = exact ? Math.fround(Math.fround(i + 0.5) * scale) : Math.fround(i * scale);
    return Math.min(Math.floor(at), a.input - 1);
  });
  return { count: 1, index, weight: null };
}

export function linearTaps(a: Axis): Taps {
  const scale = step(a);
  const index: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < a.output; i++) {
    const at = a.alignCorners ? scale * i : Math.max(scale * (i + 0.5) - 0.5, 0);
    const low = Math.min(Math.floor(at), a.input - 1);
    const part = Math.min(Math.max(at - low, 0), 1);
    index.push(low, Math.min(low + 1, a.input - 1));
    weight.push(1 - part, part);
  }
  return { count: 2, index, weight };
}

/** Keys, "Cubic Convolution Interpolation for Digital Image Processing" (1981), with his parameter a. */
function cubic(x: number, a: number): number {
  const t = Math.abs(x);
  if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;
}

export function cubicTaps(a: Axis): Taps {
  const scale = step(a);
  const index: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < a.output; i++) {
    const at = a.alignCorners ? scale * i : scale * (i + 0.5) - 0.5;
    const low = Math.floor(at);
    for (let k = -1; k <= 2; k++) {
      index.push(Math.min(Math.max(low + k, 0), a.input - 1));
      weight.push(cubic(at - low - k, -0.75));
    }
  }
  return { count: 4, index, weight };
}

/** A triangle or cubic that is as wide as the step between outputs, so that shrinking averages instead of skipping. */
export function antialiasedTaps(a: Axis, kind: 'linear' | 'cubic'): Taps {
  const scale = step(a);
  const half = (kind === 'linear' ? 1 : 2) * Math.max(scale, 1);
  const inverse = scale >= 1 ? 1 / scale : 1;
  const filter = (x: number): number => (kind === 'linear' ? Math.max(0, 1 - Math.abs(x)) : cubic(x, -0.5));
  const rows: { from: number; weight: number[] }[] = [];
  for (let i = 0; i < a.output; i++) {
    const center = scale * (i + 0.5);
    const from = Math.max(Math.trunc(center - half + 0.5), 0);
    const to = Math.min(Math.trunc(center + half + 0.5), a.input);
    const weight = Array.from({ length: Math.max(to - from, 0) }, (_, k) =>
      filter((from + k - center + 0.5) * inverse),
    );
    const total = weight.reduce((s, w) => s + w, 0);
    rows.push({ from, weight: total === 0 ? weight : weight.map((w) => w / total) });
  }
  const count = Math.max(1, ...rows.map((r) => r.weight.length));
  const taps = Array.from({ length: count }, (_, k) => k);
  return {
    count,
    index: rows.flatMap((r) => taps.map((k) => Math.min(r.from + k, a.input - 1))),
    weight: rows.flatMap((r) => taps.map((k) => r.weight[k] ?? 0)),
  };
}
