import { DataLoader, type Dataset, RandomSampler } from '@cresset/data';
import type { Module } from '@cresset/nn';
import { CrossEntropyLoss } from '@cresset/nn';
import { lrScheduler, type Optimizer } from '@cresset/optim';
import { type DeviceLike, Generator, type Tensor } from '@cresset/tensor';
import type { Settings } from './settings.js';
import { Breather } from './yield.js';

/** An image [channels, height, width] and its class. */
export type Sample = [image: Tensor, label: number];

/** Mean loss of the steps since the point before. */
export interface LossPoint {
  /** Steps done, counted over all epochs. */
  readonly step: number;
  readonly loss: number;
}

/** Where training stands, and what it was started with: with model and optimizer, all that is needed to go on. */
export interface Progress {
  readonly settings: Settings;
  /** Epochs done, and batches done of the next one. */
  readonly epoch: number;
  readonly batch: number;
  readonly history: readonly LossPoint[];
}

/** Where training stands, for whoever shows it. */
export interface TrainingStatus {
  readonly epoch: number;
  readonly epochs: number;
  /** Batches done of this epoch. */
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
  readonly imagesPerSecond: number;
  /** Until all epochs are done. */
  readonly secondsLeft: number;
}

export interface TrainingHooks {
  /** The loss of the very first batch, before any step. */
  initialLoss(loss: number): void;
  status(status: TrainingStatus): void;
  /** After each epoch; the loss is the epoch's mean. */
  epochDone(epoch: number, loss: number): Promise<void>;
  /** Asked after each step. */
  stopRequested(): boolean;
}

/** A loss is read back every so many steps: reading each would make the host wait for the device each time. */
const READ_EVERY = 10;

/** Warm-up to the peak over the first twentieth of the training, then half a cosine down to (almost) zero. */
export function learningRateFactor(step: number, total: number): number {
  const warmUp = Math.max(1, Math.round(total / 20));
  if (step < warmUp) return (step + 1) / warmUp;
  const rest = (step - warmUp) / Math.max(1, total - warmUp);
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, rest)));
}

/** A training that can be stopped after any step and taken up again there. */
export class Trainer {
  /** Epochs done, and batches done of the next one. */
  epoch = 0;
  batch = 0;
  history: LossPoint[] = [];
  private readonly lossFunction = new CrossEntropyLoss();

  constructor(
    readonly model: Module,
    readonly optimizer: Optimizer,
    readonly dataset: Dataset<Sample>,
    readonly settings: Settings,
    readonly device: DeviceLike,
  ) {}

  get progress(): Progress {
    const { settings, epoch, batch, history } = this;
    return { settings, epoch, batch, history: [...history] };
  }

  /** Takes up a training where it was stopped; model and optimizer have their states already. */
  resume({ epoch, batch, history }: Progress): void {
    this.epoch = epoch;
    this.batch = batch;
    this.history = [...history];
  }

  get batches(): number {
    return Math.ceil(this.dataset.length / this.settings.batchSize);
  }

  /** Steps done in all epochs. */
  get steps(): number {
    return this.epoch * this.batches + this.batch;
  }

  private get totalSteps(): number {
    return this.settings.epochs * this.batches;
  }

  get done(): boolean {
    return this.epoch >= this.settings.epochs;
  }

  /** The rest of this epoch. The order is a function of seed and epoch, so that a resumed one goes on in it. */
  private rest(): DataLoader<Sample> {
    const { seed, batchSize } = this.settings;
    const generator = new Generator(seed * 1000 + this.epoch + 1);
    const order = [...new RandomSampler(this.dataset, { generator })];
    return new DataLoader(this.dataset, { batchSize, sampler: order.slice(this.batch * batchSize) });
  }

  /** Forward, backward and update for one batch. @returns the loss, still on the device */
  step(images: Tensor, labels: Tensor): Tensor {
    this.optimizer.zeroGrad();
    const loss = this.lossFunction.forward(this.model.forward(images), labels);
    loss.backward();
    this.optimizer.step();
    return loss;
  }

  /** Trains until all epochs are done or a stop is asked for. */
  async run(hooks: TrainingHooks): Promise<void> {
    const schedule = new lrScheduler.LambdaLR(
      this.optimizer,
      (step) => learningRateFactor(step, this.totalSteps),
      { lastEpoch: this.steps - 1 },
    );
    const clock = new Clock(this.totalSteps - this.steps);
    const breather = new Breather();
    this.model.train();
    while (!this.done) {
      const epoch = new LossMeter();
      const stretch = new LossMeter();
      const before = this.batch;
      for await (const [images, labels] of this.rest()) {
        const loss = this.step(images.to(this.device), labels.to(this.device));
        schedule.step();
        this.batch++;
        const first = this.steps === 1;
        stretch.add(loss);
        clock.count(images.shape[0]!);
        const last = this.batch === this.batches;
        const stop = hooks.stopRequested();
        if (first || last || stop || this.batch % READ_EVERY === 0) {
          if (first) hooks.initialLoss(await loss.item());
          const mean = await stretch.read();
          epoch.addMean(mean, this.batch - before - epoch.steps);
          this.history.push({ step: this.steps, loss: mean });
          hooks.status({ ...this.position(), loss: mean, ...clock.rate() });
        }
        // The last batch of an epoch is the end of the epoch, stop or not.
        if (stop && !last) return;
        await breather.breathe();
      }
      this.epoch++;
      this.batch = 0;
      await hooks.epochDone(this.epoch, epoch.mean);
      if (hooks.stopRequested()) return;
    }
  }

  private position() {
    return { epoch: this.epoch, epochs: this.settings.epochs, batch: this.batch, batches: this.batches };
  }
}

/** Mean of losses that stay on the device until it is asked for. */
class LossMeter {
  private sum: Tensor | null = null;
  private pending = 0;
  private total = 0;
  steps = 0;

  add(loss: Tensor): void {
    const value = loss.detach();
    this.sum = this.sum === null ? value : this.sum.add(value);
    this.pending++;
  }

  async read(): Promise<number> {
    const mean = (await this.sum!.item()) / this.pending;
    this.sum = null;
    this.pending = 0;
    return mean;
  }

  addMean(mean: number, steps: number): void {
    this.total += mean * steps;
    this.steps += steps;
  }

  get mean(): number {
    return this.total / this.steps;
  }
}

/** Speed over the last seconds, and the time that the rest will take at it. */
class Clock {
  private readonly marks: { time: number; images: number; steps: number }[] = [];
  private images = 0;
  private steps = 0;

  constructor(private readonly stepsToDo: number) {
    this.mark();
  }

  private mark(): void {
    this.marks.push({ time: performance.now(), images: this.images, steps: this.steps });
    // About the last thirty readings: long enough to be calm, short enough to follow a change.
    if (this.marks.length > 30) this.marks.shift();
  }

  count(images: number): void {
    this.images += images;
    this.steps++;
  }

  rate(): { imagesPerSecond: number; secondsLeft: number } {
    const from = this.marks[0]!;
    const seconds = Math.max(1e-6, (performance.now() - from.time) / 1000);
    const stepsPerSecond = (this.steps - from.steps) / seconds;
    const rate = {
      imagesPerSecond: (this.images - from.images) / seconds,
      secondsLeft: (this.stepsToDo - this.steps) / stepsPerSecond,
    };
    this.mark();
    return rate;
  }
}
