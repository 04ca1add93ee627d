import { describe, expect, it } from 'vitest';
import { drawCurve, judge, showMegabytes } from '../curve.mjs';

const limits = { warmUp: 200, tolerance: 0.05 };
const samplesOf = (rss: (step: number) => number) =>
  Array.from({ length: 100 }, (_, i) => ({ step: 100 * (i + 1), rss: rss(100 * (i + 1)) }));

describe('judging a memory curve', () => {
  it('takes a curve that grows during warm-up only', () => {
    const verdict = judge(
      samplesOf((step) => (step <= 200 ? 50e6 : 100e6 + (step % 300) * 1e3)),
      limits,
    );
    expect(verdict.flat).toBe(true);
    expect(verdict.median).toBeCloseTo(100.1e6, -5);
  });

  it('refuses a slow leak: 2 kB a step', () => {
    const verdict = judge(
      samplesOf((step) => 100e6 + step * 2048),
      limits,
    );
    expect(verdict.flat).toBe(false);
    expect(verdict.high).toBeGreaterThan(0.05);
  });

  it('refuses one jump', () => {
    const samples = samplesOf(() => 100e6);
    samples[70] = { step: 7100, rss: 106e6 };
    expect(judge(samples, limits).flat).toBe(false);
  });

  it('refuses to judge without samples', () => {
    expect(() => judge([{ step: 300, rss: 1 }], limits)).toThrow(
      'only 1 samples after the warm-up of 200 steps',
    );
  });
});

describe('drawing a memory curve', () => {
  it('starts at zero and shows the highest as a full block', () => {
    const curve = drawCurve(
      samplesOf((step) => step * 1e4),
      4,
    );
    expect(curve).toBe('▂▄▆█');
  });

  it('shows megabytes', () => {
    expect(showMegabytes(123_456_789)).toBe('123.5 MB');
  });
});
