import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Module } from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { manualSeed } from '@cresset/tensor';
import { readCheckpoint, saveCheckpoint } from './checkpoint/checkpoint.js';
import { type Datasets, openDatasets } from './datasets.js';
import { type ChosenDevice, chooseDevice } from './device.js';
import { UserError } from './errors.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { Interrupt } from './interrupt.js';
import { makeModel } from './models.js';
import { parseOptions, usage } from './options.js';
import { withPictures } from './pictures.js';
import { type ProgressView, progressView, showDuration } from './progress.js';
import { reportPage } from './report/page.js';
import { resolveSettings, type Settings } from './settings.js';
import { Trainer } from './train.js';

const defaultOutput = fileURLToPath(new URL('../output', import.meta.url));
const PICTURES = 24;

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
/** A path as a user would write it: from here on when it is below, in full elsewhere. */
const shown = (file: string): string => {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
};

/** Runs the program. @throws UserError for what the user has to mend */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const view = progressView(process.stdout);
  const device = chooseDevice(options.device);
  const resumed = options.resume === undefined ? null : await readCheckpoint(resolve(options.resume));
  const dataFolder = options.data ?? (env.CRESSET_DATA || undefined);
  const settings = resolveSettings(options, Boolean(env.CRESSET_DATA), resumed?.settings ?? null);
  view.line(device.note);

  const datasets = await openDatasets(settings, dataFolder);
  manualSeed(settings.seed);
  const model = makeModel(settings.model);
  const optimizer = new Adam(model.parameters(), { lr: settings.lr });
  const trainer = new Trainer(model, optimizer, datasets.train, settings, device.name);
  if (resumed !== null) {
    model.loadStateDict(resumed.model);
    optimizer.loadStateDict(resumed.optimizer);
    trainer.resume(resumed);
    if (trainer.done) {
      throw new UserError(
        `the checkpoint has all its ${settings.epochs} epochs; name more with --epochs to go on`,
      );
    }
  }
  introduce(view, settings, datasets, model, trainer);

  const output = resolve(options.output ?? defaultOutput);
  await mkdir(output, { recursive: true }).catch((error: Error) => {
    throw new UserError(`--output ${output} can't be made: ${error.message}`);
  });
  const interrupt = new Interrupt(() => view.line('stopping after this step …'));
  try {
    await new Session(view, device, settings, datasets, trainer, output, interrupt).run();
  } finally {
    interrupt.dispose();
  }
}

function introduce(
  view: ProgressView,
  s: Settings,
  datasets: Datasets,
  model: Module,
  trainer: Trainer,
): void {
  const parameters = model.parameters().reduce((sum, p) => sum + p.numel(), 0);
  const [train, test] = [datasets.train.length, datasets.test.length].map((n) => n.toLocaleString('en'));
  view.line(`data: ${datasets.description}, ${train} images to train and ${test} to test`);
  view.line(
    `model: ${s.model}, ${parameters.toLocaleString('en')} parameters; ` +
      `${s.epochs} epochs, batch size ${s.batchSize}, seed ${s.seed}`,
  );
  if (trainer.steps > 0) {
    view.line(`going on at epoch ${trainer.epoch + 1}, batch ${trainer.batch} of ${trainer.batches}`);
  }
}

/** One run of the program from the first step that is left to the report. */
class Session {
  private readonly checkpoint: string;
  private readonly began = performance.now();

  constructor(
    private readonly view: ProgressView,
    private readonly device: ChosenDevice,
    private readonly settings: Settings,
    private readonly datasets: Datasets,
    private readonly trainer: Trainer,
    private readonly output: string,
    private readonly interrupt: Interrupt,
  ) {
    this.checkpoint = join(output, `${settings.model}-${settings.dataset}.safetensors`);
  }

  async run(): Promise<void> {
    const { view, trainer, settings, interrupt } = this;
    await trainer.run({
      initialLoss: (loss) => view.line(`initial loss: ${loss.toFixed(6)}`),
      status: (status) => view.update(status),
      epochDone: async (epoch, loss) => {
        view.line(`epoch ${epoch}/${settings.epochs} done: mean loss ${loss.toFixed(4)}`);
        await this.save();
      },
      stopRequested: () => interrupt.requested,
    });
    if (!trainer.done) {
      await this.save();
      const { epoch, batch, batches } = trainer;
      this.stopped(`in epoch ${epoch + 1}, after batch ${batch} of ${batches}`);
      return;
    }
    const seconds = (performance.now() - this.began) / 1000;
    const tested = await evaluate(
      trainer.model,
      this.datasets.test,
      this.device.name,
      () => interrupt.requested,
    );
    if (tested === null) {
      view.line(`stopped while testing; the trained model is in ${shown(this.checkpoint)}`);
      return;
    }
    await this.report(tested, seconds);
  }

  private async save(): Promise<void> {
    const { model, optimizer, progress } = this.trainer;
    await saveCheckpoint(this.checkpoint, model, optimizer, progress);
  }

  private stopped(where: string): void {
    const file = shown(this.checkpoint);
    this.view.line(`stopped ${where}; saved to ${file}`);
    this.view.line(`to go on: npm start -- --resume ${resolve(this.checkpoint)}`);
  }

  private async report({ confusion, mistakes }: Evaluation, seconds: number): Promise<void> {
    const { view, settings, datasets, trainer } = this;
    view.line(`test accuracy: ${percent(confusion.accuracy)} (${confusion.correct} of ${confusion.total})`);
    view.line('worst two classes:');
    for (const c of confusion.worst(2)) view.line(`  ${confusion.describe(c)}`);
    const page = reportPage({
      title: `${settings.model} on ${datasets.description}`,
      facts: [
        ['Device', this.device.name],
        ['Model', settings.model],
        ['Training images', datasets.train.length.toLocaleString('en')],
        ['Epochs', String(settings.epochs)],
        ['Batch size', String(settings.batchSize)],
        ['Peak learning rate', String(settings.lr)],
        ['Seed', String(settings.seed)],
        ['Training time', showDuration(seconds)],
      ],
      history: trainer.history,
      stepsPerEpoch: trainer.batches,
      confusion,
      mistakes: await withPictures(mistakes.slice(0, PICTURES), datasets.test, datasets.normalization),
    });
    const file = join(this.output, `${settings.model}-${settings.dataset}.html`);
    await writeFile(file, page);
    view.line(
      `trained in ${showDuration(seconds)}; checkpoint: ${shown(this.checkpoint)}; report: ${shown(file)}`,
    );
  }
}
