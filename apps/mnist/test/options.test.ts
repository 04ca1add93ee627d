import { describe, expect, it } from 'vitest';
import { UserError } from '../src/errors.js';
import { parseOptions } from '../src/options.js';
import { resolveSettings, type Settings } from '../src/settings.js';

describe('options', () => {
  it('reads all of them', () => {
    const args =
      '--device reference --dataset digits --data d --epochs 3 --batch-size 32 --seed 7 --model mlp --lr 1e-3 --limit 100 --resume r --output o';
    expect(parseOptions(args.split(' '))).toEqual({
      device: 'reference',
      dataset: 'digits',
      data: 'd',
      epochs: 3,
      batchSize: 32,
      seed: 7,
      model: 'mlp',
      lr: 0.001,
      limit: 100,
      resume: 'r',
      output: 'o',
      help: false,
    });
  });

  it.each([
    ['--device tpu', "--device must be one of cpu, reference, got 'tpu'"],
    ['--model vgg', "--model must be one of lenet, mlp, resnet18, got 'vgg'"],
    ['--epochs 0', "--epochs must be an integer from 1 on, got '0'"],
    ['--epochs 1.5', "--epochs must be an integer from 1 on, got '1.5'"],
    ['--seed -1', "'--seed'"],
    ['--seed=-1', "--seed must be an integer from 0 on, got '-1'"],
    ['--lr 0', "--lr must be a positive number, got '0'"],
    ['--lr fast', "--lr must be a positive number, got 'fast'"],
    ['--fast', "Unknown option '--fast'"],
    ['train', "Unexpected argument 'train'"],
  ])('refuses %s in a sentence', (args, message) => {
    expect(() => parseOptions(args.split(' '))).toThrow(UserError);
    expect(() => parseOptions(args.split(' '))).toThrow(message);
  });
});

describe('settings', () => {
  const resumed: Settings = {
    dataset: 'digits',
    model: 'mlp',
    epochs: 4,
    batchSize: 16,
    lr: 0.01,
    seed: 3,
    limit: null,
  };

  it('takes MNIST where there is data, and drawn digits elsewhere', () => {
    expect(resolveSettings(parseOptions([]), true, null).dataset).toBe('mnist');
    expect(resolveSettings(parseOptions([]), false, null).dataset).toBe('digits');
    expect(resolveSettings(parseOptions(['--data', 'folder']), false, null).dataset).toBe('mnist');
    expect(resolveSettings(parseOptions(['--dataset', 'digits']), true, null).dataset).toBe('digits');
  });

  it("keeps a checkpoint's settings, of which only the number of epochs may change", () => {
    expect(resolveSettings(parseOptions([]), true, resumed)).toEqual(resumed);
    expect(resolveSettings(parseOptions(['--epochs', '9', '--model', 'mlp']), true, resumed)).toEqual({
      ...resumed,
      epochs: 9,
    });
    expect(() => resolveSettings(parseOptions(['--batch-size', '64']), true, resumed)).toThrow(
      '--batch-size 64 contradicts the checkpoint, which was made with 16',
    );
    expect(() => resolveSettings(parseOptions(['--limit', '64']), true, resumed)).toThrow(
      '--limit 64 contradicts the checkpoint, which was made with none',
    );
  });
});
