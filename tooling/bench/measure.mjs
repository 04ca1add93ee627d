const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many iterations of the prepared program take about `seconds`. The first ones load libraries, compile and fill
 * pools (PyTorch's first backward takes a third of a second): they are run and not counted.
 */
export async function calibrate(side, seconds) {
  for (let i = 0; i < 3; i++) await side.measure(1);
  let iterations = 1;
  for (;;) {
    const taken = await side.measure(iterations);
    if (taken >= seconds / 2) {
      const wanted = Math.max(1, Math.round((iterations * seconds) / taken));
      // Compiled while it was measured, it is faster from now on: measure once more unless that changes little.
      if (wanted === 1 || wanted <= iterations * 2) return wanted;
    }
    iterations = Math.max(iterations * 2, Math.round((iterations * seconds * 0.75) / Math.max(taken, 1e-6)));
  }
}

/**
 * Medians of all sides for one case, in seconds an iteration. The sides take turns, so that whatever else the machine
 * does falls on all of them alike.
 */
export async function compare(sides, benchCase, threads, { rounds, seconds }) {
  const counts = [];
  for (const side of sides) {
    await side.prepare(benchCase, threads);
    counts.push(await calibrate(side, seconds));
  }
  const samples = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < sides.length; i++) {
      samples[i].push((await sides[i].measure(counts[i])) / counts[i]);
      // Threads of a pool spin for some milliseconds before they sleep: they would take the other side's processor.
      await pause(4);
    }
  }
  return samples.map((s) => ({ median: median(s), best: Math.min(...s), samples: s.length }));
}
