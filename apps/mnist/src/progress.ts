import type { TrainingStatus } from './train.js';

/** `1:05`, or `1:02:03` from an hour on. */
export function showDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return minutes < 60
    ? `${minutes}:${two(s % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

const WIDTH = 24;

export function drawBar(fraction: number): string {
  const full = Math.floor(fraction * WIDTH);
  return '━'.repeat(full) + (full < WIDTH ? '╸' : '') + ' '.repeat(Math.max(0, WIDTH - full - 1));
}

export function describeStatus(s: TrainingStatus): string {
  const rate = Math.round(s.imagesPerSecond).toLocaleString('en');
  return `loss ${s.loss.toFixed(4)}  ${rate} images/s  ${showDuration(s.secondsLeft)} left`;
}

/** Shows how training goes: a line that is drawn over on a terminal, now and then a new line elsewhere. */
export interface ProgressView {
  update(status: TrainingStatus): void;
  /** Prints a line that stays. */
  line(text: string): void;
}

type Out = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

export function progressView(out: Out): ProgressView {
  return out.isTTY ? new Bar(out) : new Lines(out);
}

class Bar implements ProgressView {
  private drawn = false;

  constructor(private readonly out: Out) {}

  update(s: TrainingStatus): void {
    const percent = `${Math.floor((100 * s.batch) / s.batches)}`.padStart(3);
    const text = `epoch ${s.epoch + 1}/${s.epochs} ${drawBar(s.batch / s.batches)} ${percent} %  ${describeStatus(s)}`;
    // A line that wraps can't be drawn over.
    this.out.write(`\r\u001b[K${[...text].slice(0, (this.out.columns || 80) - 1).join('')}`);
    this.drawn = true;
  }

  line(text: string): void {
    this.out.write(`${this.drawn ? '\r\u001b[K' : ''}${text}\n`);
    this.drawn = false;
  }
}

class Lines implements ProgressView {
  /** Tenth of which epoch was printed last. */
  private last = '';

  constructor(private readonly out: Out) {}

  update(s: TrainingStatus): void {
    const tenth = Math.floor((10 * s.batch) / s.batches);
    const now = `${s.epoch} ${tenth}`;
    if (tenth === 0 || now === this.last) return;
    this.last = now;
    this.line(`epoch ${s.epoch + 1}/${s.epochs}  ${String(tenth * 10).padStart(3)} %  ${describeStatus(s)}`);
  }

  line(text: string): void {
    this.out.write(`${text}\n`);
  }
}
