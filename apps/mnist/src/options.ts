import { parseArgs } from 'node:util';
import { UserError } from './errors.js';

export const deviceNames = ['cpu', 'reference'] as const;
export const datasetNames = ['mnist', 'digits'] as const;
export const modelNames = ['lenet', 'mlp', 'resnet18'] as const;

export type DeviceName = (typeof deviceNames)[number];
export type DatasetName = (typeof datasetNames)[number];
export type ModelName = (typeof modelNames)[number];

/** What the user said; what is absent has a default that may depend on the machine or on a checkpoint. */
export interface Options {
  readonly device?: DeviceName;
  readonly dataset?: DatasetName;
  readonly data?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly model?: ModelName;
  readonly lr?: number;
  readonly limit?: number;
  readonly resume?: string;
  readonly output?: string;
  readonly help: boolean;
}

export const usage = `Trains an image classifier and tests it.

  npm start -- [options]

  --device NAME      cpu (native; the default where it is built) or reference (pure TypeScript)
  --dataset NAME     mnist (default when CRESSET_DATA is set) or digits (drawn by the program itself)
  --data FOLDER      folder with MNIST's files (default: $CRESSET_DATA, else they are downloaded)
  --model NAME       lenet (default), mlp or resnet18
  --epochs N         passes over the training set (default 2)
  --batch-size N     images a step (default 64)
  --lr X             peak of the learning rate (default 0.003; 0.001 for resnet18)
  --seed N           seed of weights, order and drawn digits (default 0)
  --limit N          use only the first N training images
  --resume FILE      go on from a checkpoint
  --output FOLDER    where checkpoint and report go (default apps/mnist/output)
  --help             this text

Ctrl-C saves a checkpoint and stops; once more stops at once.`;

/** @throws UserError in words for anything that isn't as `usage` says */
export function parseOptions(args: readonly string[]): Options {
  const v = parse(args);
  return {
    device: oneOf('device', v.device, deviceNames),
    dataset: oneOf('dataset', v.dataset, datasetNames),
    data: v.data,
    epochs: integer('epochs', v.epochs, 1),
    batchSize: integer('batch-size', v['batch-size'], 1),
    seed: integer('seed', v.seed, 0),
    model: oneOf('model', v.model, modelNames),
    lr: positive('lr', v.lr),
    limit: integer('limit', v.limit, 1),
    resume: v.resume,
    output: v.output,
    help: v.help,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        device: text,
        dataset: text,
        data: text,
        epochs: text,
        'batch-size': text,
        seed: text,
        model: text,
        lr: text,
        limit: text,
        resume: text,
        output: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UserError(`${(error as Error).message.split('. ')[0]} (--help lists the options)`);
  }
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined || known.includes(value as T)) return value as T | undefined;
  throw new UserError(`--${name} must be one of ${known.join(', ')}, got '${value}'`);
}

function integer(name: string, value: string | undefined, low: number): number | undefined {
  if (value === undefined) return undefined;
  const n = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(n) || n < low) {
    throw new UserError(`--${name} must be an integer from ${low} on, got '${value}'`);
  }
  return n;
}

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const n = Number(value);
  if (!(n > 0 && n < Infinity)) throw new UserError(`--${name} must be a positive number, got '${value}'`);
  return n;
}
