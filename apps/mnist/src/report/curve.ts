import type { LossPoint } from '../train.js';

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 52;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 40;

/** Round numbers that divide a range into some four to eight parts. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const result: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) {
    result.push(Number((k * step).toPrecision(12)));
  }
  return result;
}

/** Exponential moving average without a bias towards the first value. */
export function smooth(values: readonly number[], decay = 0.9): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((v) => {
    sum = decay * sum + (1 - decay) * v;
    weight = decay * weight + (1 - decay);
    return sum / weight;
  });
}

/** The loss over the steps as an SVG; colours come from the page's style. Losses are drawn on a logarithmic scale. */
export function lossCurve(history: readonly LossPoint[], stepsPerEpoch: number): string {
  const steps = history.map((p) => p.step);
  const losses = history.map((p) => Math.max(p.loss, 1e-6));
  const smoothed = smooth(losses);
  const lastStep = Math.max(...steps);
  const low = Math.log10(Math.min(...losses));
  const high = Math.max(Math.log10(Math.max(...losses)), low + 0.1);
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * step) / lastStep;
  const y = (loss: number): number =>
    TOP + ((HEIGHT - TOP - BOTTOM) * (high - Math.log10(loss))) / (high - low);
  const path = (values: readonly number[]): string =>
    values.map((v, i) => `${i === 0 ? 'M' : 'L'}${x(steps[i]!).toFixed(1)} ${y(v).toFixed(1)}`).join('');

  const parts: string[] = [];
  for (const loss of lossTicks(10 ** low, 10 ** high)) {
    const at = y(loss).toFixed(1);
    parts.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>`);
    parts.push(`<text x="${LEFT - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${loss}</text>`);
  }
  for (const step of ticks(0, lastStep)) {
    parts.push(
      `<text x="${x(step).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${step}</text>`,
    );
  }
  for (let step = stepsPerEpoch; step < lastStep; step += stepsPerEpoch) {
    const at = x(step).toFixed(1);
    parts.push(`<line class="epoch" x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`);
  }
  parts.push(`<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 4}" text-anchor="middle">training step</text>`);
  parts.push(`<path class="raw" d="${path(losses)}"/><path class="smooth" d="${path(smoothed)}"/>`);
  const summary = `Loss over ${lastStep} training steps, falling from ${losses[0]!.toFixed(3)} to ${smoothed.at(-1)!.toFixed(3)}.`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${summary}">${parts.join('')}</svg>`;
}

/** 1, 2 and 5 times powers of ten within a range; its ends when there is none. */
function lossTicks(low: number, high: number): number[] {
  const found: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) {
      const v = Number((m * 10 ** e).toPrecision(3));
      if (v >= low && v <= high) found.push(v);
    }
  }
  return found.length > 0 ? found : [Number(low.toPrecision(3)), Number(high.toPrecision(3))];
}
