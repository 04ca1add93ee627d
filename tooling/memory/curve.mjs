/** @typedef {{ step: number, rss: number }} Sample memory of the process after a step, in bytes */

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Whether memory is flat after warm-up: every later sample within `tolerance` of their median. A leak of one small
 * tensor a step fails it as surely as a jump does.
 *
 * @param {readonly Sample[]} samples
 * @param {{ warmUp: number, tolerance: number }} limits warm-up in steps; tolerance as a fraction
 */
export function judge(samples, { warmUp, tolerance }) {
  const later = samples.filter((s) => s.step > warmUp).map((s) => s.rss);
  if (later.length < 2) throw new Error(`only ${later.length} samples after the warm-up of ${warmUp} steps`);
  const median = middle(later);
  const low = Math.min(...later) / median - 1;
  const high = Math.max(...later) / median - 1;
  return { median, low, high, flat: -low <= tolerance && high <= tolerance };
}

const blocks = ' ▁▂▃▄▅▆▇█';

/** The curve as bars, from zero to the highest sample: a flat one looks flat. */
export function drawCurve(samples, columns = 60) {
  const top = Math.max(...samples.map((s) => s.rss));
  const groups = Math.min(columns, samples.length);
  let bars = '';
  for (let c = 0; c < groups; c++) {
    const from = Math.floor((c * samples.length) / groups);
    const to = Math.max(from + 1, Math.floor(((c + 1) * samples.length) / groups));
    const peak = Math.max(...samples.slice(from, to).map((s) => s.rss));
    bars += blocks[Math.round((peak / top) * (blocks.length - 1))];
  }
  return bars;
}

export const showMegabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
