import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Confusion } from '../src/confusion.js';
import { lossCurve, smooth, ticks } from '../src/report/curve.js';
import { reportPage } from '../src/report/page.js';
import { encodePng } from '../src/report/png.js';

function confusionOf(...pairs: [actual: number, predicted: number, times: number][]): Confusion {
  const c = new Confusion(10);
  for (const [actual, predicted, times] of pairs) for (let i = 0; i < times; i++) c.add(actual, predicted);
  return c;
}

describe('confusion', () => {
  const c = confusionOf([0, 0, 10], [4, 4, 6], [4, 9, 3], [4, 1, 1], [7, 7, 8], [7, 2, 2]);

  it('counts', () => {
    expect(c.total).toBe(30);
    expect(c.accuracy).toBeCloseTo(24 / 30);
    expect(c.recall(4)).toBe(0.6);
    expect(c.recall(5)).toBe(1);
  });

  it('finds the worst classes and what they were taken for', () => {
    expect(c.worst(2)).toEqual([4, 7]);
    expect(c.mistakes(4)).toEqual([
      { predicted: 9, count: 3 },
      { predicted: 1, count: 1 },
    ]);
    expect(c.describe(4)).toBe('4: 60.0 % recognised, taken for 9 (3×), 1 (1×)');
    expect(c.describe(0)).toBe('0: 100.0 % recognised');
  });
});

describe('PNG', () => {
  it('holds the pixels row by row', () => {
    const png = encodePng(3, 2, Uint8Array.of(0, 128, 255, 1, 2, 3));
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(png.toString('latin1', 12, 16)).toBe('IHDR');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
    const at = png.indexOf('IDAT');
    const data = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect([...data]).toEqual([0, 0, 128, 255, 0, 1, 2, 3]);
  });

  it('ends with the check sum that every PNG ends with', () => {
    const png = encodePng(1, 1, Uint8Array.of(0));
    expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
  });
});

describe('loss curve', () => {
  it('puts ticks at round numbers', () => {
    expect(ticks(0, 1876)).toEqual([0, 500, 1000, 1500]);
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('smooths without a bias towards the first value', () => {
    expect(smooth([2, 2, 2])).toEqual([2, 2, 2]);
    expect(smooth([1, 3], 0.5)[1]).toBeCloseTo(7 / 3);
  });

  it('draws every reading, parts the epochs and says in words what it shows', () => {
    const history = [10, 20, 30, 40].map((step) => ({ step, loss: 2.3 / step }));
    const svg = lossCurve(history, 20);
    expect(svg.match(/class="raw" d="([^"]*)"/)![1]!.split(/[ML]/)).toHaveLength(5);
    expect(svg.match(/class="epoch"/g)).toHaveLength(1);
    expect(svg).toContain('role="img" aria-label="Loss over 40 training steps, falling from 0.230 to');
    expect(svg).not.toContain('NaN');
  });

  it('draws a single reading', () => {
    expect(lossCurve([{ step: 1, loss: 2.3 }], 1)).not.toMatch(/NaN|Infinity/);
  });
});

describe('the report page', () => {
  const page = reportPage({
    title: 'lenet on <digits>',
    facts: [['Device', 'cpu']],
    history: [
      { step: 10, loss: 2 },
      { step: 20, loss: 1 },
    ],
    stepsPerEpoch: 10,
    confusion: confusionOf([0, 0, 97], [4, 9, 3]),
    mistakes: [
      {
        index: 12,
        actual: 4,
        predicted: 9,
        confidence: 0.98,
        width: 2,
        height: 2,
        pixels: new Uint8Array(4),
      },
    ],
  });

  it('states the result, the facts and the worst classes', () => {
    expect(page).toContain('<strong>97.00 %</strong> of 100 test images recognised');
    expect(page).toContain('<dt>Device</dt><dd>cpu</dd>');
    expect(page).toContain('<li>4: 0.0 % recognised, taken for 9 (3×)</li>');
  });

  it('draws mistakes as pictures with words for those who cannot see them', () => {
    expect(page).toMatch(/<img src="data:image\/png;base64,iVBORw0KGgo[^"]+" width="2" height="2"/);
    expect(page).toContain('alt="test image 12, a 4 that was taken for a 9"');
    expect(page).toContain('98 % sure');
  });

  it('needs nothing from elsewhere and escapes what it is given', () => {
    expect(page).not.toMatch(/https?:|<script|<link|url\(/);
    expect(page).toContain('<title>lenet on &lt;digits&gt;</title>');
    expect(page).toContain('<html lang="en">');
  });

  it('says so when there were no mistakes', () => {
    const perfect = reportPage({
      title: 't',
      facts: [],
      history: [{ step: 1, loss: 1 }],
      stepsPerEpoch: 1,
      confusion: confusionOf([0, 0, 1]),
      mistakes: [],
    });
    expect(perfect).toContain('There were none.');
  });
});
