import type { Command, Progress, Report, Setup } from '../protocol.js';
import { Chart } from './chart.js';
import { byId } from './dom.js';
import { Gallery } from './filters.js';
import { bytes, percent, short, whole } from './numbers.js';
import { Pad } from './pad.js';
import { Probabilities } from './probabilities.js';
import { acceptDrops, filesOf, SettingsForm } from './settings.js';

/** Status lines are read aloud: not more often than this. */
const STATUS_EVERY_MS = 5000;

/** All that is on the page; what it shows comes from the worker, what is clicked goes there. */
export class Page {
  private readonly form = new SettingsForm(() => this.settingsChanged());
  private readonly loss = new Chart(byId('loss', HTMLElement), {
    label: 'Loss',
    colour: '--ember',
    emptyNote: 'Press Train, and the curve starts here.',
    min: 0,
    max: null,
    format: short,
  });
  private readonly accuracy = new Chart(byId('accuracy', HTMLElement), {
    label: 'Accuracy',
    colour: '--cool',
    emptyNote: 'The test images are read every second or so while it trains.',
    min: 0,
    max: 1,
    format: (v) => `${Math.round(100 * v)} %`,
  });
  private readonly probabilities = new Probabilities(
    byId('probabilities', HTMLElement),
    byId('verdict', HTMLElement),
  );
  private readonly gallery = new Gallery(byId('filters', HTMLElement), byId('filters-note', HTMLElement));
  private readonly pad = new Pad(byId('pad', HTMLCanvasElement), byId('pad-hint', HTMLElement), (pixels) =>
    this.drawn(pixels),
  );
  private readonly run = byId('run', HTMLButtonElement);
  private running = false;
  private step = 0;
  private label: number | null = null;
  /** Drawings are sent one at a time: a hand is faster than a network. */
  private waiting = false;
  private next: { pixels: Float32Array | null } | null = null;
  private statusAt = 0;

  constructor(private readonly send: (command: Command) => void) {
    this.run.addEventListener('click', () => this.toggle());
    this.click('step', () => send({ type: 'step' }));
    this.click('reset', () => send({ type: 'reset' }));
    this.click('wipe', () => this.pad.wipe());
    this.click('example', () => send({ type: 'example' }));
    this.click('export', () => send({ type: 'export' }));
    filesOf(byId('import', HTMLInputElement), ([file]) => send({ type: 'import', file: file! }));
    filesOf(byId('files', HTMLInputElement), (files) => send({ type: 'files', files }));
    acceptDrops(byId('drop', HTMLElement), (files) => this.dropped(files));
    byId('problem', HTMLElement)
      .querySelector('button')!
      .addEventListener('click', () => {
        byId('problem', HTMLElement).hidden = true;
      });
  }

  private click(id: string, f: () => void): void {
    byId(id, HTMLButtonElement).addEventListener('click', f);
  }

  start(): void {
    this.send({ type: 'settings', settings: this.form.read() });
  }

  /** Weights may be dropped anywhere, data too. */
  private dropped(files: readonly File[]): void {
    const weights = files.find((f) => f.name.endsWith('.safetensors'));
    if (weights !== undefined) this.send({ type: 'import', file: weights });
    else {
      if (this.form.read().data !== 'mnist') this.form.chooseMnist();
      this.send({ type: 'files', files });
    }
  }

  private settingsChanged(): void {
    this.send({ type: 'settings', settings: this.form.read() });
  }

  private toggle(): void {
    this.send({ type: this.running ? 'pause' : 'run' });
    if (this.running) return;
    this.setRunning(true);
    this.status(this.step === 0 ? 'The first steps compile the kernels …' : 'Training …', true);
  }

  private setRunning(running: boolean): void {
    this.running = running;
    write(this.run, running ? 'Pause' : this.step === 0 ? 'Train' : 'Continue');
  }

  private drawn(pixels: Float32Array | null): void {
    this.label = null;
    this.seen(pixels);
    this.next = { pixels };
    this.sendDrawing();
  }

  private sendDrawing(): void {
    if (this.waiting || this.next === null) return;
    this.waiting = true;
    this.send({ type: 'drawing', pixels: this.next.pixels });
    this.next = null;
  }

  private seen(pixels: Float32Array | null): void {
    const image = new ImageData(28, 28);
    for (let i = 0; i < 784; i++) {
      image.data.fill(255 * (pixels?.[i] ?? 0), 4 * i, 4 * i + 3);
      image.data[4 * i + 3] = 255;
    }
    byId('seen', HTMLCanvasElement).getContext('2d')!.putImageData(image, 0, 0);
  }

