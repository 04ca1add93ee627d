/** @typedef {import('./pages/soak-training.mjs').Sample} Sample */

const lowest = (values) => Math.min(...values);

/**
 * What is wrong with the memory of a long training, in words; an empty list when it is flat after warm-up.
 *
 * - GPU bytes (all buffers there are) never fall, so they are flat when the last sample is the first one after warm-up,
 *   within the tolerance.
 * - The JavaScript heap goes up and down with the collector, which nobody calls: its floor in the last quarter is compared
 *   with its floor in the second.
 *
 * @param {readonly Sample[]} samples
 * @param {{ warmUp: number, tolerance: number }} limits warm-up in steps; tolerance as a fraction
 */
export function judgeSoak(samples, { warmUp, tolerance }) {
  const later = samples.filter((s) => s.step > warmUp);
  if (later.length < 8) throw new Error(`only ${later.length} samples after the warm-up of ${warmUp} steps`);
  const quarter = Math.floor(later.length / 4);
  const first = later[0].bytes;
  const most = Math.max(...later.map((s) => s.bytes));
  const early = lowest(later.slice(quarter, 2 * quarter).map((s) => s.heap));
  const late = lowest(later.slice(-quarter).map((s) => s.heap));
  const wrong = [];
  if (most > first * (1 + tolerance)) wrong.push(`GPU bytes grew from ${first} to ${most} after warm-up`);
  // A megabyte is noise of the engine's own: code, feedback, inline caches.
  if (late > early * (1 + tolerance) + 2 ** 20) wrong.push(`the heap's floor grew from ${early} to ${late}`);
  const strange = samples.find((s) => !Number.isFinite(s.loss));
  if (strange !== undefined) wrong.push(`the loss is ${strange.loss} at step ${strange.step}`);
  return { first, most, early, late, wrong };
}
