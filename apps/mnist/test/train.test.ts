import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@cresset/checkpoint';
import { Adam } from '@cresset/optim';
import { manualSeed, Tensor } from '@cresset/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint, saveCheckpoint } from '../src/checkpoint/checkpoint.js';
import { openDatasets } from '../src/datasets.js';
import { openDevice } from '../src/device.js';
import { UserError } from '../src/errors.js';
import { evaluate } from '../src/evaluate.js';
import { makeModel } from '../src/models.js';
import { greyPixels } from '../src/pictures.js';
import type { Settings } from '../src/settings.js';
import { learningRateFactor, Trainer, type TrainingHooks } from '../src/train.js';

const settings: Settings = {
  dataset: 'digits',
  model: 'mlp',
  epochs: 2,
  batchSize: 32,
  lr: 0.005,
  seed: 1,
  limit: 320,
};

let folder: string;
beforeAll(async () => {
  openDevice('reference');
  folder = await mkdtemp(join(tmpdir(), 'cresset-mnist-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const quiet: TrainingHooks = {
  initialLoss() {},
  status() {},
  async epochDone() {},
  stopRequested: () => false,
};

async function makeTrainer(s = settings): Promise<Trainer> {
  const { train } = await openDatasets(s, undefined);
  manualSeed(s.seed);
  const model = makeModel(s.model);
  return new Trainer(model, new Adam(model.parameters(), { lr: s.lr }), train, s, 'reference');
}

const weightsOf = async (t: Trainer): Promise<unknown[]> =>
  Promise.all(Object.values(t.model.stateDict()).map((w) => w.toArray()));

describe('the learning rate', () => {
  it('rises to its peak and falls to almost nothing', () => {
    const rates = Array.from({ length: 100 }, (_, step) => learningRateFactor(step, 100));
    expect(rates[0]).toBeCloseTo(0.2);
    expect(Math.max(...rates)).toBe(1);
    expect(rates[5]).toBe(1);
    expect(rates[99]!).toBeLessThan(0.001);
    expect(rates.every((r) => r >= 0 && r <= 1)).toBe(true);
  });
});

describe('training', () => {
  it('learns drawn digits, and tells how it goes', async () => {
    const trainer = await makeTrainer();
    const first: number[] = [];
    const epochs: number[] = [];
    const seen: number[] = [];
    await trainer.run({
      initialLoss: (loss) => first.push(loss),
      status: (s) => seen.push(s.epoch * s.batches + s.batch),
      epochDone: async (_, loss) => void epochs.push(loss),
      stopRequested: () => false,
    });
    expect(first).toHaveLength(1);
    expect(first[0]).toBeGreaterThan(2);
    expect(seen).toEqual([1, 10, 11, 20].filter((s) => seen.includes(s)));
    expect(seen).toContain(20);
    expect(epochs).toHaveLength(2);
    expect(epochs[1]!).toBeLessThan(epochs[0]! / 1.5);
    expect(trainer.history.at(-1)!.step).toBe(20);

    const { test } = await openDatasets(settings, undefined);
    const { Subset } = await import('@cresset/data');
    const part = new Subset(
      test,
      Array.from({ length: 300 }, (_, i) => i),
    );
    const { confusion, mistakes } = (await evaluate(trainer.model, part, 'reference'))!;
    expect(confusion.total).toBe(300);
    expect(confusion.accuracy).toBeGreaterThan(0.6);
    expect(mistakes).toHaveLength(confusion.total - confusion.correct);
    for (const m of mistakes) {
      expect(m.actual).not.toBe(m.predicted);
      expect((await part.get(m.index))[1]).toBe(m.actual);
    }
    expect(mistakes.map((m) => m.confidence)).toEqual(
      mistakes.map((m) => m.confidence).sort((a, b) => b - a),
    );
    expect(await evaluate(trainer.model, part, 'reference', () => true)).toBe(null);
    expect(trainer.model.training).toBe(true);
  });

  it('is the same when it is stopped in the middle of an epoch and taken up again', async () => {
    const whole = await makeTrainer();
    await whole.run(quiet);

    const file = join(folder, 'half.safetensors');
    const half = await makeTrainer();
    await half.run({ ...quiet, stopRequested: () => half.steps >= 14 });
    expect([half.epoch, half.batch]).toEqual([1, 4]);
    await saveCheckpoint(file, half.model, half.optimizer, half.progress);

    manualSeed(99);
    const rest = await makeTrainer();
    const saved = await readCheckpoint(file);
    expect(saved.settings).toEqual(settings);
    rest.model.loadStateDict(saved.model);
    rest.optimizer.loadStateDict(saved.optimizer);
    rest.resume(saved);
    await rest.run(quiet);

    expect(rest.done).toBe(true);
    expect(await weightsOf(rest)).toEqual(await weightsOf(whole));
  });

  it('stops between epochs too', async () => {
    const trainer = await makeTrainer();
    await trainer.run({ ...quiet, stopRequested: () => trainer.steps >= 10 });
    expect([trainer.epoch, trainer.batch, trainer.done]).toEqual([1, 0, false]);
  });
});

describe('checkpoints', () => {
  it("keep the model under PyTorch's names and the optimizer's state beside it", async () => {
    const trainer = await makeTrainer();
    await trainer.run({ ...quiet, stopRequested: () => trainer.steps >= 3 });
    const file = join(folder, 'new/folder/c.safetensors');
    await saveCheckpoint(file, trainer.model, trainer.optimizer, trainer.progress);
    const { tensors, metadata } = decodeSafetensors(await readFile(file));
    expect([...tensors.keys()].filter((k) => k.startsWith('model.'))).toEqual(
      ['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias'].map((k) => `model.${k}`),
    );
    expect(tensors.get('optimizer.0.exp_avg')!.shape).toEqual([128, 784]);
    expect(metadata.format).toBe('cresset-mnist 1');
    const read = await readCheckpoint(file);
    expect(read.optimizer.state[0]!.step).toBe(3);
    const moment = read.optimizer.state[0]!.exp_avg as Tensor;
    expect(moment).toBeInstanceOf(Tensor);
    expect(await moment.toArray()).toEqual(
      await (trainer.optimizer.stateDict().state[0]!.exp_avg as Tensor).toArray(),
    );
  });

  it('are refused in a sentence when they are missing, damaged or of another program', async () => {
    const missing = join(folder, 'missing.safetensors');
    await expect(readCheckpoint(missing)).rejects.toThrow(UserError);
    await expect(readCheckpoint(missing)).rejects.toThrow(`there is no checkpoint ${missing}`);
    await expect(readCheckpoint(folder)).rejects.toThrow(`${folder} can't be read`);

    const trainer = await makeTrainer();
    const file = join(folder, 'cut.safetensors');
    await saveCheckpoint(file, trainer.model, trainer.optimizer, trainer.progress);
    await truncate(file, 1000);
    await expect(readCheckpoint(file)).rejects.toThrow(`${file} can't be read as a checkpoint: `);

    const other = join(folder, 'other.safetensors');
    await writeFile(other, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d));
    await expect(readCheckpoint(other)).rejects.toThrow(`${other} is no checkpoint of this program`);
  });
});

describe('pictures', () => {
  it('undo the normalization', async () => {
    const { train, normalization } = await openDatasets(settings, undefined);
    const { SyntheticDigits } = await import('@cresset/vision');
    const [raw] = new SyntheticDigits({ seed: settings.seed }).get(5);
    const [image] = await train.get(5);
    expect([...(await greyPixels(image, normalization))]).toEqual([...(await raw.data())].map(Number));
  });
});