  receive(report: Report): void {
    switch (report.type) {
      case 'setup':
        this.setUp(report.setup);
        break;
      case 'fresh':
        this.fresh();
        break;
      case 'progress':
        this.progress(report.progress);
        break;
      case 'accuracy':
        this.accuracy.add(report.step, report.accuracy);
        byId('stat-accuracy', HTMLElement).textContent = percent(report.accuracy);
        break;
      case 'filters':
        this.gallery.show(report.filters);
        break;
      case 'prediction':
        this.waiting = false;
        this.probabilities.show(report.probabilities, this.step === 0, this.label);
        this.sendDrawing();
        break;
      case 'example':
        this.label = report.label;
        this.pad.show(report.pixels);
        this.seen(report.pixels);
        break;
      case 'exported':
        this.save(report.file, report.name);
        break;
      case 'note':
        this.status(report.text, true);
        break;
      case 'problem':
        this.waiting = false;
        this.problem(report.text);
        break;
    }
  }

  private setUp(setup: Setup): void {
    for (const id of ['run', 'step', 'reset']) byId(id, HTMLButtonElement).disabled = false;
    const note = byId('device-note', HTMLElement);
    note.textContent = setup.deviceNote;
    note.classList.toggle('warning', setup.deviceWarning);
    this.form.showDevice(setup.device);
    this.form.describe(setup.network, setup.parameters);
    document.body.dataset.device = setup.device;
    const { data, trainImages, testImages } = setup;
    if (this.step === 0) {
      this.status(
        `Ready: ${whole(trainImages)} images of ${data} to train on, ${whole(testImages)} to test on.`,
        true,
      );
    }
  }

  private fresh(): void {
    this.loss.clear();
    this.accuracy.clear();
    this.step = 0;
    this.setRunning(false);
    this.stat('step', '0');
    for (const id of ['epoch', 'accuracy', 'loss', 'rate', 'time'])
      byId(`stat-${id}`, HTMLElement).textContent = '–';
  }

  private progress(p: Progress): void {
    const stopped = this.running && !p.running;
    if (!this.running && p.running) this.status('Training …', true);
    this.step = p.step;
    this.setRunning(p.running);
    if (stopped) this.status(`Paused after step ${whole(p.step)}.`, true);
    for (const { step, loss } of p.points) this.loss.add(step, loss);
    const last = p.points.at(-1)?.loss;
    this.stat('step', whole(p.step));
    this.stat('epoch', p.epoch === 0 ? '–' : whole(p.epoch));
    if (last !== undefined) this.stat('loss', short(last));
    if (p.imagesPerSecond !== null) this.stat('rate', whole(p.imagesPerSecond));
    if (p.millisecondsPerStep !== null) this.stat('time', short(p.millisecondsPerStep), 'ms');
    if (p.deviceBytes === null) this.stat('device', 'on the heap');
    else this.stat('device', ...bytes(p.deviceBytes));
    const heap =
      p.heapBytes ?? (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize;
    if (heap === undefined) this.stat('heap', 'not told');
    else this.stat('heap', ...bytes(heap));
    if (p.running && last !== undefined) {
      const broken = Number.isFinite(last)
        ? ''
        : ' The loss is no number any more: reset, and try a smaller learning rate.';
      this.status(`Training: step ${whole(p.step)}, loss ${short(last)}.${broken}`, broken !== '');
    }
  }

  private stat(name: string, value: string, unit = ''): void {
    const cell = byId(`stat-${name}`, HTMLElement);
    if (cell.textContent === (unit === '' ? value : `${value} ${unit}`)) return;
    cell.textContent = value;
    if (unit === '') return;
    const small = document.createElement('small');
    small.textContent = ` ${unit}`;
    cell.append(small);
  }

  private status(text: string, now: boolean): void {
    const time = performance.now();
    if (!now && time - this.statusAt < STATUS_EVERY_MS) return;
    this.statusAt = time;
    byId('status', HTMLElement).textContent = text;
  }

  problem(text: string): void {
    const box = byId('problem', HTMLElement);
    box.hidden = false;
    box.querySelector('p')!.textContent = text;
  }

  private save(file: Uint8Array<ArrayBuffer>, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    // Some browsers begin to read only after the click is over.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.status(`The weights are saved as ${name}.`, true);
  }
}

/** Writing the same text again would lay the page out again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
