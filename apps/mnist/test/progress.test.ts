import { describe, expect, it } from 'vitest';
import { drawBar, progressView, showDuration } from '../src/progress.js';
import type { TrainingStatus } from '../src/train.js';

const status = (batch: number): TrainingStatus => ({
  epoch: 0,
  epochs: 2,
  batch,
  batches: 100,
  loss: 0.25,
  imagesPerSecond: 12345.6,
  secondsLeft: 65,
});

function screen(isTTY: boolean) {
  let text = '';
  const write = (s: string): boolean => {
    text += s;
    return true;
  };
  return { view: progressView({ isTTY, columns: 100, write } as never), text: () => text };
}

describe('progress', () => {
  it('shows durations', () => {
    expect(showDuration(5)).toBe('0:05');
    expect(showDuration(65)).toBe('1:05');
    expect(showDuration(3723)).toBe('1:02:03');
  });

  it('draws bars of one width', () => {
    for (const f of [0, 0.3, 0.999, 1]) expect([...drawBar(f)]).toHaveLength(24);
    expect(drawBar(1)).toBe('━'.repeat(24));
  });

  it('draws over one line on a terminal, and ends it before another', () => {
    const { view, text } = screen(true);
    view.update(status(10));
    view.update(status(50));
    expect(text()).not.toContain('\n');
    expect(text()).toContain('\r\u001b[Kepoch 1/2 ━━━━━━━━━━━━╸');
    expect(text()).toContain('50 %  loss 0.2500  12,346 images/s  1:05 left');
    view.line('done');
    expect(text().endsWith('\r\u001b[Kdone\n')).toBe(true);
  });

  it('prints a plain line each tenth of an epoch elsewhere', () => {
    const { view, text } = screen(false);
    for (let batch = 1; batch <= 100; batch++) view.update(status(batch));
    expect(text().trimEnd().split('\n')).toHaveLength(10);
    expect(text()).not.toContain('\r');
    expect(text()).toContain('epoch 1/2  100 %  loss 0.2500  12,346 images/s  1:05 left\n');
  });
});
