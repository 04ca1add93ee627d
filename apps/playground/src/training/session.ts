import { FormatError } from '@cresset/data';
import { CressetError } from '@cresset/tensor';
import type { Command, Report, Settings } from '../protocol.js';
import { type Data, DataError, drawnDigits, mnistFrom } from './data.js';
import { type OpenDevice, openDevice } from './devices.js';
import { filtersOf } from './filters.js';
import { exportWeights, importWeights, WeightsError } from './model-state.js';
import { networks } from './networks.js';
import { Rate } from './rate.js';
import { Trainer } from './trainer.js';
import { type Inbox, turn } from './turns.js';

/** Testing may take this share of the time. */
const TEST_SHARE = 0.2;
const FILTERS_EVERY_MS = 700;

type Send = (report: Report, transfer?: Transferable[]) => void;

/**
 * The worker's program. Commands are carried out one after the other between stretches of training, never inside one:
 * the weights that a prediction or an export sees are those of a whole step.
 */
export class Session {
  private settings!: Settings;
  private device!: OpenDevice;
  private data: Data = drawnDigits();
  private mnist: Data | null = null;
  private trainer!: Trainer;
  private running = false;
  private drawing: Float32Array | null = null;
  private readonly rate = new Rate();
  private nextTest = 0;
  private nextFilters = 0;
  private examples = 0;
  /** Weights and step as they were at the last test: what is left when a device is lost. */
  private saved: { file: Uint8Array; step: number } | null = null;

  constructor(private readonly send: Send) {}

  async run(inbox: Inbox<Command>): Promise<void> {
    for (;;) {
      if (!this.running) await inbox.ready();
      for (let c = inbox.next(); c !== undefined; c = inbox.next()) {
        const command = c;
        await this.guarded(() => this.obey(command));
      }
      if (this.running) await this.guarded(() => this.train());
      await turn();
    }
  }

