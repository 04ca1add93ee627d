import { median } from '../measure.mjs';
import { openCresset } from './cresset-side.mjs';
import { openJax } from './peers/jax.mjs';
import { openTensorFlow } from './peers/tfjs.mjs';

const WARM_UP = 5;

/** Largest difference, relative to the largest value. */
function deviation(actual, expected) {
  let most = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    most = Math.max(most, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return most / largest;
}

/**
 * Medians in milliseconds of all sides in turns, on one adapter. Runs in Node and in a page alike.
 *
 * @param {GPU} gpu
 * @param {{ rounds: number, alone?: boolean }} options
 */
export async function compare(gpu, { rounds, alone = false }) {
  const sides = [await openCresset(gpu)];
  if (!alone) sides.push(await openJax(), await openTensorFlow());

  // A side that computes something else isn't faster.
  const products = [];
  for (const side of sides) products.push(await side.matmul());
  const losses = sides.map(() => []);
  for (let i = 0; i < WARM_UP; i++)
    for (const [s, side] of sides.entries()) {
      await side.matmul();
      losses[s].push(await side.step());
    }
  for (const [s, side] of sides.entries()) {
    const off = Math.max(deviation(products[s], products[0]), deviation(losses[s], losses[0]));
    if (!(off < 1e-4)) throw new Error(`${side.name} and ${sides[0].name} differ by ${off}`);
  }

  const results = {};
  for (const what of ['matmul', 'step']) {
    const samples = sides.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [s, side] of sides.entries()) {
        const begin = performance.now();
        await side[what]();
        samples[s].push(performance.now() - begin);
        // What the sample left behind (timers, returned buffers, collections) isn't the next one's.
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
    results[what] = sides.map((side, s) => ({
      name: side.name,
      median: median(samples[s]),
      best: Math.min(...samples[s]),
    }));
  }

  const [ours] = sides;
  const before = ours.counters();
  const STEPS = 20;
  for (let i = 0; i < STEPS; i++) await ours.step();
  const after = ours.counters();
  const perStep = Object.fromEntries(
    Object.keys(after).map((key) => [key, (after[key] - before[key]) / STEPS]),
  );
  return { adapter: ours.adapter, results, perStep, bytes: after.bytes };
}
