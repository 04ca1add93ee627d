import uPlot from 'uplot';
import { onSchemeChange, variable } from './dom.js';

/** More points than this are no longer seen: neighbours are joined. */
const MOST_POINTS = 1200;

export interface ChartOptions {
  /** CSS variable of the line's colour. */
  readonly colour: string;
  readonly emptyNote: string;
  /** Ends of the axis; null: as far as the values go. */
  readonly min: number;
  readonly max: number | null;
  readonly label: string;
  format(value: number): string;
}

/** A curve over the steps, that grows while it is looked at. */
export class Chart {
  private readonly steps: number[] = [];
  private readonly values: number[] = [];
  private plot!: uPlot;
  private scheduled = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: ChartOptions,
  ) {
    this.build();
    const note = document.createElement('p');
    note.className = 'empty-note';
    note.textContent = options.emptyNote;
    host.append(note);
    new ResizeObserver(() => this.plot.setSize(this.size())).observe(host);
    onSchemeChange(() => {
      this.plot.destroy();
      this.build();
    });
    this.draw();
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(100, this.host.clientWidth), height: Math.max(100, this.host.clientHeight) };
  }

  private build(): void {
    const { colour, min, max, label, format } = this.options;
    const axis = {
      stroke: variable('--soft'),
      grid: { stroke: variable('--grid'), width: 1 },
      ticks: { show: false },
      font: `12px ${variable('--text')}`,
    };
    const line = variable(colour);
    this.plot = new uPlot(
      {
        ...this.size(),
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 7, fill: line } },
        scales: {
          x: { time: false, range: (_, _low, high) => [0, Math.max(high ?? 0, 10)] },
          y: {
            range: (_, _low, high) => [min, max ?? Math.max(high ?? 0, 0.1) * 1.05],
          },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            values: (_, ticks) => ticks.map((t) => (Number.isInteger(t) ? t.toLocaleString('en') : '')),
          },
          { ...axis, size: 48, space: 44, values: (_, ticks) => ticks.map(format) },
        ],
        series: [
          { label: 'step' },
          {
            label,
            stroke: line,
            width: 1.75, // One point is no line yet.
            points: { show: () => this.steps.length === 1 },
            fill: `${line}14`,
          },
        ],
        hooks: { setCursor: [(u) => this.showCursor(u)] },
      },
      [this.steps, this.values],
      this.host,
    );
  }

  private showCursor(u: uPlot): void {
    const { idx } = u.cursor;
    this.host.title =
      idx === null || idx === undefined || this.values[idx] === undefined
        ? ''
        : `step ${this.steps[idx]}: ${this.options.format(this.values[idx])}`;
  }

  clear(): void {
    this.steps.length = 0;
    this.values.length = 0;
    this.draw();
  }

  add(step: number, value: number): void {
    const last = this.steps.length - 1;
    if (this.steps[last] === step) this.values[last] = value;
    else {
      this.steps.push(step);
      this.values.push(value);
    }
    if (this.steps.length > MOST_POINTS) this.thin();
    this.draw();
  }

  /** Halves the points: each pair becomes its later step and its mean. */
  private thin(): void {
    const half = Math.floor(this.steps.length / 2);
    for (let i = 0; i < half; i++) {
      this.steps[i] = this.steps[2 * i + 1]!;
      this.values[i] = (this.values[2 * i]! + this.values[2 * i + 1]!) / 2;
    }
    this.steps.length = half;
    this.values.length = half;
  }

  private draw(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      const { steps, values, options } = this;
      const count = steps.length;
      this.host.classList.toggle('empty', count === 0);
      this.plot.setData([steps, values]);
      const { label, format } = options;
      this.host.setAttribute(
        'aria-label',
        count === 0
          ? `${label} curve: nothing yet`
          : `${label} curve: from ${format(values[0]!)} at step ${steps[0]} to ${format(values[count - 1]!)} at step ${steps[count - 1]}`,
      );
    });
  }
}