  /** Whatever goes wrong becomes a sentence; a device that is gone is replaced. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const loss = (await this.device?.lost()) ?? null;
      if (loss !== null) await this.replaceDevice(loss);
      else {
        // A file that is no good is no reason to stop.
        if (!isForeseen(error)) this.setRunning(false);
        this.send({ type: 'problem', text: sentence(error) });
      }
    }
  }

  private async replaceDevice(loss: string): Promise<void> {
    const wasRunning = this.running;
    this.setRunning(false);
    try {
      this.device = await openDevice('webgpu');
      const { saved } = this;
      this.make();
      if (saved !== null) {
        importWeights(this.trainer.model, this.settings.network, saved.file, 'the copy of the weights');
        this.trainer.step = saved.step;
      } else this.send({ type: 'fresh' });
      this.report();
      this.setRunning(wasRunning);
      const from = saved === null ? 'from the beginning' : `with the weights of step ${saved.step}`;
      this.send({
        type: 'problem',
        text: `The graphics device was lost (${loss}). A new one goes on ${from}.`,
      });
    } catch (again) {
      this.send({
        type: 'problem',
        text: `The graphics device was lost (${loss}), and no new one can be had: ${sentence(again)} Choose the reference device to go on.`,
      });
    }
  }

  private async obey(command: Command): Promise<void> {
    switch (command.type) {
      case 'settings':
        return this.change(command.settings);
      case 'run':
        this.running = true;
        this.rate.pause();
        return;
      case 'pause':
        this.setRunning(false);
        return this.look(true);
      case 'step':
        this.setRunning(false);
        await this.train(1);
        return this.look(true);
      case 'reset':
        this.setRunning(false);
        this.saved = null;
        this.make();
        return this.fresh();
      case 'files':
        this.mnist = await mnistFrom(command.files);
        this.data = this.mnist;
        this.trainer.changeData(this.data);
        this.report();
        this.send({
          type: 'note',
          text: `${this.data.title}: ${this.data.train.length} images to train on, ${this.data.test.length} to test on.`,
        });
        return;
      case 'drawing':
        this.drawing = command.pixels;
        return this.predict();
      case 'example':
        return this.example();
      case 'export': {
        const { network } = this.settings;
        const file = await exportWeights(this.trainer.model, network, this.trainer.step);
        this.send({ type: 'exported', file, name: `cresset-${network}-${this.trainer.step}.safetensors` }, [
          file.buffer,
        ]);
        return;
      }
      case 'import': {
        const { file } = command;
        const bytes = new Uint8Array(await file.arrayBuffer());
        importWeights(this.trainer.model, this.settings.network, bytes, file.name);
        this.send({ type: 'note', text: `The weights of ${file.name} are loaded.` });
        return this.look(true);
      }
    }
  }

  private async change(settings: Settings): Promise<void> {
    const before = this.settings as Settings | undefined;
    this.settings = settings;
    if (before === undefined || before.device !== settings.device) {
      const saved = before === undefined ? null : await exportWeights(this.trainer.model, before.network, 0);
      const step = this.trainer?.step ?? 0;
      this.device = await openDevice(settings.device);
      this.chooseData();
      this.make();
      if (saved !== null && before!.network === settings.network) {
        importWeights(this.trainer.model, settings.network, saved, 'the weights');
        this.trainer.step = step;
        this.report();
        return this.look(true);
      }
      return this.fresh();
    }
    if (before.network !== settings.network) {
      this.saved = null;
      this.setRunning(false);
      this.make();
      return this.fresh();
    }
    this.trainer.change(settings);
    if (before.data !== settings.data) {
      this.chooseData();
      this.trainer.changeData(this.data);
    }
    this.report();
  }

  private chooseData(): void {
    // Until MNIST's files are there, digits are drawn.
    this.data = this.settings.data === 'mnist' && this.mnist !== null ? this.mnist : drawnDigits();
  }

  private make(): void {
    this.trainer = new Trainer(this.settings, this.data);
    this.rate.pause();
    this.nextTest = 0;
  }

  private async fresh(): Promise<void> {
    this.send({ type: 'fresh' });
    this.report();
    await this.look(true);
  }

  private report(): void {
    const { device, data, trainer } = this;
    this.send({
      type: 'setup',
      setup: {
        device: device.name,
        deviceNote: device.note,
        deviceWarning: device.warning,
        network: networks[this.settings.network].title,
        parameters: trainer.parameters,
        data: data.title,
        trainImages: data.train.length,
        testImages: data.test.length,
      },
    });
  }

  private setRunning(running: boolean): void {
    this.running = running;
    this.rate.pause();
    if (this.trainer !== undefined) this.progress([]);
  }

  private async train(steps?: number): Promise<void> {
    const stretch = await this.trainer.stretch(steps);
    this.rate.add(stretch);
    this.progress([stretch.point]);
    await this.look(false);
  }

  private progress(points: readonly Stretch['point'][]): void {
    const memory = (performance as { memory?: { usedJSHeapSize: number } }).memory;
    this.send({
      type: 'progress',
      progress: {
        running: this.running,
        step: this.trainer.step,
        epoch: this.trainer.epoch,
        points,
        ...this.rate.now(),
        deviceBytes: this.device.bytes(),
        heapBytes: memory?.usedJSHeapSize ?? null,
      },
    });
  }

  /** Looks at the network from outside: the drawing at once, filters and test images when it is time, or all `now`. */
  private async look(now: boolean): Promise<void> {
    await this.predict();
    const time = performance.now();
    if (now || time >= this.nextFilters) {
      const filters = await filtersOf(this.trainer.model, this.settings.network);
      this.send({ type: 'filters', filters }, [filters.values.buffer]);
      this.nextFilters = performance.now() + FILTERS_EVERY_MS;
    }
    if (this.trainer.step > 0 && (now || time >= this.nextTest)) {
      const { step } = this.trainer;
      const since = performance.now();
      const accuracy = await this.trainer.test();
      this.send({ type: 'accuracy', step, accuracy });
      this.saved = { file: await exportWeights(this.trainer.model, this.settings.network, step), step };
      const took = performance.now() - since;
      this.nextTest = performance.now() + Math.min(5000, Math.max(1000, took / TEST_SHARE));
    }
  }

  private async predict(): Promise<void> {
    const probabilities = this.drawing === null ? null : await this.trainer.predict(this.drawing);
    this.send({ type: 'prediction', probabilities });
  }

  private async example(): Promise<void> {
    const { test } = this.data;
    const [image, label] = test.get((this.examples++ * 37 + 11) % test.length);
    const pixels = ((await image.data()) as Float32Array).map((v) => Math.max(0, v * 0.3081 + 0.1307));
    image.dispose();
    this.drawing = pixels;
    this.send({ type: 'example', pixels, label });
    await this.predict();
  }
}

type Stretch = Awaited<ReturnType<Trainer['stretch']>>;

/** What files may do to one. */
const isForeseen = (error: unknown): boolean =>
  error instanceof DataError || error instanceof WeightsError || error instanceof FormatError;

/** An error as a sentence of the page. */
function sentence(error: unknown): string {
  const { message } = error as Error;
  const ended = /[.!?]$/.test(message) ? message : `${message}.`;
  const foreseen =
    error instanceof CressetError || error instanceof DataError || error instanceof WeightsError;
  return foreseen ? ended : `Something went wrong that nobody has foreseen: ${ended}`;
}
